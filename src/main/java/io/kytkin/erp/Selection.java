package io.kytkin.erp;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Matching;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.RecordKey;
import io.kytkin.mapping.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The columns that a mapping needs of its ERP table in one direction, and how a line of the result becomes a record.
 * The filter is a column of its own: a record that has left it is read all the same, and so is seen to have left.
 */
final class Selection {

    /** A line of the result: the record, and its stored key values, which say where reading goes on. */
    record Line(PageRecord record, Object modified, List<Object> id) { }

    private final ErpTable table;
    private final List<ErpColumn> columns;
    private final Row.Header header;
    private final int[] id;
    private final int[] key;
    private final int modified;
    private final int problem;

    private Selection(ErpTable table, List<ErpColumn> columns) {
        this.table = table;
        this.columns = columns;
        this.header = new Row.Header(columns.stream().map(ErpColumn::name).toList());
        this.id = table.id().stream().mapToInt(columns::indexOf).toArray();
        this.key = table.key().stream().mapToInt(columns::indexOf).toArray();
        this.modified = table.modified() == null ? -1 : columns.indexOf(table.modified());
        String problemColumn = table.mapping().erpProblem();
        this.problem = problemColumn == null ? -1
                : columns.stream().map(column -> Row.nameOf(column.name())).toList().indexOf(Row.nameOf(problemColumn));
    }

    /** Key, time of change, fields that travel in the direction, and what matching compares. */
    static Selection of(ErpTable table, Direction direction) {
        Selection selection = of(table, field -> field.arrow().includes(direction));
        if (direction == Direction.TO_CRM) {
            String problem = table.mapping().erpProblem();
            return problem == null ? selection : selection.with(table.column("erpProblem", problem));
        }
        String mark = table.mapping().onCrmDelete().column();
        if (mark == null) {
            return selection;
        }
        // Whether a record bears the mark of a deleted partner already.
        return selection.with(table.column("onCrmDelete", mark));
    }

    private Selection with(ErpColumn column) {
        Set<ErpColumn> more = new LinkedHashSet<>(columns);
        more.add(column);
        return new Selection(table, List.copyOf(more));
    }

    /** What a write changes of the table that is written, with its key: to be compared with what was read before. */
    static Selection ofWritten(ErpTable table) {
        ErpTable target = table.target();
        Map<String, ErpColumn> needed = keys(target);
        for (FieldMapping field : table.mapping().fields()) {
            ErpColumn column = target.columns().get(Row.nameOf(field.erp()));
            if (!field.constant() && field.arrow().includes(Direction.TO_ERP) && column != null) {
                needed.put(column.name(), column);
            }
        }
        table.computed().forEach(written -> needed.put(written.target().name(), written.target()));
        String mark = table.mapping().onCrmDelete().column();
        if (mark != null) {
            ErpColumn column = target.column("onCrmDelete", mark);
            needed.put(column.name(), column);
        }
        return new Selection(target, List.copyOf(needed.values()));
    }

    /** The same with the fields of both directions, for people who look at a record. */
    static Selection ofAllFields(ErpTable table) {
        return of(table, field -> true);
    }

    /** Keys alone, for whoever asks only whether a record exists. */
    static Selection ofKeys(ErpTable table) {
        return new Selection(table, List.copyOf(keys(table).values()));
    }

    private static Map<String, ErpColumn> keys(ErpTable table) {
        Map<String, ErpColumn> needed = new LinkedHashMap<>();
        table.id().forEach(column -> needed.put(column.name(), column));
        table.key().forEach(column -> needed.put(column.name(), column));
        if (table.modified() != null) {
            needed.put(table.modified().name(), table.modified());
        }
        return needed;
    }

    private static Selection of(ErpTable table, Predicate<FieldMapping> wanted) {
        MappingDefinition mapping = table.mapping();
        Map<String, ErpColumn> needed = keys(table);
        for (FieldMapping field : mapping.fields()) {
            if (!field.constant() && wanted.test(field)) {
                ErpColumn column = table.column("fields", field.erp());
                needed.put(column.name(), column);
            }
        }
        for (List<String> group : mapping.match()) {
            for (String name : group) {
                FieldMapping field = Matching.fieldOf(mapping, name);
                if (!field.constant()) {
                    ErpColumn column = table.column("match", field.erp());
                    needed.put(column.name(), column);
                }
            }
        }
        for (WrittenColumn written : table.computed()) {
            ErpColumn column = table.columns().get(Row.nameOf(written.target().name()));
            if (column != null) {
                needed.put(column.name(), column);
            }
        }
        return new Selection(table, List.copyOf(needed.values()));
    }

    /** {@code select ... from ...}, up to its where. */
    Query select() {
        return table.query().add("select ").add(list()).add(", case when ").add(table.insideFilter())
                .add(" then 1 else 0 end from ").add(table.source().from());
    }

    /** The same without the filter's column, its rows locked until the transaction ends. */
    Query selectLocked() {
        return table.query().add("select ").add(list()).add(", 1 from ").add(table.source().from())
                .add(table.dialect().lockedAtTable());
    }

    /** The same for whoever asks only whether there are such rows, and must not wait for who holds them. */
    Query selectWithoutWaiting() {
        return table.query().add("select ").add(list()).add(", 1 from ").add(table.source().from())
                .add(table.dialect().withoutWaitingAtTable());
    }

    private String list() {
        return String.join(", ", columns.stream().map(ErpColumn::sql).toList());
    }

    /** @param most lines at most; 0: all of them */
    void read(Connection connection, Query query, int most, Consumer<Line> reader) throws SQLException {
        try (PreparedStatement statement = query.prepare(connection)) {
            statement.setMaxRows(most);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.accept(read(rows));
                }
            }
        }
    }

    /**
     * The record of the present line.
     *
     * @throws ErpFailure when a column of its erpId is null, because then it can't be told from others
     */
    private Line read(ResultSet rows) throws SQLException {
        Object[] stored = new Object[columns.size()];
        Object[] values = new Object[columns.size()];
        Parking unreadable = null;
        for (int at = 0; at < stored.length; at++) {
            ErpColumn column = columns.get(at);
            try {
                stored[at] = column.type().read(rows, at + 1);
                values[at] = column.type().withoutBlank(stored[at]);
            } catch (SQLException | IllegalArgumentException failure) {
                if (failure instanceof SQLException lost && ErpFailure.isConnectionLost(lost)) {
                    throw lost;
                }
                unreadable = Parking.data("The ERP's value in " + column.name() + " can't be read: "
                        + failure.getMessage() + ". Correct it in the ERP.", column.name(), null);
            }
        }
        String version = modified < 0 || stored[modified] == null ? null
                : columns.get(modified).type().text(stored[modified]);
        List<Object> idValues = idValues(stored);
        PageRecord record = new PageRecord(new Row(header, values, version), text(id, stored), text(key, stored), null,
                rows.getInt(stored.length + 1) == 1);
        Parking refused = unreadable != null ? unreadable : keyProblem(record);
        if (refused == null && record.inScope() && problem >= 0 && values[problem] != null) {
            refused = Parking.data(values[problem].toString(), columns.get(problem).name(), null);
        }
        if (refused != null) {
            record.park(refused);
        }
        return new Line(record, modified < 0 ? null : stored[modified], idValues);
    }

    /** A record whose key can't be kept is parked alone; written with its page it would take the others with it. */
    private Parking keyProblem(PageRecord record) {
        for (String key : new String[] {record.erpId(), record.erpKey()}) {
            String problem = RecordKey.problem(key);
            if (problem != null) {
                String column = String.join(", ", (key.equals(record.erpId()) ? table.mapping().erpId()
                        : table.mapping().erpKey()));
                return Parking.data("The key in " + column + " " + problem + ". Correct it in the ERP.", column, key);
            }
        }
        return null;
    }

    private List<Object> idValues(Object[] stored) {
        List<Object> values = new ArrayList<>(id.length);
        for (int at : id) {
            if (stored[at] == null) {
                throw new ErpFailure("The ERP's '" + table.table().name() + "' has a row without "
                        + columns.get(at).name() + ", which is part of erpId of mapping " + table.mapping().name()
                        + " and must identify every row. Leave such rows out by an erpQuery.", null);
            }
            values.add(stored[at]);
        }
        return values;
    }

    private String text(int[] positions, Object[] stored) {
        List<String> parts = new ArrayList<>(positions.length);
        for (int at : positions) {
            parts.add(columns.get(at).type().keyText(stored[at]));
        }
        return RecordKey.join(parts);
    }
}
