package io.kytkin.erp;

import io.kytkin.mapping.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the ERP's records inside the filter that have certain match values: one statement for each group of a page. */
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
        Map<List<ErpColumn>, List<List<Object>>> groups = new LinkedHashMap<>();
        wanted.forEach((key, values) ->
                groups.computeIfAbsent(key.columns(), columns -> new ArrayList<>()).add(values));
        Map<MatchKey, Map<String, Row>> found = new HashMap<>();
        for (Map.Entry<List<ErpColumn>, List<List<Object>>> group : groups.entrySet()) {
            List<List<Object>> values = group.getValue();
            OneOf oneOf = new OneOf(table.dialect(), group.getKey(), true);
            int most = oneOf.most();
            for (int from = 0; from < values.size(); from += most) {
                find(connection, oneOf, values.subList(from, Math.min(values.size(), from + most)), found);
            }
        }
        return found;
    }

    private void find(Connection connection, OneOf oneOf, List<List<Object>> values,
                      Map<MatchKey, Map<String, Row>> found) throws SQLException {
        Query query = selection.select().add(" where ").add(table.insideFilter()).add(" and ");
        oneOf.addTo(query, values);
        selection.read(connection, query, 0, line -> {
            Row row = line.record().source();
            MatchKey key = MatchKey.of(oneOf.columns(), row);
            if (wanted.containsKey(key)) {
                found.computeIfAbsent(key, any -> new LinkedHashMap<>()).put(line.record().erpId(), row);
            }
        });
    }
}
