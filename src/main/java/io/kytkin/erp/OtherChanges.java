package io.kytkin.erp;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.RecordKey;
import io.kytkin.mapping.RecordReader.Chunk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the records of a mapping that did not change themselves but are concerned by something else: a row of another table
 * ({@code alsoChangedBy}), or the day in {@code {today}}. One phase for each reason; within it every record comes once, in the
 * order of its key. As long as nothing happened it costs one statement for all tables.
 */
final class OtherChanges {
    private final ErpTable table;
    private final ErpConnections connections;
    private final ReadAhead readAhead;
    private final String before;

    /** @param before the job's bound */
    OtherChanges(ErpTable table, ErpConnections connections, ReadAhead readAhead, String before) {
        this.table = table;
        this.connections = connections;
        this.readAhead = readAhead;
        this.before = before;
    }

    /** Where a job begins that reads every record anyway: other changes until now are no reason to read one again. */
    static LongPosition beginning(ErpTable table, String before) {
        LongPosition begin = new LongPosition(null, null, table.today().toString(), null, null, null);
        for (AlsoTable also : table.also()) {
            begin = begin.enter(also.name(), untilOf(also, before)).leave();
        }
        return begin;
    }

    private static String untilOf(AlsoTable also, String before) {
        return also.modified().type().text(ErpReader.bound(also.modified(), before));
    }

    /** The next records from a position behind the mapping's own changes. */
    Chunk read(LongPosition from, int limit) {
        LongPosition at = from;
        for (LongPosition next = onward(at); next != null; next = onward(at)) {
            Chunk found = records(next, limit);
            boolean first = next.key() == null;
            at = found.last() ? next.leave() : next.withKey(found.end());
            if (!found.records().isEmpty()) {
                return new Chunk(found.records(), at.text(), false, first);
            }
        }
        return new Chunk(List.of(), at.equals(from) ? null : at.text(), true);
    }

    /** The phase that is under way or, if none is, the next for which there is a reason; null: nothing is left. */
    private LongPosition onward(LongPosition at) {
        if (at.phase() != null && (at.phase().equals(LongPosition.DAY) || find(at.phase()) != null)) {
            return at;
        }
        LongPosition idle = new LongPosition(at.own(), at.also(), at.day(), null, null, null);
        Set<AlsoTable> changed = changed(idle);
        for (AlsoTable also : table.also()) {
            if (changed.contains(also)) {
                return idle.enter(also.name(), untilOf(also, before));
            }
        }
        boolean dayIsOver = table.dependsOnDay() && !table.today().toString().equals(at.day());
        return dayIsOver ? idle.enter(LongPosition.DAY, table.today().toString()) : null;
    }

    private AlsoTable find(String name) {
        return table.also().stream().filter(also -> also.name().equals(name)).findFirst().orElse(null);
    }

    private Set<AlsoTable> changed(LongPosition at) {
        Set<AlsoTable> changed = new HashSet<>();
        if (table.also().isEmpty()) {
            return changed;
        }
        Query query = new Query(table.dialect()).add("select ");
        String separator = "";
        for (AlsoTable also : table.also()) {
            query.add(separator).add("case when exists (select 1");
            also.addChanged(query, doneUntil(also, at), ErpReader.bound(also.modified(), before))
                    .add(") then 1 else 0 end");
            separator = ", ";
        }
        return connections.run(table.mapping(), "looking for what else concerns records of " + table.mapping().name(),
                connection -> answer(connection, query, changed));
    }

    private Set<AlsoTable> answer(Connection connection, Query query, Set<AlsoTable> changed) throws SQLException {
        try (PreparedStatement statement = query.prepare(connection); ResultSet row = statement.executeQuery()) {
            row.next();
            for (int at = 0; at < table.also().size(); at++) {
                if (row.getInt(at + 1) == 1) {
                    changed.add(table.also().get(at));
                }
            }
            return changed;
        }
    }

    /** Null: nothing was ever done, or what is stored says nothing any more. */
    private Object doneUntil(AlsoTable also, LongPosition at) {
        String done = at.also().get(also.name());
        try {
            Object time = done == null ? null : also.modified().type().parse(done);
            // A clock that was set back: what changed since then bears earlier times.
            return ErpReader.isAfter(time, ErpReader.bound(also.modified(), before)) ? null : time;
        } catch (RuntimeException otherColumn) {
            return null;
        }
    }

    /** Those of a phase; the end is an erpId. */
    private Chunk records(LongPosition at, int limit) {
        String begin = at.phase() + at.until() + "\n";
        Chunk chunk = readAhead.read(table, begin + (at.key() == null ? "" : at.key()), before, limit, rows ->
                fetch(at, at.key(), rows).stream().map(placed -> new ReadAhead.Placed(placed.record(),
                        begin + placed.position())).toList());
        return new Chunk(chunk.records(), chunk.end() == null ? null : chunk.end().substring(begin.length()), chunk.last());
    }

    private List<ReadAhead.Placed> fetch(LongPosition at, String key, int limit) {
        Selection selection = Selection.of(table, Direction.TO_CRM);
        List<Object> after = key == null ? List.of() : RowsById.parse(table.id(), key);
        return connections.run(table.mapping(), "reading " + table.mapping().name(), connection -> {
            List<ReadAhead.Placed> placed = new ArrayList<>();
            for (Keyset.Stretch stretch : new Keyset(table).afterId(after == null ? List.of() : after)) {
                if (placed.size() < limit) {
                    Query query = selection.select().add(" where ");
                    addReason(query, at);
                    stretch.addTo(query.add(" and "));
                    query.add(Dialect.first(limit));
                    selection.read(connection, query, limit - placed.size(), line ->
                            placed.add(new ReadAhead.Placed(line.record(), keyOf(line))));
                }
            }
            return placed;
        });
    }

    private String keyOf(Selection.Line line) {
        List<String> parts = new ArrayList<>();
        for (int part = 0; part < line.id().size(); part++) {
            parts.add(table.id().get(part).type().keyText(line.id().get(part)));
        }
        return RecordKey.join(parts);
    }

    private void addReason(Query query, LongPosition at) {
        AlsoTable also = find(at.phase());
        if (also != null) {
            also.addOwners(query, doneUntil(also, at), also.modified().type().parse(at.until()));
        } else {
            query.add(table.changedByDay(at.day()));
        }
    }
}
