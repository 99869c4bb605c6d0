package io.kytkin.erp;

import io.kytkin.mapping.NumberSource;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Inserts records that are new in the CRM, in the caller's transaction. A row that bears the derived id is the record
 * itself, from a try whose end is not known, whatever its number: then nothing is inserted (invariant 1, the reverse).
 */
final class NewRecords {
    private final ErpTable table;
    private final WrittenValues written;
    private final NumberSeries series;

    /** @param table the one that is written */
    NewRecords(ErpTable table, WrittenValues written) {
        this.table = table;
        this.written = written;
        NumberSource source = table.mapping().newErpRecords().number();
        this.series = source == null ? null : new NumberSeries(table, source);
    }

    /**
     * Inserts them in one batch for each set of columns.
     *
     * @return the erpKey of each record
     * @throws NumbersUsedUp when the series has no number for them
     */
    Map<PageRecord, String> insert(Connection connection, List<PageRecord> records) throws SQLException {
        Map<PageRecord, String> keys = new LinkedHashMap<>();
        if (records.isEmpty()) {
            return keys;
        }
        Map<String, PageRecord> present = RowsById.read(connection, table, Selection.ofKeys(table),
                records.stream().map(PageRecord::erpId).toList());
        List<PageRecord> missing = new ArrayList<>();
        for (PageRecord record : records) {
            PageRecord row = present.get(record.erpId());
            if (row != null) {
                keys.put(record, row.erpKey());
            } else {
                missing.add(record);
            }
        }
        if (missing.isEmpty()) {
            return keys;
        }
        Iterator<String> numbers = series == null ? null : series.take(connection, missing.size()).iterator();
        Map<String, List<Query>> batches = new LinkedHashMap<>();
        for (PageRecord record : missing) {
            Map<ErpColumn, Object> values = values(record, numbers == null ? null : numbers.next());
            keys.put(record, keyOf(values));
            Query insert = insert(values);
            batches.computeIfAbsent(insert.sql(), sql -> new ArrayList<>()).add(insert);
        }
        for (List<Query> batch : batches.values()) {
            try (PreparedStatement statement = batch.get(0).prepare(connection)) {
                for (Query insert : batch) {
                    insert.bind(statement);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
        return keys;
    }

    private Map<ErpColumn, Object> values(PageRecord record, String number) {
        Map<ErpColumn, Object> values = new LinkedHashMap<>();
        List<ErpColumn> id = table.id();
        List<String> parts = RecordKey.split(record.erpId());
        for (int at = 0; at < id.size(); at++) {
            values.put(id.get(at), id.get(at).type().parseKey(parts.get(at)));
        }
        if (number != null) {
            values.put(series.column(), number);
        }
        written.of(record).forEach((column, value) -> {
            if (!column.equals(table.modified())) {
                values.putIfAbsent(column, column.orBlank(value));
            }
        });
        return values;
    }

    private String keyOf(Map<ErpColumn, Object> values) {
        return RecordKey.join(table.key().stream().map(column -> column.type().keyText(values.get(column))).toList());
    }

    private Query insert(Map<ErpColumn, Object> values) {
        ErpColumn modified = table.modified();
        boolean timed = modified != null && !modified.isRowVersion();
        Query query = new Query(table.dialect()).add("insert into ").add(table.table().collection()).add(" (");
        String separator = "";
        for (ErpColumn column : values.keySet()) {
            query.add(separator).add(column.assigned());
            separator = ", ";
        }
        query.add(timed ? ", " + modified.assigned() : "").add(") values (");
        separator = "";
        for (Map.Entry<ErpColumn, Object> value : values.entrySet()) {
            query.add(separator).add(value.getKey(), value.getValue());
            separator = ", ";
        }
        return query.add(timed ? ", " + table.dialect().now(modified) : "").add(")");
    }
}
