package io.kytkin.erp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.BoundMapping;
import io.kytkin.mapping.Decision.Action;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.RewrittenValues;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Values;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a page enters into the ERP's inbox, changes there and has read; written in one transaction. */
final class InboxPage {
    /** The columns of an {@link InboxEntry}, in its order. */
    static final String READ = "entry_no, record_id, action, fields, state, answer, field";

    /** An entry to be. */
    private record Wish(PageRecord record, String action, ObjectNode fields) { }

    /** A wish in place of one that the ERP has not taken up. */
    private record Change(InboxEntry entry, Wish wish) { }

    private final String inbox;
    private final ErpTable table;
    private final BoundMapping mapping;
    private final WrittenValues values;
    private final List<Wish> entered = new ArrayList<>();
    private final List<Change> changed = new ArrayList<>();
    private final List<InboxEntry> withdrawn = new ArrayList<>();
    private final List<InboxEntry> read = new ArrayList<>();

    InboxPage(String inbox, ErpTable table, BoundMapping mapping, WrittenValues values) {
        this.inbox = inbox;
        this.table = table;
        this.mapping = mapping;
        this.values = values;
    }

    /** @param open the record's entries whose answer was not read back, in their order */
    void take(PageRecord record, List<InboxEntry> open) {
        open.stream().filter(InboxEntry::isAnswered).forEach(read::add);
        InboxEntry last = open.isEmpty() ? null : open.get(open.size() - 1);
        if (isOwnConflict(record, last)) {
            record.conflictIsOver(agreed(record, last));
        } else if (!record.isToWrite()) {
            // Both sides agree by now, so what still waits there would undo it.
            open.stream().filter(entry -> !entry.isAnswered()).forEach(withdrawn::add);
        } else {
            enter(record, last);
        }
    }

    /** Whether both sides only seem to have changed a field, because the ERP has its own form of what it was given. */
    private boolean isOwnConflict(PageRecord record, InboxEntry last) {
        return last != null && last.state() == InboxEntry.State.DONE && record.coupling() != null && record.parking() != null
                && record.parking().parkingClass() == ParkingClass.CONFLICT
                && record.parking().conflicts().byAttribute().keySet().stream().allMatch(attribute ->
                        last.fields().has(columnOf(attribute)));
    }

    private String columnOf(String attribute) {
        return table.mapping().fields().stream().filter(field -> field.crm().equals(attribute)
                && field.arrow().includes(Direction.TO_ERP)).map(field -> Row.nameOf(field.erp())).findFirst().orElse("");
    }

    private AgreedValues agreed(PageRecord record, InboxEntry done) {
        Map<String, AgreedValues.Pair> agreed = new LinkedHashMap<>(record.coupling().agreed().byAttribute());
        record.parking().conflicts().byAttribute().forEach((attribute, pair) -> agreed.put(attribute,
                new AgreedValues.Pair(done.fields().get(columnOf(attribute)).textValue(), pair.crm())));
        return new AgreedValues(agreed);
    }

    /** @param last the record's last entry that was not read back, or null */
    private void enter(PageRecord record, InboxEntry last) {
        Parking problem = values.problem(record);
        if (problem != null) {
            record.park(problem);
            return;
        }
        Wish wish = new Wish(record, action(record), fields(record));
        if (last == null || last.isAnswered() && !last.asksFor(wish.action, wish.fields)) {
            entered.add(wish);
            record.handOver(waiting());
        } else if (last.isAnswered()) {
            settle(record, last);
        } else {
            if (!last.asksFor(wish.action, wish.fields)) {
                changed.add(new Change(last, wish));
            }
            record.handOver(waiting());
        }
    }

    private static Parking waiting() {
        return Parking.dependency("It is in the ERP's inbox and waits for the ERP's answer.", null, null, null, null);
    }

    private void settle(PageRecord record, InboxEntry answered) {
        if (answered.state() == InboxEntry.State.REFUSED) {
            record.park(Parking.refused("The ERP refuses the change: " + (answered.answer() == null
                    || answered.answer().isBlank() ? "it gives no reason" : answered.answer().strip()), answered.field(),
                    null));
        } else if (record.decision().action() == Action.CREATE) {
            record.park(new Parking(ParkingClass.DATA, "The ERP says that it has made the record, but none has the id that "
                    + "the inbox gives (record_id); it must insert it with that id.", null, record.erpId(), null, null, null));
        } else {
            // Where it is more than another form of our values, its next change tells the CRM.
            if (record.target() != null) {
                RewrittenValues.settle(mapping, record, record.target());
            }
            record.ends(record.decision().action() == Action.DELETE ? Outcome.DELETED : Outcome.UPDATED);
        }
    }

    private static String action(PageRecord record) {
        return switch (record.decision().action()) {
            case CREATE -> "insert";
            case DELETE -> "delete";
            default -> "update";
        };
    }

    private ObjectNode fields(PageRecord record) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<ErpColumn, Object> value : values.of(record).entrySet()) {
            fields.put(Row.nameOf(value.getKey().name()), Values.text(value.getValue()));
        }
        return fields;
    }

    /** What translation saw of the fields: an ERP that holds something else by now can refuse. */
    private ObjectNode seen(Wish wish) {
        ObjectNode seen = JsonNodeFactory.instance.objectNode();
        Row row = wish.record.target();
        wish.fields.fieldNames().forEachRemaining(name -> {
            if (row != null && row.has(name)) {
                seen.put(name, Values.text(row.valueOf(name)));
            }
        });
        return seen;
    }

    void write(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            mark(connection, "update " + inbox + " set read_at = current_timestamp where entry_no = ?", read);
            mark(connection, "delete from " + inbox + " where entry_no = ? and state = 'new'", withdrawn);
            change(connection);
            enter(connection);
            connection.commit();
        } finally {
            ErpConnections.endTransaction(connection);
        }
    }

    private static void mark(Connection connection, String sql, List<InboxEntry> entries) throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (InboxEntry entry : entries) {
                statement.setLong(1, entry.number());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The ERP may have taken up an entry since it was read; then there is one more. */
    private void change(Connection connection) throws SQLException {
        if (changed.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement("update " + inbox + " set action = ?, fields = ?, "
                + "seen = ?, entered_at = current_timestamp where entry_no = ? and state = 'new'")) {
            for (Change change : changed) {
                update.setString(1, change.wish.action);
                update.setString(2, change.wish.fields.toString());
                update.setString(3, seen(change.wish).toString());
                update.setLong(4, change.entry.number());
                update.addBatch();
            }
            int[] counts = update.executeBatch();
            for (int at = 0; at < counts.length; at++) {
                if (counts[at] == 0) {
                    entered.add(changed.get(at).wish);
                }
            }
        }
    }

    private void enter(Connection connection) throws SQLException {
        if (entered.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into " + inbox + " (mapping, erp_table, action, "
                + "record_id, record_key, crm_id, fields, seen) values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Wish wish : entered) {
                insert.setString(1, table.mapping().name());
                insert.setString(2, table.target().table().name());
                insert.setString(3, wish.action);
                insert.setString(4, wish.record.erpId());
                insert.setString(5, wish.record.erpKey());
                insert.setString(6, wish.record.crmId().toString());
                insert.setString(7, wish.fields.toString());
                insert.setString(8, seen(wish).toString());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
