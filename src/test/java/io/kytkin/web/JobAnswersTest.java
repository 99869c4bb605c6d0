package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobAnswersTest {
    private static final String JOBS = "/api/mappings/customer/jobs";

    private final WebCase given = new WebCase();
    private final WebRuntime runtime = given.start(null);

    @AfterEach
    void stop() {
        runtime.close();
    }

    private StartedJobs.Order order() {
        return given.state.orders.get(0);
    }

    @Test
    void a_start_is_accepted_and_says_where_to_ask() {
        WebRuntime.Reply reply = runtime.post(JOBS, null);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().path("state").asText()).isEqualTo("queued");
        assertThat(runtime.get(reply.header("Location")).json().path("id")).isEqualTo(reply.json().path("id"));
        assertThat(order().direction()).isEqualTo(Direction.TO_CRM);
        assertThat(order().scope()).isEqualTo(StartedJobs.Scope.CHANGED);
    }

    @Test
    void a_mapping_without_a_route_to_the_crm_starts_to_the_erp() {
        runtime.post("/api/mappings/salesperson/jobs", "{\"scope\":\"all\"}");
        assertThat(order().direction()).isEqualTo(Direction.TO_ERP);
        assertThat(order().scope()).isEqualTo(StartedJobs.Scope.ALL);
    }

    @Test
    void a_direction_that_the_mapping_has_no_route_for_is_a_bad_request() {
        assertThat(runtime.post("/api/mappings/salesperson/jobs", "{\"direction\":\"toCrm\"}").detail())
                .contains("salesperson-to-crm");
    }

    @Test
    void named_records_are_looked_up_by_their_key_without_case() {
        given.inErp(WebCase.HOSTILE, true, "Aalto", null);
        WebRuntime.Reply reply = runtime.post(JOBS, "{\"records\":[\"A/b ? #%'\\\";--\\\\,ä\"]}");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(order().recordIds()).containsExactly("id of " + WebCase.HOSTILE);
        assertThat(order().scope()).isEqualTo(StartedJobs.Scope.RECORDS);
    }

    @Test
    void records_to_the_erp_are_found_by_their_couplings() {
        UUID crmId = UUID.randomUUID();
        given.couple("customer", "10000", crmId, Coupling.State.COUPLED);
        runtime.post(JOBS, "{\"direction\":\"toErp\",\"records\":[\"10000\"]}");
        assertThat(order().recordIds()).containsExactly(crmId.toString());
    }

    @Test
    void a_record_that_does_not_exist_starts_nothing() {
        given.inErp("10000", true, "Aalto", null);
        WebRuntime.Reply reply = runtime.post(JOBS, "{\"records\":[\"10000\",\"nope\"]}");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.detail()).isEqualTo("The ERP has no customer 'nope'.");
        assertThat(given.state.orders).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"scope\":\"records\"}", "{\"scope\":\"all\",\"records\":[\"1\"]}",
            "{\"scope\":\"some\"}", "{\"scope\":\"debts\"}", "{\"direction\":\"both\"}", "{\"dryRun\":true}"})
    void an_order_that_makes_no_sense_is_a_bad_request(String order) {
        assertThat(runtime.post(JOBS, order).status()).isEqualTo(400);
    }

    @Test
    void a_second_start_is_refused_and_names_the_running_job() {
        String running = runtime.post(JOBS, null).header("Location");
        WebRuntime.Reply second = runtime.post(JOBS, "{}");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json().path("type").asText()).isEqualTo("urn:kytkin:problem:job-is-running");
        assertThat(second.json().path("instance").asText()).isEqualTo(running);
    }

    @Test
    void an_unknown_mapping_is_not_found_and_a_broken_one_a_conflict_with_its_mistake() {
        assertThat(runtime.post("/api/mappings/nope/jobs", null).status()).isEqualTo(404);
        WebRuntime.Reply reply = runtime.post("/api/mappings/broken/jobs", null);
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.detail()).contains("broken.camel.yaml:14", "'naem'");
    }

    @Test
    void who_started_a_job_is_kept_with_it() {
        assertThat(runtime.post(JOBS, null).json().path("who").asText()).isEqualTo("anonymous on 127.0.0.1");
        try (WebRuntime closed = given.start(new Login("anna", "secret"))) {
            String login = Base64.getEncoder().encodeToString("anna:secret".getBytes());
            JsonNode job = closed.call("POST", "/api/mappings/salesperson/jobs", HttpRequest.newBuilder()
                    .header("Authorization", "Basic " + login)).json();
            assertThat(job.path("who").asText()).isEqualTo("anna");
        }
    }

    @Test
    void jobs_are_listed_by_mapping_and_state() {
        given.state.finished("customer", Direction.TO_CRM, WebCase.NOW, WebCase.NOW);
        given.state.finished("salesperson", Direction.TO_ERP, WebCase.NOW, WebCase.NOW);
        runtime.post(JOBS, null);
        assertThat(runtime.get("/api/jobs?mapping=customer").json().path("items")).hasSize(2);
        assertThat(runtime.get("/api/jobs?state=finished").json().path("items")).hasSize(2);
        assertThat(runtime.get("/api/jobs?state=finnished").status()).isEqualTo(400);
        assertThat(runtime.get("/api/jobs?mapping=nope").status()).isEqualTo(404);
    }

    @Test
    void a_running_job_is_cancelled_once() {
        String job = runtime.post(JOBS, null).header("Location");
        assertThat(runtime.delete(job).status()).isEqualTo(202);
        assertThat(runtime.delete(job).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "00000000-0000-0000-0000-000000000000", "%27%20or%201=1"})
    void an_unknown_job_is_not_found(String id) {
        assertThat(runtime.get("/api/jobs/" + id).status()).isEqualTo(404);
        assertThat(runtime.delete("/api/jobs/" + id).status()).isEqualTo(404);
    }
}
