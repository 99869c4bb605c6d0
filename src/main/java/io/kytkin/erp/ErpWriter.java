package io.kytkin.erp;

import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.RecordKey;
import io.kytkin.mapping.Row;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a page into the ERP's table: the rows are locked and compared with what translation saw, then written in one
 * batch. If the database refuses the batch, the page is written once more record by record, so that only those at
 * fault are parked.
 *
 * <p>What is compared are the columns about to be written, not the time of change: someone else's edit of another
 * column is no conflict, and a time that counts in days or hundredths of seconds would miss an edit.
 */
final class ErpWriter {
    private static final Parking CHANGED = Parking.transientFailure(
            "The ERP record was changed while it was being synchronized; it is read and merged again.");
    private static final Parking LOCKED = Parking.transientFailure(
            "The ERP record is locked by another transaction; it is tried again.");
    private static final Parking GONE = new Parking(ParkingClass.PARTNER_DELETED,
            "The ERP record no longer exists.", null, null, null, null, null);

    private final ErpConnections connections;

    ErpWriter(ErpConnections connections) {
        this.connections = connections;
    }

    void write(Page page, ErpTable table) {
        List<PageRecord> records = new ArrayList<>();
        for (PageRecord record : page.toWrite()) {
            if (!table.stored()) {
                record.park(Parking.data("The mapping reads an erpQuery, which can't be written; name the table to "
                        + "write as its erpTable.", null, null));
            } else {
                records.add(record);
            }
        }
        if (!records.isEmpty()) {
            connections.run(page.mapping(), "writing " + page.mapping().name(), connection -> {
                write(connection, table, records);
                return null;
            });
        }
    }

    private static void write(Connection connection, ErpTable table, List<PageRecord> records) throws SQLException {
        connection.setAutoCommit(false);
        try {
            writeTogether(connection, table, records);
        } catch (NumbersUsedUp refusal) {
            connection.rollback();
            writeOneByOne(connection, table, records);
        } catch (SQLException failure) {
            if (ErpFailure.isConnectionLost(failure)) {
                throw failure;
            }
            connection.rollback();
            writeOneByOne(connection, table, records);
        } finally {
            giveBack(connection);
        }
    }

    private static void writeTogether(Connection connection, ErpTable table, List<PageRecord> records)
            throws SQLException {
        List<PageRecord> updates = records.stream().filter(record -> !isNew(record)).toList();
        Map<PageRecord, Parking> refused = new LinkedHashMap<>();
        Map<String, List<Query>> batches = new LinkedHashMap<>();
        Map<String, PageRecord> locked = lock(connection, table, updates);
        for (PageRecord record : updates) {
            Parking reason = reasonNotToWrite(connection, table, record, locked.get(record.erpId()));
            if (reason != null) {
                refused.put(record, reason);
            } else {
                Query update = statement(table, record);
                batches.computeIfAbsent(update.sql(), sql -> new ArrayList<>()).add(update);
            }
        }
        for (List<Query> batch : batches.values()) {
            try (PreparedStatement statement = batch.get(0).prepare(connection)) {
                for (Query update : batch) {
                    update.bind(statement);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
        Map<PageRecord, String> created = new NewRecords(table).insert(connection,
                records.stream().filter(ErpWriter::isNew).toList());
        connection.commit();
        settle(records, created, refused);
    }

    private static boolean isNew(PageRecord record) {
        return record.decision().action() == Decision.Action.CREATE;
    }

    private static void writeOneByOne(Connection connection, ErpTable table, List<PageRecord> records)
            throws SQLException {
        Map<PageRecord, Parking> refused = new LinkedHashMap<>();
        Map<PageRecord, String> created = new HashMap<>();
        NewRecords newRecords = new NewRecords(table);
        for (PageRecord record : records) {
            Savepoint before = connection.setSavepoint();
            try {
                if (isNew(record)) {
                    created.putAll(newRecords.insert(connection, List.of(record)));
                    continue;
                }
                PageRecord locked = lock(connection, table, List.of(record)).get(record.erpId());
                Parking reason = reasonNotToWrite(connection, table, record, locked);
                if (reason != null) {
                    refused.put(record, reason);
                } else {
                    try (PreparedStatement statement = statement(table, record).prepare(connection)) {
                        statement.executeUpdate();
                    }
                }
            } catch (NumbersUsedUp refusal) {
                refused.put(record, Parking.data("The ERP has no number for a new record: " + refusal.getMessage() + ".",
                        null, null));
                connection.rollback(before);
            } catch (SQLException failure) {
                if (ErpFailure.isConnectionLost(failure)) {
                    throw failure;
                }
                refused.put(record, refusal(failure));
                connection.rollback(before);
            }
        }
        connection.commit();
        settle(records, created, refused);
    }

    private static void settle(List<PageRecord> records, Map<PageRecord, String> created,
                               Map<PageRecord, Parking> refused) {
        for (PageRecord record : records) {
            if (refused.containsKey(record)) {
                record.park(refused.get(record));
            } else if (isNew(record)) {
                record.takes(record.erpId(), created.get(record));
                record.ends(Outcome.CREATED);
            } else {
                record.ends(Outcome.UPDATED);
            }
        }
    }

    private static Parking refusal(SQLException failure) {
        return ErpFailure.isPassing(failure) ? LOCKED
                : Parking.data("The ERP's database refuses the change: " + ErpFailure.reason(failure) + ".", null,
                        null);
    }

    private static void giveBack(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static Map<String, PageRecord> lock(Connection connection, ErpTable table, List<PageRecord> records)
            throws SQLException {
        return RowsById.readLocked(connection, table, Selection.of(table, Direction.TO_ERP),
                records.stream().map(PageRecord::erpId).toList());
    }

    /** @param locked the record's present row; null when it is gone or held by another transaction */
    private static Parking reasonNotToWrite(Connection connection, ErpTable table, PageRecord record,
                                            PageRecord locked) throws SQLException {
        if (locked == null) {
            boolean held = !RowsById.read(connection, table, Selection.of(table, Direction.TO_ERP),
                    List.of(record.erpId())).isEmpty();
            return held ? LOCKED : GONE;
        }
        Row seen = seen(table, record);
        for (String column : record.decision().values().keySet()) {
            if (seen != null && seen.has(column) && !same(seen.get(column), locked.source().get(column))) {
                return CHANGED;
            }
        }
        return null;
    }

    /** The row that translation compared with: the coupled one, or among the candidates the one it chose. */
    private static Row seen(ErpTable table, PageRecord record) {
        if (record.target() != null) {
            return record.target();
        }
        return record.candidates().stream().filter(candidate -> table.idOf(candidate).equals(record.erpId()))
                .findFirst().orElse(null);
    }

    private static boolean same(Object one, Object other) {
        return one instanceof BigDecimal number && other instanceof BigDecimal second
                ? number.compareTo(second) == 0 : Objects.equals(one, other);
    }

    private static Query statement(ErpTable table, PageRecord record) {
        return record.decision().action() == Decision.Action.DELETE
                ? whereIsId(new Query(table.dialect()).add("delete from ").add(table.table().collection()), table, record)
                : update(table, record);
    }

    private static Query update(ErpTable table, PageRecord record) {
        Query query = new Query(table.dialect()).add("update ").add(table.table().collection()).add(" set ");
        String separator = "";
        for (Map.Entry<String, Object> value : record.decision().values().entrySet()) {
            ErpColumn column = table.column("fields", value.getKey());
            query.add(separator).add(column.assigned()).add(" = ").add(column, column.orBlank(value.getValue()));
            separator = ", ";
        }
        ErpColumn modified = table.modified();
        if (modified != null && !modified.isRowVersion()) {
            query.add(separator).add(modified.assigned()).add(" = ").add(table.dialect().now(modified));
        }
        return whereIsId(query, table, record);
    }

    private static Query whereIsId(Query query, ErpTable table, PageRecord record) {
        List<ErpColumn> id = table.id();
        List<String> values = RecordKey.split(record.erpId());
        for (int at = 0; at < id.size(); at++) {
            query.add(at == 0 ? " where " : " and ").add(id.get(at).assigned()).add(" = ")
                    .add(id.get(at), id.get(at).type().parseKey(values.get(at)));
        }
        return query;
    }
}
