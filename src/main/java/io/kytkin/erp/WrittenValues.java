package io.kytkin.erp;

import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Values;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was decided for a page's records, as values of the table that is written: a column that only the
 * {@code erpQuery} has is replaced by the one that {@code erpWrittenAs} names. One statement a page and such column.
 */
final class WrittenValues {
    private final ErpTable table;
    private final Map<WrittenColumn, Map<String, Set<Object>>> found = new HashMap<>();

    private WrittenValues(ErpTable table) {
        this.table = table;
    }

    static WrittenValues of(Connection connection, ErpTable table, List<PageRecord> records) throws SQLException {
        WrittenValues values = new WrittenValues(table);
        for (WrittenColumn column : table.computed()) {
            Map<String, Object> wanted = new LinkedHashMap<>();
            for (PageRecord record : records) {
                record.decision().values().forEach((name, value) -> {
                    if (value != null && column == values.computed(name)) {
                        wanted.put(Values.text(value), value);
                    }
                });
            }
            values.found.put(column, values.look(connection, column, List.copyOf(wanted.values())));
        }
        return values;
    }

    private Map<String, Set<Object>> look(Connection connection, WrittenColumn column, List<Object> wanted)
            throws SQLException {
        Map<String, Set<Object>> pairs = new HashMap<>();
        OneOf oneOf = new OneOf(table.dialect(), List.of(column.known()), false);
        int most = oneOf.most();
        for (int from = 0; from < wanted.size(); from += most) {
            Query query = new Query(table.dialect()).add(column.source().prologue()).add("select ")
                    .add(column.known().sql()).add(", ").add(column.value().sql()).add(" from ")
                    .add(column.source().from()).add(" where ");
            List<List<Object>> asked = new ArrayList<>();
            wanted.subList(from, Math.min(wanted.size(), from + most)).forEach(value -> asked.add(List.of(value)));
            oneOf.addTo(query, asked);
            try (PreparedStatement statement = query.prepare(connection); ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Object value = column.value().type().read(rows, 2);
                    pairs.computeIfAbsent(column.known().type().text(column.known().type().read(rows, 1)),
                            any -> new LinkedHashSet<>()).add(value);
                }
            }
        }
        return pairs;
    }

    private WrittenColumn computed(String name) {
        return table.computed().stream().filter(column -> Row.nameOf(column.read().name()).equals(Row.nameOf(name)))
                .findFirst().orElse(null);
    }

    /** Why the record can't be written; null when it can. */
    Parking problem(PageRecord record) {
        for (Map.Entry<String, Object> value : record.decision().values().entrySet()) {
            WrittenColumn column = computed(value.getKey());
            if (column != null && value.getValue() != null) {
                Set<Object> values = values(column, value.getValue());
                if (values.size() != 1) {
                    return Parking.waitingForOthers("The ERP has " + (values.isEmpty() ? "no " : "several ")
                            + column.said().target() + " for this " + column.said().column() + "; "
                            + (values.isEmpty() ? "it is tried again until there is one." : "leave one of them."),
                            column.said().column(), Values.text(value.getValue()), null, null, null);
                }
            }
        }
        return null;
    }

    private Set<Object> values(WrittenColumn column, Object value) {
        return found.get(column).getOrDefault(Values.text(value), Set.of());
    }

    /** The columns that are written, with null for blank. */
    Map<ErpColumn, Object> of(PageRecord record) {
        Map<ErpColumn, Object> values = new LinkedHashMap<>();
        record.decision().values().forEach((name, value) -> {
            WrittenColumn column = computed(name);
            if (column == null) {
                values.put(table.target().column("fields", name), value);
            } else {
                values.put(column.target(), value == null ? null : values(column, value).iterator().next());
            }
        });
        return values;
    }
}
