package io.kytkin.sync;

import io.kytkin.coupling.Batch;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.RecordKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Hints in the state database: they outlive the process. A record told of many times is one row. The row stays until the job
 * that carries it has come to its end, so that a crash loses none; then it may be carried once more.
 */
final class HintStore {
    /** What a hint names. */
    enum Kind { ID, KEY, ALL }

    /** A hint that waits. @param record an id, a key or nothing, as its kind says */
    record Hint(Direction direction, Kind kind, String record, String who) { }

    private static final int TRIES = 3;
    /** The job of a hint is gone when nobody holds the mapping: then it waits as if no job had it. */
    private static final String FREE = "(job is null or not exists (select 1 from lease where lease.mapping = hint.mapping "
            + "and lease.until >= current_timestamp))";

    private final Jdbi state;

    HintStore(DataSource state) {
        this.state = Jdbi.create(state);
    }

    /** Keeps what was told of beyond a crash. */
    void add(String mapping, Direction direction, Kind kind, Collection<String> records, String who) {
        // What can't be a key of any record names none.
        List<String> different = records.stream().filter(record -> RecordKey.problem(record) == null).distinct().sorted()
                .toList();
        for (int attempt = 1; ; attempt++) {
            try {
                state.useTransaction(handle -> add(handle.getConnection(), mapping, direction, kind, different, who));
                return;
            } catch (SQLException | UnableToExecuteStatementException toldTwiceAtOnce) {
                if (attempt == TRIES) {
                    throw new IllegalStateException("what was told of " + mapping + " can't be kept: "
                            + Reason.of(toldTwiceAtOnce), toldTwiceAtOnce);
                }
            }
        }
    }

    /** Of one that a job has in hand that job may have read the record before the change, so that it counts anew. */
    private static void add(Connection connection, String mapping, Direction direction, Kind kind, List<String> records,
                            String who) throws SQLException {
        int[] known = Batch.run(connection, "update hint set told_at = case when job is null then told_at "
                + "else current_timestamp end, job = null where record_id = ? and mapping = ? and direction = ? and kind = ?",
                records, (update, record) -> {
                    update.setString(1, record);
                    update.setString(2, mapping);
                    update.setString(3, direction.jsonName());
                    update.setString(4, kind.name());
                });
        List<String> unknown = new ArrayList<>();
        for (int at = 0; at < known.length; at++) {
            if (known[at] == 0) {
                unknown.add(records.get(at));
            }
        }
        Batch.run(connection, "insert into hint (record_id, mapping, direction, kind, who, told_at) values (?, ?, ?, ?, ?, "
                + "current_timestamp)", unknown, (insert, record) -> {
                    insert.setString(1, record);
                    insert.setString(2, mapping);
                    insert.setString(3, direction.jsonName());
                    insert.setString(4, kind.name());
                    insert.setString(5, who);
                });
    }

    /** Mappings of which something waits that no job has in hand. */
    List<String> mappings() {
        return state.withHandle(handle -> handle.createQuery("select distinct mapping from hint where " + FREE
                + " order by mapping").mapTo(String.class).list());
    }

    /** What waits of a mapping and no job has in hand, the longest first. */
    List<Hint> waiting(String mapping, int most) {
        return state.withHandle(handle -> handle.createQuery("select direction, kind, record_id, who from hint "
                        + "where mapping = :mapping and " + FREE + " order by number fetch first " + most + " rows only")
                .bind("mapping", mapping).map((row, context) -> new Hint(Direction.of(row.getString(1)),
                        Kind.valueOf(row.getString(2)), row.getString(3), row.getString(4))).list());
    }

    /** A job takes them in hand. */
    void take(String mapping, List<Hint> hints, UUID job) {
        change("update hint set job = '" + job + "'", mapping, hints);
    }

    /** What names nothing, or what there is no route for. */
    void forget(String mapping, List<Hint> hints) {
        change("delete from hint", mapping, hints);
    }

    private void change(String statement, String mapping, List<Hint> hints) {
        try {
            state.useTransaction(handle -> Batch.run(handle.getConnection(), statement + " where record_id = ? "
                    + "and mapping = ? and direction = ? and kind = ?", hints, (change, hint) -> {
                        change.setString(1, hint.record());
                        change.setString(2, mapping);
                        change.setString(3, hint.direction().jsonName());
                        change.setString(4, hint.kind().name());
                    }));
        } catch (SQLException e) {
            throw new IllegalStateException("the hints of " + mapping + " can't be changed: " + Reason.of(e), e);
        }
    }

    /** The job carried all that it had in hand; in the transaction of its end. */
    static void carried(Handle handle, UUID job) {
        handle.createUpdate("delete from hint where job = :job").bind("job", job).execute();
    }

    /** The job did not come to its end: what it had in hand waits again. */
    void giveBack(UUID job) {
        state.useHandle(handle -> handle.createUpdate("update hint set job = null where job = :job").bind("job", job)
                .execute());
    }
}
