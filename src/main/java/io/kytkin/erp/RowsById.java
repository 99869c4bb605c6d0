package io.kytkin.erp;

import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads the rows of given erpIds: one statement for a page, split only where a database limits its parameters. */
final class RowsById {
    private RowsById() { }

    /** The records found, by the ids as they were asked for. */
    static Map<String, PageRecord> read(Connection connection, ErpTable table, Selection selection,
                                        Collection<String> ids) throws SQLException {
        return read(connection, table, selection, ids, selection::select, "");
    }

    /** The same, locked until the transaction ends. */
    static Map<String, PageRecord> readLocked(Connection connection, ErpTable table, Selection selection,
                                              Collection<String> ids) throws SQLException {
        return read(connection, table, selection, ids, selection::selectLocked, table.dialect().lockedAtEnd());
    }

    /** The same for whoever asks only whether there are such rows, and must not wait for who holds them. */
    static Map<String, PageRecord> readWithoutWaiting(Connection connection, ErpTable table, Selection selection,
                                                      Collection<String> ids) throws SQLException {
        return read(connection, table, selection, ids, selection::selectWithoutWaiting, "");
    }

    private static Map<String, PageRecord> read(Connection connection, ErpTable table, Selection selection,
                                                Collection<String> ids, Supplier<Query> select, String end)
            throws SQLException {
        Map<String, List<String>> askedAs = new HashMap<>();
        Map<String, List<Object>> wanted = new LinkedHashMap<>();
        for (String id : ids) {
            List<Object> values = parse(table.id(), id);
            if (values != null) {
                String text = new Position(null, values).text(null, table.id());
                wanted.put(text, values);
                askedAs.computeIfAbsent(text, any -> new ArrayList<>()).add(id);
            }
        }
        Map<String, PageRecord> found = new HashMap<>();
        List<List<Object>> keys = List.copyOf(wanted.values());
        OneOf oneOf = new OneOf(table.dialect(), table.id(), false);
        int most = oneOf.most();
        for (int from = 0; from < keys.size(); from += most) {
            Query query = select.get();
            oneOf.addTo(query.add(" where "), keys.subList(from, Math.min(keys.size(), from + most)));
            selection.read(connection, query.add(end), 0, line -> {
                for (String asked : askedAs.getOrDefault(line.record().erpId(), List.of())) {
                    found.put(asked, line.record());
                }
            });
        }
        return found;
    }

    /** Null when the text can't be a key of these columns. */
    static List<Object> parse(List<ErpColumn> columns, String id) {
        List<String> parts = RecordKey.split(id);
        if (parts.size() != columns.size()) {
            return null;
        }
        List<Object> values = new ArrayList<>();
        try {
            for (int part = 0; part < parts.size(); part++) {
                values.add(columns.get(part).type().parseKey(parts.get(part)));
            }
        } catch (RuntimeException notOfThatType) {
            return null;
        }
        return values;
    }
}
