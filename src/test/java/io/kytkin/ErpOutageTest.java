package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.QueuedJobs;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An ERP whose database refuses connections for a while. Time is shrunk: pauses grow to one second instead of a minute. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErpOutageTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private String erp;
    private TwoSides sides;
    private ProducerTemplate producer;

    @BeforeAll
    void start() throws IOException {
        erp = PostgresDatabase.createUrl();
        sides = TwoSides.start(Installation.on(SandboxSettings.defaults().withAuthentication(false).withMillisPerRequest(20),
                erp, PostgresDatabase.createStateUrl(),
                company -> CompanyGenerator.generate(company, GeneratorSettings.customers(100)))
                .with("ERP_CONNECT_SECONDS", "1").with("ERP_LONGEST_PAUSE_SECONDS", "1").with("CRM_BATCH_SIZE", "5")
                .with("CRM_MAX_PARALLEL", "2"), UnaryOperator.identity());
        producer = sides.installation().runtime().context().createProducerTemplate();
    }

    @AfterEach
    void open() {
        PostgresDatabase.open(erp);
        await().atMost(LONG).until(() -> sides.installation().runtime().jobs().isIdle()
                && sides.get("/api/connection").at("/erp/state").asText().equals("unknown"));
    }

    @AfterAll
    void close() {
        sides.close();
    }

    private UUID begin(Direction direction) {
        return new QueuedJobs(sides.installation().runtime().jobs(), producer).start(new JobRequest("customer", direction,
                Scope.CHANGED, List.of(), "test", null)).id();
    }

    private SynchJob job(UUID id) {
        return sides.installation().runtime().jobs().store().find(id).orElseThrow();
    }

    private long parked() {
        return sides.installation().runtime().parkedRecords().counts().size();
    }

    private void awaitOutage() {
        await().atMost(LONG).until(() -> sides.get("/api/connection").at("/erp/state").asText().equals("failed"));
    }

    private void editCustomers(int from, int to, String city) {
        for (int customer = from; customer <= to; customer++) {
            sides.editCustomer(TwoSides.no(customer), "city", city);
        }
    }

    private void editAccounts(int from, int to, String street) {
        for (int customer = from; customer <= to; customer++) {
            sides.editAccount(TwoSides.no(customer), "address1_line1", street + customer);
        }
    }

    @Test
    void a_job_to_the_crm_waits_in_its_middle_and_goes_on_where_it_was() {
        editCustomers(1, 40, "Pori");
        UUID id = begin(Direction.TO_CRM);
        await().atMost(LONG).until(() -> job(id).read() >= 5);
        PostgresDatabase.shut(erp);
        awaitOutage();

        assertThat(job(id).state()).isEqualTo(SynchJob.State.RUNNING);
        assertThat(job(id).read()).isLessThan(40);
        assertThat(sides.get("/api/connection").at("/erp/problem").asText()).startsWith("The ERP does not answer since 20");
        assertThat(sides.get("/observe/health").toString()).contains("The ERP does not answer since 20");
        assertThat(parked()).isZero();

        PostgresDatabase.open(erp);
        await().atMost(LONG).until(() -> job(id).finishedAt() != null);
        assertThat(job(id).state()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(job(id).count(Outcome.UPDATED)).isEqualTo(40);
        assertThat(job(id).count(Outcome.PARKED)).isZero();
        for (int customer = 1; customer <= 40; customer++) {
            assertThat(sides.account(TwoSides.no(customer), "address1_city")).isEqualTo("Pori");
        }
        assertThat(sides.get("/observe/health").toString()).doesNotContain("does not answer");
    }

    /** Its pages are read from the CRM, and each fails where it meets the ERP. */
    @Test
    void a_job_to_the_erp_sends_its_pages_once_the_erp_is_back() {
        sides.synchronize();
        editAccounts(41, 80, "Kauppakatu ");
        UUID id = begin(Direction.TO_ERP);
        await().atMost(LONG).until(() -> job(id).read() >= 5);
        PostgresDatabase.shut(erp);
        awaitOutage();
        await().during(Duration.ofMillis(500)).until(() -> job(id).state() == SynchJob.State.RUNNING && parked() == 0);

        PostgresDatabase.open(erp);
        await().atMost(LONG).until(() -> job(id).finishedAt() != null);
        assertThat(job(id).state()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(job(id).read()).isEqualTo(40);
        assertThat(job(id).count(Outcome.PARKED)).isZero();
        for (int customer = 41; customer <= 80; customer++) {
            assertThat(sides.customer(TwoSides.no(customer), "address")).isEqualTo("Kauppakatu " + customer);
        }
    }

    @Test
    void a_hint_by_readable_key_is_taken_at_any_time_and_looked_up_when_the_erp_is_back() {
        sides.installation().inErp("update customer set city = 'Kemi' where no = '" + TwoSides.no(95) + "'");
        PostgresDatabase.shut(erp);

        JsonNode told = sides.post("/api/mappings/customer/changes", "{\"erpKeys\": [\"" + TwoSides.no(95) + "\", \"NOBODY\"]}");
        assertThat(told.path("later").asInt()).as(told.toString()).isEqualTo(2);
        JsonNode refused = sides.post("/api/mappings/customer/jobs", "{\"records\": [\"" + TwoSides.no(95) + "\"]}");
        assertThat(refused.path("status").asInt()).isEqualTo(503);
        assertThat(refused.path("detail").asText()).contains("can't be reached");

        PostgresDatabase.open(erp);
        await().atMost(LONG).until(() -> "Kemi".equals(sides.account(TwoSides.no(95), "address1_city")));
    }

    @Test
    void schedules_start_nothing_a_job_that_somebody_starts_waits_and_can_be_cancelled() {
        editCustomers(81, 90, "Rauma");
        int before = sides.installation().runtime().jobs().store().list("customer", null, null, 1000).size();
        PostgresDatabase.shut(erp);
        CompletableFuture<Void> scheduled = CompletableFuture.runAsync(() -> sides.installation().tick("customer"));
        awaitOutage();
        for (int tick = 0; tick < 20; tick++) {
            sides.installation().tick("customer");
        }

        PostgresDatabase.open(erp);
        scheduled.join();
        await().atMost(LONG).during(Duration.ofMillis(300)).until(() -> sides.installation().runtime().jobs().isIdle());
        assertThat(sides.account(TwoSides.no(90), "address1_city")).isEqualTo("Rauma");
        assertThat(sides.installation().runtime().jobs().store().list("customer", "failed", null, 1000)).isEmpty();
        assertThat(sides.installation().runtime().jobs().store().list("customer", null, null, 1000))
                .as("the first run and the one that stands for all ticks").hasSizeLessThanOrEqualTo(before + 4);

        PostgresDatabase.shut(erp);
        UUID waiting = begin(Direction.TO_CRM);
        awaitOutage();
        assertThat(job(waiting).finishedAt()).isNull();
        sides.installation().runtime().jobs().cancel(waiting);
        await().atMost(LONG).until(() -> job(waiting).state() == SynchJob.State.CANCELLED);
    }
}
