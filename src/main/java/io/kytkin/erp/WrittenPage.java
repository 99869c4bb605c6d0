package io.kytkin.erp;

import io.kytkin.mapping.BoundMapping;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.RecordKey;
import io.kytkin.mapping.RewrittenValues;
import io.kytkin.mapping.Row;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The records of a page on their way into the ERP's table: the rows are locked and compared with what translation saw,
 * then written in one batch, and read once more, because the ERP may have made something else of the values. If the
 * database refuses the batch, the page is written once more record by record, so that only those at fault are parked; each
 * in a transaction of its own, because an error in a trigger of SQL Server ends the transaction with all that is in it.
 *
 * <p>What is compared are the columns about to be written, not the time of change: someone else's edit of another
 * column is no conflict, and a time that counts in days or hundredths of seconds would miss an edit.
 */
final class WrittenPage {
    private static final Parking CHANGED = Parking.transientFailure(
            "The ERP record was changed while it was being synchronized; it is read and merged again.");
    private static final Parking LOCKED = Parking.transientFailure(
            "The ERP record is locked by another transaction; it is tried again.");
    private static final Parking GONE = new Parking(ParkingClass.PARTNER_DELETED,
            "The ERP record no longer exists.", null, null, null, null, null);

    private final Connection connection;
    private final ErpTable table;
    private final ErpTable target;
    private final BoundMapping mapping;
    private final WrittenValues values;
    private final List<PageRecord> records;

    /**
     * @param table what was read; its target is written
     * @param records to be written, for which there are values
     */
    WrittenPage(Connection connection, ErpTable table, BoundMapping mapping, WrittenValues values, List<PageRecord> records) {
        this.connection = connection;
        this.table = table;
        this.target = table.target();
        this.mapping = mapping;
        this.values = values;
        this.records = records;
    }

    /** What committed transactions have done, before the records learn of it. */
    private record Done(Map<PageRecord, String> created, Map<PageRecord, Parking> refused, Map<String, PageRecord> held) {
        Done() {
            this(new HashMap<>(), new HashMap<>(), new HashMap<>());
        }

        void add(Done more) {
            created.putAll(more.created);
            refused.putAll(more.refused);
            held.putAll(more.held);
        }
    }

    /** Each record ends as written or is parked; none does when the connection is lost, whatever was committed before. */
    void write() throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        connection.setAutoCommit(false);
        try {
            settle(writeAll());
        } finally {
            ErpConnections.endTransaction(connection);
        }
    }

    private Done writeAll() throws SQLException {
        try {
            return writeTogether(records);
        } catch (NumbersUsedUp refusal) {
            connection.rollback();
        } catch (SQLException failure) {
            rollbackUnlessLost(failure);
        }
        return writeOneByOne();
    }

    /** @throws SQLException the failure, if there is no connection that could go on */
    private void rollbackUnlessLost(SQLException failure) throws SQLException {
        if (ErpFailure.isConnectionLost(failure)) {
            throw failure;
        }
        connection.rollback();
    }

    private Done writeOneByOne() throws SQLException {
        Done done = new Done();
        for (PageRecord record : records) {
            try {
                done.add(writeTogether(List.of(record)));
            } catch (NumbersUsedUp refusal) {
                connection.rollback();
                done.refused.put(record, Parking.data("The ERP has no number for a new record: " + refusal.getMessage()
                        + ".", null, null));
            } catch (SQLException failure) {
                rollbackUnlessLost(failure);
                done.refused.put(record, refusal(failure));
            }
        }
        return done;
    }

    /** In one transaction. */
    private Done writeTogether(List<PageRecord> some) throws SQLException {
        List<PageRecord> updates = some.stream().filter(record -> !isNew(record)).toList();
        Map<PageRecord, Parking> refused = new LinkedHashMap<>();
        Map<String, List<Query>> batches = new LinkedHashMap<>();
        Map<String, PageRecord> locked = lock(updates);
        for (PageRecord record : updates) {
            Parking reason = reasonNotToWrite(record, locked.get(record.erpId()));
            if (reason != null) {
                refused.put(record, reason);
            } else {
                Query update = statement(record);
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
        Map<PageRecord, String> created = new NewRecords(target, values).insert(connection,
                some.stream().filter(WrittenPage::isNew).toList());
        Map<String, PageRecord> held = readBack(some, refused);
        connection.commit();
        return new Done(created, refused, held);
    }

    private static boolean isNew(PageRecord record) {
        return record.decision().action() == Decision.Action.CREATE;
    }

    /** Before the transaction ends, so that nobody else's edit is among it; one query for all of its records. */
    private Map<String, PageRecord> readBack(List<PageRecord> some, Map<PageRecord, Parking> refused) throws SQLException {
        List<String> ids = some.stream().filter(record -> !refused.containsKey(record)
                && record.decision().action() != Decision.Action.DELETE).map(PageRecord::erpId).toList();
        return ids.isEmpty() ? Map.of()
                : RowsById.read(connection, table, Selection.of(table, Direction.TO_ERP), ids);
    }

    private void settle(Done done) {
        for (PageRecord record : records) {
            if (done.refused.containsKey(record)) {
                record.park(done.refused.get(record));
            } else if (isNew(record)) {
                record.takes(record.erpId(), done.created.get(record));
                record.ends(Outcome.CREATED);
            } else {
                record.ends(Outcome.UPDATED);
            }
            PageRecord now = done.refused.containsKey(record) ? null : done.held.get(record.erpId());
            if (now != null && now.parking() == null) {
                RewrittenValues.settle(mapping, record, now.source());
            }
        }
    }

    private static Parking refusal(SQLException failure) {
        return ErpFailure.isPassing(failure) ? LOCKED
                : Parking.refused("The ERP's database refuses the change: " + ErpFailure.reason(failure) + ".", null,
                        null);
    }

    private Map<String, PageRecord> lock(List<PageRecord> updates) throws SQLException {
        return RowsById.readLocked(connection, target, Selection.ofWritten(table),
                updates.stream().map(PageRecord::erpId).toList());
    }

    /** @param locked the record's present row; null when it is gone or held by another transaction */
    private Parking reasonNotToWrite(PageRecord record, PageRecord locked) throws SQLException {
        if (locked == null) {
            boolean held = !RowsById.readWithoutWaiting(connection, target, Selection.ofKeys(target),
                    List.of(record.erpId())).isEmpty();
            return held ? LOCKED : GONE;
        }
        Row seen = seen(record);
        for (ErpColumn column : values.of(record).keySet()) {
            String name = column.name();
            if (seen != null && seen.has(name) && !same(seen.get(name), locked.source().get(name))) {
                return CHANGED;
            }
        }
        return null;
    }

    /** The row that translation compared with: the coupled one, or among the candidates the one it chose. */
    private Row seen(PageRecord record) {
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

    private Query statement(PageRecord record) {
        return record.decision().action() == Decision.Action.DELETE
                ? whereIsId(new Query(target.dialect()).add("delete from ").add(target.table().collection()), record)
                : update(record);
    }

    private Query update(PageRecord record) {
        Query query = new Query(target.dialect()).add("update ").add(target.table().collection()).add(" set ");
        String separator = "";
        for (Map.Entry<ErpColumn, Object> value : values.of(record).entrySet()) {
            ErpColumn column = value.getKey();
            query.add(separator).add(column.assigned()).add(" = ").add(column, column.orBlank(value.getValue()));
            separator = ", ";
        }
        ErpColumn modified = target.modified();
        if (modified != null && !modified.isRowVersion()) {
            query.add(separator).add(modified.assigned()).add(" = ").add(target.dialect().now(modified));
        }
        return whereIsId(query, record);
    }

    private Query whereIsId(Query query, PageRecord record) {
        List<ErpColumn> id = target.id();
        List<String> parts = RecordKey.split(record.erpId());
        for (int at = 0; at < id.size(); at++) {
            query.add(at == 0 ? " where " : " and ").add(id.get(at).assigned()).add(" = ")
                    .add(id.get(at), id.get(at).type().parseKey(parts.get(at)));
        }
        return query;
    }
}
