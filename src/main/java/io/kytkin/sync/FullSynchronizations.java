package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.RecordReader;
import io.kytkin.sync.FullSynchronization.Line;
import io.kytkin.sync.FullSynchronization.LineState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Full synchronizations as the master route runs them. The lines live in the state database: whoever finishes a line takes
 * those that became ready, and after a crash they are taken again.
 */
public final class FullSynchronizations {
    /** A name that no mapping's file can have. */
    private static final String LEASE = "/full synchronization";
    private static final String START = "direct:full-synchronization";

    /** A line on its way through the route {@code line}. */
    public record LineToRun(UUID fullSynchronization, String mapping, int pass) { }

    private final Jdbi state;
    private final Mappings mappings;
    private final Map<Direction, RecordReader> readers;
    private final CouplingStore couplings;
    private final SynchJobs jobs;
    private final ProducerTemplate producer;
    private boolean holdsLease;
    /** Of the lease that was taken last: under an older one nothing is told of a line any more. */
    private volatile long token;

    /** @param producer starts the master route */
    public FullSynchronizations(DataSource state, Mappings mappings, Map<Direction, RecordReader> readers, SynchJobs jobs,
                                ProducerTemplate producer) {
        this.state = Jdbi.create(state);
        this.mappings = mappings;
        this.readers = Map.copyOf(readers);
        this.couplings = new CouplingStore(state);
        this.jobs = jobs;
        this.producer = producer;
    }

    /**
     * Counts both sides, orders the mappings and recommends what to do; changes nothing.
     *
     * @param chosen these and those they depend on; empty: all
     * @throws io.kytkin.mapping.MappingProblem when the mappings refer to each other in a circle
     * @throws IllegalArgumentException when a chosen one does not exist
     */
    public FullSynchronization review(List<String> chosen, String who) {
        FullSynchronizationReview review = new FullSynchronizationReview(mappings, readers, couplings, chosen);
        UUID id = UUID.randomUUID();
        state.useTransaction(handle -> insert(handle, id, who, review.lines(), review.problems()));
        return find(id).orElseThrow();
    }

    private static void insert(Handle handle, UUID id, String who, List<Line> lines, List<String> problems) {
        handle.createUpdate("insert into full_synchronization (id, state, who, created_at, problems) "
                        + "values (:id, 'review', :who, current_timestamp, :problems)")
                .bind("id", id).bind("who", who)
                .bind("problems", problems.isEmpty() ? null : String.join("\n", problems)).execute();
        int place = 0;
        for (Line line : lines) {
            handle.createUpdate("insert into full_synchronization_line (full_synchronization, mapping, pass, place, "
                            + "depends_on, state, erp_count, crm_count, couplings, recommendation) values (:id, :mapping, :pass, "
                            + ":place, :dependsOn, 'waiting', :erpCount, :crmCount, :couplings, :recommendation)")
                    .bind("id", id).bind("mapping", line.mapping()).bind("pass", line.pass()).bind("place", place++)
                    .bind("dependsOn", String.join(",", line.dependsOn())).bind("erpCount", line.erpCount())
                    .bind("crmCount", line.crmCount()).bind("couplings", line.couplings())
                    .bind("recommendation", line.recommendation()).execute();
        }
    }

    /**
     * Starts a reviewed one and comes back at once.
     *
     * @param who starts it: its jobs bear that name, whoever reviewed it; null: nobody by name
     * @throws NotPossible when one runs already, or this one was started before
     */
    public FullSynchronization start(UUID id, String who) {
        if (!takeLease()) {
            throw new NotPossible(running().orElse(null), "A full synchronization runs already.");
        }
        try {
            markStarted(id, who);
        } catch (RuntimeException e) {
            giveLeaseBack();
            throw e;
        }
        producer.asyncSendBody(START, id);
        return find(id).orElseThrow();
    }

    private void markStarted(UUID id, String who) {
        state.useTransaction(handle -> {
            Optional<UUID> other = handle.createQuery("select id from full_synchronization where state = 'running' "
                    + "fetch first 1 rows only").mapTo(UUID.class).findOne();
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

    private Optional<UUID> running() {
        return state.withHandle(handle -> handle.createQuery(
                "select id from full_synchronization where state = 'running' order by number fetch first 1 rows only")
                .mapTo(UUID.class).findOne());
    }

    /** One runtime runs it; when that one is gone, another can take it over. */
    private synchronized boolean takeLease() {
        Optional<Long> taken = holdsLease ? Optional.empty() : jobs.leases().take(LEASE);
        taken.ifPresent(newToken -> {
            holdsLease = true;
            token = newToken;
        });
        return taken.isPresent();
    }

    private synchronized void giveLeaseBack() {
        if (holdsLease) {
            jobs.leases().giveBack(LEASE, token);
            holdsLease = false;
        }
    }

    /**
     * Goes on with one that a crash or a stop interrupted; its lines under way are queued again. A timer asks again and
     * again, because the lease of a runtime that crashed runs out only after a while.
     *
     * @return the one that goes on; empty when there is none, or when it is being run
     */
    public Optional<UUID> resume() {
        if (jobs.isStopping() || running().isEmpty() || !takeLease()) {
            return Optional.empty();
        }
        Optional<UUID> open = running();
        if (open.isEmpty()) {
            giveLeaseBack();
        }
        open.ifPresent(id -> {
            state.useHandle(handle -> handle.createUpdate("update full_synchronization_line set state = 'waiting' "
                    + "where full_synchronization = :id and state in ('queued', 'running')").bind("id", id).execute());
            producer.asyncSendBody(START, id);
        });
        return open;
    }

    /** Lines whose parents are finished, marked so that nobody takes them twice. The body is the id, or a line of it. */
    public List<LineToRun> takeReady(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        UUID id = body instanceof LineToRun line ? line.fullSynchronization() : (UUID) body;
        List<LineToRun> ready = state.inTransaction(handle -> takeReady(handle, id));
        if (ready.isEmpty() && (jobs.isStopping() || !running().equals(Optional.of(id)))) {
            giveLeaseBack();
        }
        return ready;
    }

    private List<LineToRun> takeReady(Handle handle, UUID id) {
        boolean runs = handle.createQuery("select state from full_synchronization where id = :id for update")
                .bind("id", id).mapTo(String.class).one().equals("running")
                && handle.createQuery("select token from lease where mapping = :lease and token = :token")
                .bind("lease", LEASE).bind("token", token).mapTo(Long.class).findOne().isPresent();
        if (!runs || jobs.isStopping()) {
            return List.of();
        }
        blockChildren(handle, id, lines(handle, id));
        List<Line> lines = lines(handle, id);
        List<LineToRun> ready = new ArrayList<>();
        for (Line line : lines) {
            if (line.state() == LineState.WAITING && isReady(line, lines)) {
                mark(handle, id, line.mapping(), line.pass(), LineState.QUEUED, null);
                ready.add(new LineToRun(id, line.mapping(), line.pass()));
            }
        }
        if (ready.isEmpty() && lines.stream().allMatch(line -> line.state().isOver())) {
            boolean well = lines.stream().allMatch(line -> line.state() == LineState.FINISHED);
            handle.createUpdate("update full_synchronization set state = :state, finished_at = current_timestamp "
                    + "where id = :id").bind("id", id).bind("state", well ? "finished" : "failed").execute();
        }
        return ready;
    }

    private static boolean isReady(Line line, List<Line> lines) {
        return line.dependsOn().stream().allMatch(parent -> lines.stream()
                .filter(other -> other.mapping().equals(parent) && other.pass() == 1)
                .allMatch(other -> other.state() == LineState.FINISHED));
    }

    private static void blockChildren(Handle handle, UUID id, List<Line> lines) {
        Map<String, Line> broken = new java.util.HashMap<>();
        for (Line line : lines) {
            if (line.pass() == 1 && (line.state() == LineState.FAILED || line.state() == LineState.BLOCKED)) {
                broken.put(line.mapping(), line);
            }
        }
        for (Line line : lines) {
            Optional<String> culprit = line.dependsOn().stream().filter(broken::containsKey).findFirst();
            if (line.state() == LineState.WAITING && culprit.isPresent()) {
                String why = "blocked: " + culprit.get() + " " + (broken.get(culprit.get()).state() == LineState.FAILED
                        ? "failed" : "is blocked itself");
                mark(handle, id, line.mapping(), line.pass(), LineState.BLOCKED, why);
                if (line.pass() == 1) {
                    broken.put(line.mapping(), new Line(line.mapping(), 1, line.dependsOn(), LineState.BLOCKED, null, null,
                            null, null, null, null, why));
                }
            }
        }
    }

    private static void mark(Handle handle, UUID id, String mapping, int pass, LineState lineState, String message) {
        handle.createUpdate("update full_synchronization_line set state = :state, message = :message "
                        + "where full_synchronization = :id and mapping = :mapping and pass = :pass")
                .bind("state", nameOf(lineState)).bind("message", message).bind("id", id)
                .bind("mapping", mapping).bind("pass", pass).execute();
    }

    /**
     * The jobs of a line: the directions of its mapping, the ERP's records first; in a second pass only what is owed. None
     * when the line was cancelled while it was queued.
     */
    public List<JobRequest> requests(Exchange exchange) {
        LineToRun line = exchange.getMessage().getBody(LineToRun.class);
        if (!change(line, LineState.QUEUED, LineState.RUNNING, null)) {
            return List.of();
        }
        String who = find(line.fullSynchronization()).map(FullSynchronization::who).orElse(null);
        Mappings.Loaded loaded = mappings.find(line.mapping()).filter(Mappings.Loaded::isEnabled).orElseThrow(() ->
                new IllegalStateException("the mapping '" + line.mapping() + "' is gone or its file is not valid"));
        return loaded.routes().stream().sorted()
                .filter(direction -> line.pass() == 1 || direction == Direction.TO_CRM)
                .map(direction -> new JobRequest(line.mapping(), direction, line.pass() == 1 ? Scope.ALL : Scope.DEBTS,
                        List.of(), JobRequest.FULL_SYNCHRONIZATION, who)).toList();
    }

    /** False when the line is not in the first state any more, or when another runtime took over. */
    private boolean change(LineToRun line, LineState from, LineState to, String message) {
        return state.withHandle(handle -> handle.createUpdate("update full_synchronization_line set state = :to, "
                        + "message = :message where full_synchronization = :id and mapping = :mapping and pass = :pass "
                        + "and state = :from and exists (select 1 from lease where lease.mapping = :lease "
                        + "and lease.token = :token)")
                .bind("lease", LEASE).bind("token", token)
                .bind("to", nameOf(to)).bind("from", nameOf(from)).bind("message", message)
                .bind("id", line.fullSynchronization()).bind("mapping", line.mapping()).bind("pass", line.pass())
                .execute()) > 0;
    }

    private static String nameOf(LineState lineState) {
        return lineState.name().toLowerCase(Locale.ROOT);
    }

    /** Writes the job into its line; called for each job of a line before it runs. */
    public void job(Exchange exchange) {
        JobRequest request = exchange.getMessage().getBody(JobRequest.class);
        LineToRun line = exchange.getProperty("line", LineToRun.class);
        UUID job = jobs.queue(request);
        new JobExchange(exchange).queuedAs(job);
        String column = request.direction() == Direction.TO_CRM ? "to_crm_job" : "to_erp_job";
        state.useHandle(handle -> handle.createUpdate("update full_synchronization_line set " + column + " = :job "
                        + "where full_synchronization = :id and mapping = :mapping and pass = :pass")
                .bind("job", job).bind("id", line.fullSynchronization()).bind("mapping", line.mapping())
                .bind("pass", line.pass()).execute());
    }

    /** After the jobs of a line: finished if they are, failed if one is not. A stop leaves the line to be taken again. */
    public void finished(Exchange exchange) {
        LineToRun line = exchange.getProperty("line", LineToRun.class);
        if (jobs.isStopping()) {
            return;
        }
        Line stored = find(line.fullSynchronization()).orElseThrow().lines().stream()
                .filter(other -> other.mapping().equals(line.mapping()) && other.pass() == line.pass()).findFirst()
                .orElseThrow();
        Optional<SynchJob> bad = Arrays.stream(new UUID[] {stored.toCrmJob(), stored.toErpJob()})
                .filter(java.util.Objects::nonNull).map(job -> jobs.store().find(job).orElseThrow())
                .filter(job -> job.state() != SynchJob.State.FINISHED).findFirst();
        change(line, LineState.RUNNING, bad.isEmpty() ? LineState.FINISHED : LineState.FAILED,
                bad.map(SynchJob::message).orElse(null));
    }

    /** The line could not run at all. */
    public void failed(Exchange exchange) {
        LineToRun line = exchange.getProperty("line", LineToRun.class);
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (!jobs.isStopping()) {
            change(line, LineState.RUNNING, LineState.FAILED, cause == null ? null : Reason.of(cause));
        }
    }

    /** Asks it to end: its jobs after the pages in hand, its waiting lines at once; false when it is over already. */
    public boolean cancel(UUID id) {
        boolean open = state.inTransaction(handle -> {
            int cancelled = handle.createUpdate("update full_synchronization set state = 'cancelled', "
                    + "finished_at = current_timestamp where id = :id and state in ('review', 'running')")
                    .bind("id", id).execute();
            handle.createUpdate("update full_synchronization_line set state = 'skipped', message = 'cancelled' "
                    + "where full_synchronization = :id and state in ('waiting', 'queued')").bind("id", id).execute();
            return cancelled > 0;
        });
        if (open) {
            for (Line line : find(id).orElseThrow().lines()) {
                for (UUID job : new UUID[] {line.toCrmJob(), line.toErpJob()}) {
                    if (job != null) {
                        jobs.cancel(job);
                    }
                }
            }
        }
        return open;
    }

    public Optional<FullSynchronization> find(UUID id) {
        return state.withHandle(handle -> handle.createQuery("select * from full_synchronization where id = :id")
                .bind("id", id).map((row, context) -> read(handle, row)).findOne());
    }

    public Optional<FullSynchronization> latest() {
        return state.withHandle(handle -> handle.createQuery("select * from full_synchronization order by number desc "
                + "fetch first 1 rows only").map((row, context) -> read(handle, row)).findOne());
    }

    /** Whether any was ever started; a review that nobody started is none. */
    public boolean wasAnyStarted() {
        return state.withHandle(handle -> handle.createQuery("select exists (select 1 from full_synchronization "
                + "where started_at is not null)").mapTo(Boolean.class).one());
    }

    private static FullSynchronization read(Handle handle, ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String problems = row.getString("problems");
        return new FullSynchronization(id,
                FullSynchronization.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)), row.getString("who"),
                JobStore.time(row, "created_at"), JobStore.time(row, "started_at"), JobStore.time(row, "finished_at"),
                lines(handle, id), problems == null ? List.of() : List.of(problems.split("\n")));
    }

    private static List<Line> lines(Handle handle, UUID id) {
        return handle.createQuery("select * from full_synchronization_line where full_synchronization = :id order by place")
                .bind("id", id).map((row, context) -> {
                    String parents = row.getString("depends_on");
                    return new Line(row.getString("mapping"), row.getInt("pass"),
                            parents.isEmpty() ? List.of() : List.of(parents.split(",")),
                            LineState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                            row.getObject("to_crm_job", UUID.class), row.getObject("to_erp_job", UUID.class),
                            row.getObject("erp_count", Long.class), row.getObject("crm_count", Long.class),
                            row.getObject("couplings", Long.class), row.getString("recommendation"),
                            row.getString("message"));
                }).list();
    }
}
