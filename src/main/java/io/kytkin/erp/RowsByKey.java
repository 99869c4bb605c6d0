package io.kytkin.erp;

import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the rows of given readable keys: one statement, split only where a database limits its parameters. */
final class RowsByKey {
    private RowsByKey() { }

    static List<PageRecord> read(Connection connection, ErpTable table, Selection selection, Collection<String> keys)
            throws SQLException {
        Set<List<Object>> wanted = new LinkedHashSet<>();
        for (String key : keys) {
            Stream.of(key, RecordKey.code(key)).map(form -> RowsById.parse(table.key(), form)).filter(Objects::nonNull)
                    .forEach(wanted::add);
        }
        List<List<Object>> values = List.copyOf(wanted);
        List<PageRecord> found = new ArrayList<>();
        OneOf oneOf = new OneOf(table.dialect(), table.key(), false);
        int most = oneOf.most();
        for (int from = 0; from < values.size(); from += most) {
            Query query = selection.select().add(" where ");
            oneOf.addTo(query, values.subList(from, Math.min(values.size(), from + most)));
            selection.read(connection, query, 0, line -> found.add(line.record()));
        }
        return found;
    }
}
