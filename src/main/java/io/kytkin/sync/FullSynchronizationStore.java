package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.sync.FullSynchronization.Line;
import io.kytkin.sync.FullSynchronization.LineState;
import io.kytkin.sync.FullSynchronization.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;

/**
 * The full synchronizations and their lines in the state database. What a runtime tells of a line it tells under its
 * lease: once another one took over, it counts no more.
 */
final class FullSynchronizationStore {
    private static final String OF_LINE = " where full_synchronization = :id and mapping = :mapping and pass = :pass";

    private final Jdbi state;
    private final String lease;

    /** @param lease the name of the lease under which one runs */
    FullSynchronizationStore(DataSource state, String lease) {
        this.state = Jdbi.create(state);
        this.lease = lease;
    }

    /** Keeps a review. @param who asked for it, or null */
    UUID add(FullSynchronizationReview review, String who) {
        UUID id = UUID.randomUUID();
        state.useTransaction(handle -> {
            List<String> problems = review.problems();
            handle.createUpdate("insert into full_synchronization (id, state, who, created_at, problems) "
                            + "values (:id, 'review', :who, current_timestamp, :problems)")
                    .bind("id", id).bind("who", who)
                    .bind("problems", problems.isEmpty() ? null : String.join("\n", problems)).execute();
            int place = 0;
            for (Line line : review.lines()) {
                insert(handle, id, line, place++);
            }
        });
        return id;
    }

    private static void insert(Handle handle, UUID id, Line line, int place) {
        handle.createUpdate("insert into full_synchronization_line (full_synchronization, mapping, pass, place, "
                        + "depends_on, state, erp_count, crm_count, couplings, recommendation) values (:id, :mapping, :pass, "
                        + ":place, :dependsOn, 'waiting', :erpCount, :crmCount, :couplings, :recommendation)")
                .bind("id", id).bind("mapping", line.mapping()).bind("pass", line.pass()).bind("place", place)
                .bind("dependsOn", String.join(",", line.dependsOn())).bind("erpCount", line.erpCount())
                .bind("crmCount", line.crmCount()).bind("couplings", line.couplings())
                .bind("recommendation", line.recommendation()).execute();
    }

    /** @throws NotPossible when one runs already, or this one was started before */
    void start(UUID id, String who) {
        state.useTransaction(handle -> {
            Optional<UUID> other = running(handle);
            if (other.isPresent()) {
                throw new NotPossible(other.get(), "A full synchronization runs already.");
            }
            int started = handle.createUpdate("update full_synchronization set state = 'running', who = :who, "
                    + "started_at = current_timestamp where id = :id and state = 'review'").bind("id", id).bind("who", who)
                    .execute();
            if (started == 0) {
                throw new NotPossible(null, "This full synchronization was started before; ask for a new review.");
            }
        });
    }

    Optional<UUID> running() {
        return state.withHandle(FullSynchronizationStore::running);
    }

    private static Optional<UUID> running(Handle handle) {
        return handle.createQuery("select id from full_synchronization where state = 'running' order by number "
                + "fetch first 1 rows only").mapTo(UUID.class).findOne();
    }

    /** Lines that a runtime which is gone had under way wait once more. */
    void waitAgain(UUID id) {
        state.useHandle(handle -> handle.createUpdate("update full_synchronization_line set state = 'waiting' "
                + "where full_synchronization = :id and state in ('queued', 'running')").bind("id", id).execute());
    }

    /** Lines that can run now, marked so that nobody takes them twice; the last line that is over ends the whole. */
    List<LineToRun> takeReady(UUID id, long token) {
        return state.inTransaction(handle -> {
            if (!isRunning(handle, id, token)) {
                return List.of();
            }
            NextLines next = new NextLines(lines(handle, id));
            next.blocked().forEach(line -> mark(handle, id, line, LineState.BLOCKED));
            next.ready().forEach(line -> mark(handle, id, line, LineState.QUEUED));
            next.end().ifPresent(how -> handle.createUpdate("update full_synchronization set state = :state, "
                    + "finished_at = current_timestamp where id = :id").bind("id", id).bind("state", name(how)).execute());
            return next.ready().stream().map(line -> new LineToRun(id, line.mapping(), line.pass())).toList();
        });
    }

    private boolean isRunning(Handle handle, UUID id, long token) {
        return handle.createQuery("select state from full_synchronization where id = :id for update")
                .bind("id", id).mapTo(String.class).one().equals("running")
                && handle.createQuery("select token from lease where mapping = :lease and token = :token")
                .bind("lease", lease).bind("token", token).mapTo(Long.class).findOne().isPresent();
    }

    private static void mark(Handle handle, UUID id, Line line, LineState to) {
        handle.createUpdate("update full_synchronization_line set state = :state, message = :message" + OF_LINE)
                .bind("state", name(to)).bind("message", line.message()).bind("id", id)
                .bind("mapping", line.mapping()).bind("pass", line.pass()).execute();
    }

    /** False when the line is not in the first state any more, or when another runtime took over. */
    boolean change(LineToRun line, LineState from, LineState to, String message, long token) {
        return state.withHandle(handle -> bind(line, handle.createUpdate("update full_synchronization_line set state = :to, "
                        + "message = :message" + OF_LINE + " and state = :from and exists (select 1 from lease "
                        + "where lease.mapping = :lease and lease.token = :token)"))
                .bind("lease", lease).bind("token", token)
                .bind("to", name(to)).bind("from", name(from)).bind("message", message).execute()) > 0;
    }

    /** Writes the job into its line. */
    void runs(LineToRun line, Direction direction, UUID job) {
        String column = direction == Direction.TO_CRM ? "to_crm_job" : "to_erp_job";
        state.useHandle(handle -> bind(line, handle.createUpdate("update full_synchronization_line set " + column + " = :job"
                + OF_LINE)).bind("job", job).execute());
    }

    private static Update bind(LineToRun line, Update update) {
        return update.bind("id", line.fullSynchronization()).bind("mapping", line.mapping()).bind("pass", line.pass());
    }

    /** Ends it, and the lines that have not begun; false when it is over already. */
    boolean cancel(UUID id) {
        return state.inTransaction(handle -> {
            int cancelled = handle.createUpdate("update full_synchronization set state = 'cancelled', "
                    + "finished_at = current_timestamp where id = :id and state in ('review', 'running')")
                    .bind("id", id).execute();
            handle.createUpdate("update full_synchronization_line set state = 'skipped', message = 'cancelled' "
                    + "where full_synchronization = :id and state in ('waiting', 'queued')").bind("id", id).execute();
            return cancelled > 0;
        });
    }

    Optional<FullSynchronization> find(UUID id) {
        return state.withHandle(handle -> handle.createQuery("select * from full_synchronization where id = :id")
                .bind("id", id).map((row, context) -> read(handle, row)).findOne());
    }

    Optional<FullSynchronization> latest() {
        return state.withHandle(handle -> handle.createQuery("select * from full_synchronization order by number desc "
                + "fetch first 1 rows only").map((row, context) -> read(handle, row)).findOne());
    }

    boolean wasAnyStarted() {
        return state.withHandle(handle -> handle.createQuery("select exists (select 1 from full_synchronization "
                + "where started_at is not null)").mapTo(Boolean.class).one());
    }

    private static FullSynchronization read(Handle handle, ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String problems = row.getString("problems");
        return new FullSynchronization(id, State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("who"), JobStore.time(row, "created_at"), JobStore.time(row, "started_at"),
                JobStore.time(row, "finished_at"), lines(handle, id),
                problems == null ? List.of() : List.of(problems.split("\n")));
    }

    private static List<Line> lines(Handle handle, UUID id) {
        return handle.createQuery("select * from full_synchronization_line where full_synchronization = :id order by place")
                .bind("id", id).map((row, context) -> line(row)).list();
    }

    private static Line line(ResultSet row) throws SQLException {
        String parents = row.getString("depends_on");
        return new Line(row.getString("mapping"), row.getInt("pass"),
                parents.isEmpty() ? List.of() : List.of(parents.split(",")),
                LineState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("to_crm_job", UUID.class), row.getObject("to_erp_job", UUID.class),
                row.getObject("erp_count", Long.class), row.getObject("crm_count", Long.class),
                row.getObject("couplings", Long.class), row.getString("recommendation"), row.getString("message"));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
