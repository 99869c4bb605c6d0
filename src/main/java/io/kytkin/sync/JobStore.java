package io.kytkin.sync;

import io.kytkin.coupling.Conditions;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.PageRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The jobs in the state database, past and present. */
public final class JobStore {
    private static final String ABANDONED =
            "the runtime stopped before the job ended; the next job goes on from its position";

    private final Jdbi state;

    public JobStore(DataSource state) {
        this.state = Jdbi.create(state);
    }

    Jdbi state() {
        return state;
    }

    void queue(UUID id, JobRequest request) {
        state.useHandle(handle -> handle.createUpdate("insert into job (id, mapping, direction, scope, trigger_name, who, "
                        + "state, queued_at) values (:id, :mapping, :direction, :scope, :trigger, :who, 'queued', "
                        + "current_timestamp)")
                .bind("id", id).bind("mapping", request.mapping()).bind("direction", request.direction().jsonName())
                .bind("scope", request.scope().jsonName()).bind("trigger", request.trigger())
                .bind("who", request.who()).execute());
    }

    /** Called by whoever holds the mapping's lease: a job of it that still counts as running has lost its runtime. */
    void started(UUID id, String mapping, Long total) {
        state.useTransaction(handle -> {
            handle.createUpdate("update job set state = 'failed', finished_at = current_timestamp, message = :message "
                            + "where state = 'running' and mapping = :mapping")
                    .bind("message", ABANDONED).bind("mapping", mapping).execute();
            handle.createUpdate("update job set state = 'running', total = :total, started_at = current_timestamp, "
                    + "finished_at = null, message = null where id = :id").bind("id", id).bind("total", total).execute();
        });
    }

    void requests(UUID id, long crmRequests) {
        state.useHandle(handle -> handle.createUpdate("update job set crm_requests = :requests where id = :id")
                .bind("requests", crmRequests).bind("id", id).execute());
    }

    void ended(UUID id, SynchJob.State how, String message) {
        state.useHandle(handle -> handle.createUpdate("update job set state = :state, message = :message, "
                        + "started_at = coalesce(started_at, current_timestamp), finished_at = current_timestamp "
                        + "where id = :id and finished_at is null")
                .bind("id", id).bind("state", how.jsonName()).bind("message", message).execute());
    }

    /** Of scheduled jobs that found nothing only the last is kept, else a quiet day would leave thousands. */
    void forgetIdle(UUID latest, JobRequest request) {
        state.useHandle(handle -> handle.createUpdate("delete from job where mapping = :mapping and direction = :direction "
                        + "and trigger_name = :trigger and state = 'finished' and read_count = 0 and message is null "
                        + "and id <> :latest and exists (select 1 from job last where last.id = :latest "
                        + "and last.state = 'finished' and last.read_count = 0)")
                .bind("mapping", request.mapping()).bind("direction", request.direction().jsonName())
                .bind("trigger", request.trigger()).bind("latest", latest).execute());
    }

    /** Adds what a page brought, inside the page's transaction. @param again its records were counted as parked before */
    static void add(Handle handle, UUID id, List<PageRecord> records, long crmRequests, boolean again) {
        Map<Outcome, Long> counts = SynchJob.noCounts();
        records.forEach(record -> counts.merge(record.outcome(), 1L, Long::sum));
        if (again) {
            counts.merge(Outcome.PARKED, (long) -records.size(), Long::sum);
        }
        handle.createUpdate("update job set read_count = read_count + :read, created = created + :created, "
                        + "updated = updated + :updated, unchanged = unchanged + :unchanged, merged = merged + :merged, "
                        + "coupled = coupled + :coupled, deleted = deleted + :deleted, parked = parked + :parked, "
                        + "out_of_scope = out_of_scope + :outOfScope, crm_requests = :requests "
                        + "where id = :id")
                .bind("id", id).bind("read", again ? 0 : records.size()).bind("requests", crmRequests)
                .bind("created", counts.getOrDefault(Outcome.CREATED, 0L))
                .bind("updated", counts.getOrDefault(Outcome.UPDATED, 0L))
                .bind("unchanged", counts.getOrDefault(Outcome.UNCHANGED, 0L))
                .bind("merged", counts.getOrDefault(Outcome.MERGED, 0L))
                .bind("coupled", counts.getOrDefault(Outcome.COUPLED, 0L))
                .bind("deleted", counts.getOrDefault(Outcome.DELETED, 0L))
                .bind("parked", counts.getOrDefault(Outcome.PARKED, 0L))
                .bind("outOfScope", counts.getOrDefault(Outcome.OUT_OF_SCOPE, 0L)).execute();
    }

    /** Ends jobs that a runtime which is gone left open; those of a runtime that still holds their mapping go on. */
    public void endAbandoned() {
        state.useHandle(handle -> handle.createUpdate("update job set state = 'failed', finished_at = current_timestamp, "
                        + "message = :message where state in ('queued', 'running') and not exists (select 1 from lease "
                        + "where lease.mapping = job.mapping and lease.until >= current_timestamp)")
                .bind("message", ABANDONED).execute());
    }

    /** Ends a job that somebody cancelled and that no runtime can be running, because nobody holds its mapping. */
    void endIfGone(UUID id) {
        state.useHandle(handle -> handle.createUpdate("update job set state = 'cancelled', message = 'cancelled', "
                        + "started_at = coalesce(started_at, current_timestamp), finished_at = current_timestamp "
                        + "where id = :id and finished_at is null and not exists (select 1 from lease "
                        + "where lease.mapping = job.mapping and lease.until >= current_timestamp)").bind("id", id).execute());
    }

    public Optional<SynchJob> find(UUID id) {
        return state.withHandle(handle -> handle.createQuery("select * from job where id = :id").bind("id", id)
                .map((row, context) -> job(row)).findOne());
    }

    /** Jobs, newest first; a filter that is null lets all pass. @param after the job after which to go on, or null */
    public List<SynchJob> list(String mapping, String jobState, UUID after, int limit) {
        Conditions conditions = new Conditions().and("mapping = :mapping", "mapping", mapping)
                .and("state = :state", "state", jobState)
                .and("number < (select number from job where id = :after)", "after", after);
        return state.withHandle(handle -> conditions.bind(handle.createQuery("select * from job" + conditions
                        + " order by number desc fetch first " + limit + " rows only"))
                .map((row, context) -> job(row)).list());
    }

    /** The newest job of a mapping in one direction. @param jobState null: in any state */
    public Optional<SynchJob> latest(String mapping, Direction direction, SynchJob.State jobState) {
        return state.withHandle(handle -> handle.createQuery("select * from job where mapping = :mapping "
                        + "and direction = :direction and (cast(:state as varchar(10)) is null or state = :state) "
                        + "order by number desc fetch first 1 rows only")
                .bind("mapping", mapping).bind("direction", direction.jsonName())
                .bind("state", jobState == null ? null : jobState.jsonName()).map((row, context) -> job(row)).findOne());
    }

    /** The last job that ended well and looked for whatever changed; a hint or a sweep does not tell that nothing is missing. */
    public Optional<SynchJob> latestSuccess(String mapping, Direction direction) {
        return state.withHandle(handle -> handle.createQuery("select * from job where mapping = :mapping "
                        + "and direction = :direction and state = 'finished' and scope in ('changed', 'all') "
                        + "order by number desc fetch first 1 rows only")
                .bind("mapping", mapping).bind("direction", direction.jsonName()).map((row, context) -> job(row)).findOne());
    }

    private static SynchJob job(ResultSet row) throws SQLException {
        Map<Outcome, Long> counts = SynchJob.noCounts();
        counts.put(Outcome.CREATED, row.getLong("created"));
        counts.put(Outcome.UPDATED, row.getLong("updated"));
        counts.put(Outcome.UNCHANGED, row.getLong("unchanged"));
        counts.put(Outcome.MERGED, row.getLong("merged"));
        counts.put(Outcome.COUPLED, row.getLong("coupled"));
        counts.put(Outcome.DELETED, row.getLong("deleted"));
        counts.put(Outcome.PARKED, row.getLong("parked"));
        counts.put(Outcome.OUT_OF_SCOPE, row.getLong("out_of_scope"));
        return new SynchJob(row.getObject("id", UUID.class), row.getString("mapping"),
                Direction.of(row.getString("direction")), Scope.valueOf(row.getString("scope").toUpperCase(Locale.ROOT)),
                row.getString("trigger_name"), row.getString("who"),
                SynchJob.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)), time(row, "queued_at"),
                time(row, "started_at"), time(row, "finished_at"), row.getLong("read_count"), counts,
                row.getObject("total", Long.class), row.getLong("crm_requests"), row.getString("message"));
    }

    static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
