package io.kytkin.erp;

import io.kytkin.mapping.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the ERP's records inside the filter that have certain match values: one statement for all of a page. */
final class ErpMatches {
    private final ErpTable table;
    private final Selection selection;
    private final Map<MatchKey, List<Object>> wanted = new LinkedHashMap<>();

    ErpMatches(ErpTable table, Selection selection) {
        this.table = table;
        this.selection = selection;
    }

    /**
     * Asks for records with these values.
     *
     * @return what {@link #find} answers under; null when a value is blank, because then nothing matches
     */
    MatchKey ask(List<ErpColumn> columns, List<Object> values) {
        MatchKey key = MatchKey.of(columns, values);
        if (key != null) {
            wanted.put(key, values);
        }
        return key;
    }

    /** What was found, by what was asked; the rows by their erpId. */
    Map<MatchKey, Map<String, Row>> find(Connection connection) throws SQLException {
        Map<MatchKey, Map<String, Row>> found = new HashMap<>();
        List<MatchKey> keys = List.copyOf(wanted.keySet());
        int widest = keys.stream().mapToInt(key -> key.columns().size()).max().orElse(1);
        // Half of what the database takes: lists are filled up to powers of two.
        int most = table.dialect().keyParameters() / 2 / widest;
        for (int from = 0; from < keys.size(); from += most) {
            find(connection, keys.subList(from, Math.min(keys.size(), from + most)), found);
        }
        return found;
    }

    private void find(Connection connection, List<MatchKey> keys, Map<MatchKey, Map<String, Row>> found)
            throws SQLException {
        Map<List<ErpColumn>, List<List<Object>>> groups = new LinkedHashMap<>();
        for (MatchKey key : keys) {
            groups.computeIfAbsent(key.columns(), columns -> new ArrayList<>()).add(wanted.get(key));
        }
        Query query = selection.select().add(" where ").add(table.insideFilter()).add(" and (");
        groups.forEach((columns, values) -> {
            new OneOf(table, columns, true).addTo(query, values);
            query.add(" or ");
        });
        selection.read(connection, query.add("1 = 0)"), 0, line -> {
            Row row = line.record().source();
            for (List<ErpColumn> columns : groups.keySet()) {
                MatchKey key = MatchKey.of(columns, row);
                if (key != null && wanted.containsKey(key)) {
                    found.computeIfAbsent(key, any -> new LinkedHashMap<>()).put(line.record().erpId(), row);
                }
            }
        });
    }
}
