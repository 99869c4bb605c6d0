package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.MemoryDatabase;
import io.kytkin.coupling.CouplingStore;
import io.kytkin.coupling.Leases;
import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Direction;
import io.kytkin.sync.DeletesThreshold;
import io.kytkin.sync.FullSynchronizations;
import io.kytkin.sync.NoRequests;
import io.kytkin.sync.PagePermits;
import io.kytkin.sync.ParkedRecords;
import io.kytkin.sync.PollRhythm;
import io.kytkin.sync.Positions;
import io.kytkin.sync.QueuedJobs;
import io.kytkin.sync.StateDatabase;
import io.kytkin.sync.SynchJobs;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** REST over a real state database: every row written here is read back through a call. */
class StateViewsTest {
    private static final String FIRST = "00000000-0000-0000-0000-000000000001";
    private static final String SECOND = "00000000-0000-0000-0000-000000000002";

    private final WebCase given = new WebCase();
    private final DataSource state = MemoryDatabase.create();
    private WebRuntime runtime;

    @BeforeEach
    void start() {
        StateDatabase.migrate(state);
        var readers = Map.of(Direction.TO_CRM, given.crmRows(), Direction.TO_ERP, given.crmRows());
        SynchJobs engine = new SynchJobs(state, given.mappings, readers, new PagePermits(1),
                new Leases(state, "test"), new NoRequests(),
                DeletesThreshold.DEFAULT, PollRhythm.everyTick(), 100);
        StartedJobs jobs = StateViews.jobs(engine, new QueuedJobs(engine, null), new Positions(state));
        KnownCouplings couplings = StateViews.couplings(new CouplingStore(state));
        HeldRecords parked = StateViews.parkedRecords(new ParkedRecords(state), null);
        FullSynchronizationRuns runs = StateViews.fullSynchronizations(
                new FullSynchronizations(state, given.mappings, readers, engine, null), engine);
        Map<String, Object> beans = new HashMap<>(given.beans());
        beans.put("mappingAnswers", new MappingAnswers(given.mappings, jobs, couplings, parked, engine.pauses()::of,
                Clock.systemUTC()));
        beans.put("jobAnswers", new JobAnswers(given.mappings, jobs, couplings, (mapping, keys) -> List.of()));
        beans.put("couplingAnswers", new CouplingAnswers(given.mappings, couplings, (table, id) -> null));
        beans.put("parkedRecordAnswers", new ParkedRecordAnswers(given.mappings, parked));
        beans.put("fullSynchronizationAnswers", new FullSynchronizationAnswers(given.mappings, runs));
        runtime = new WebRuntime(null, beans);
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    private void write(String sql, Object... values) throws SQLException {
        try (Connection connection = state.getConnection();
             PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int at = 0; at < values.length; at++) {
                statement.setObject(at + 1, values[at]);
            }
            statement.executeUpdate();
        }
    }

    private void job(String id, String mapping, String jobState) throws SQLException {
        write("insert into job (id, mapping, direction, scope, trigger_name, who, state, queued_at, started_at, "
                + "read_count, created, total, crm_requests) values (?, ?, 'toCrm', 'all', 'rest', 'anna', ?, "
                + "current_timestamp, timestamp with time zone '2026-03-01 14:00:00+02', 12, 7, 100, 3)",
                UUID.fromString(id), mapping, jobState);
    }

    private void coupling(String id, String erpKey, UUID crmId) throws SQLException {
        String agreed = AgreedValuesJson.write(
                new AgreedValues(Map.of("name", new AgreedValues.Pair("Aalto", "AALTO"))));
        write("insert into coupling (erp_id, mapping, id, erp_key, erp_code, crm_id, state, generation, agreed, debts) "
                + "values (?, 'customer', ?, ?, ?, ?, 'coupled', 0, ?, 'primarycontactid')", "id of " + erpKey,
                UUID.fromString(id), erpKey, erpKey.toUpperCase(), crmId, agreed);
    }

    private void parked(String id, String erpKey, String parkingClass, String reason) throws SQLException {
        write("insert into parked_record (record_id, mapping, direction, id, erp_id, erp_key, class, reason, "
                + "waits_mapping, waits_key, attempts, first_at, next_attempt_at, job) "
                + "values (?, 'customer', 'toCrm', ?, ?, ?, ?, ?, 'currency', 'SEK', 2, "
                + "timestamp with time zone '2026-03-01 12:00:00+00', null, ?)",
                "id of " + erpKey, UUID.fromString(id), "id of " + erpKey, erpKey, parkingClass, reason,
                UUID.randomUUID());
    }

    @Test
    void a_job_is_read_with_its_counts_and_times_in_utc() throws SQLException {
        job(FIRST, "customer", "running");
        JsonNode job = runtime.get("/api/jobs/" + FIRST).json();
        assertThat(job.at("/counts/created").asInt()).isEqualTo(7);
        assertThat(job.at("/counts/read").asInt()).isEqualTo(12);
        assertThat(job.path("startedAt").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(job.path("who").asText()).isEqualTo("anna");
        assertThat(runtime.get("/api/mappings/customer").json().at("/lastJobs/toCrm/id").asText()).isEqualTo(FIRST);
    }

    @Test
    void jobs_are_listed_newest_first_and_in_parts() throws SQLException {
        job(SECOND, "customer", "finished");
        job(FIRST, "customer", "failed");
        job("00000000-0000-0000-0000-000000000003", "salesperson", "failed");
        JsonNode part = runtime.get("/api/jobs?mapping=customer&limit=1").json();
        assertThat(part.at("/items/0/id").asText()).isEqualTo(FIRST);
        JsonNode rest = runtime.get("/api/jobs?mapping=customer&cursor=" + part.path("nextCursor").asText()).json();
        assertThat(rest.path("items")).hasSize(1);
        assertThat(rest.at("/items/0/id").asText()).isEqualTo(SECOND);
        assertThat(runtime.get("/api/jobs?state=failed").json().path("items")).hasSize(2);
    }

    @Test
    void a_cursor_of_another_list_gives_nothing_rather_than_all() throws SQLException {
        job(FIRST, "customer", "finished");
        String elsewhere = Base64.getUrlEncoder().withoutPadding().encodeToString(SECOND.getBytes());
        assertThat(runtime.get("/api/jobs?cursor=" + elsewhere).json().path("items")).isEmpty();
    }

    @Test
    void a_job_whose_runtime_is_gone_is_cancelled_at_once() throws SQLException {
        job(FIRST, "customer", "running");
        WebRuntime.Reply reply = runtime.delete("/api/jobs/" + FIRST);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().path("state").asText()).isEqualTo("cancelled");
        assertThat(runtime.delete("/api/jobs/" + FIRST).json().path("type").asText())
                .isEqualTo("urn:kytkin:problem:job-is-over");
    }

    @Test
    void couplings_are_read_with_agreed_values_and_found_by_either_key() throws SQLException {
        UUID crmId = UUID.randomUUID();
        coupling(FIRST, WebCase.HOSTILE, crmId);
        coupling(SECOND, "20000", UUID.randomUUID());
        JsonNode found = runtime.get("/api/couplings?crmId=" + crmId).json();
        assertThat(found.at("/items/0/erpKey").asText()).isEqualTo(WebCase.HOSTILE);
        assertThat(found.at("/items/0/agreedValues/name/crm").asText()).isEqualTo("AALTO");
        assertThat(found.at("/items/0/debts/0").asText()).isEqualTo("primarycontactid");
        assertThat(runtime.get("/api/couplings/" + SECOND).json().path("erpKey").asText()).isEqualTo("20000");
        assertThat(runtime.get("/api/mappings/customer").json().path("couplings").asInt()).isEqualTo(2);
    }

    @Test
    void couplings_are_read_in_parts_without_repeating_any() throws SQLException {
        List<String> keys = List.of("A", "B", "C", "D", "E");
        for (String key : keys) {
            coupling(UUID.randomUUID().toString(), key, UUID.randomUUID());
        }
        List<String> read = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode part = runtime.get("/api/couplings?limit=2" + cursor).json();
            part.path("items").forEach(item -> read.add(item.path("erpKey").asText()));
            cursor = part.path("nextCursor").isNull() ? null : "&cursor=" + part.path("nextCursor").asText();
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void parked_records_are_read_filtered_and_grouped() throws SQLException {
        parked(FIRST, "10000", "dependency", "its currency is not coupled yet");
        parked(SECOND, "20000", "dependency", "its currency is not coupled yet");
        parked(UUID.randomUUID().toString(), "30000", "data", "the name is blank");
        JsonNode waiting = runtime.get("/api/parked-records?class=dependency&limit=1").json();
        assertThat(waiting.at("/items/0/id").asText()).isEqualTo(FIRST);
        assertThat(waiting.at("/items/0/waitsFor/erpKey").asText()).isEqualTo("SEK");
        assertThat(waiting.at("/causes/0/records").asInt()).isEqualTo(2);
        assertThat(runtime.get("/api/parked-records?class=dependency&cursor=" + waiting.path("nextCursor").asText())
                .json().at("/items/0/id").asText()).isEqualTo(SECOND);
        assertThat(runtime.get("/api/mappings/customer").json().at("/parked/dependency").asInt()).isEqualTo(2);
    }

    @Test
    void a_review_is_kept_and_can_be_cancelled_once() {
        WebRuntime.Reply review = runtime.post("/api/full-synchronizations", "{\"mappings\":[\"customer\"]}");
        assertThat(review.status()).isEqualTo(201);
        assertThat(review.json().at("/lines/0/mapping").asText()).isEqualTo("customer");
        assertThat(runtime.get("/api/full-synchronizations/latest").json()).isEqualTo(review.json());
        String run = review.header("Location");
        assertThat(runtime.delete(run).json().path("state").asText()).isEqualTo("cancelled");
        assertThat(runtime.delete(run).status()).isEqualTo(409);
        assertThat(runtime.post(run + "/start", null).status()).isEqualTo(409);
    }
}
