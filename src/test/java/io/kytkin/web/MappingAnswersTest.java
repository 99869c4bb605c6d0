package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MappingAnswersTest {
    private final WebCase given = new WebCase();
    private final WebRuntime runtime = given.start(null);

    @AfterEach
    void stop() {
        runtime.close();
    }

    @Test
    void a_mapping_is_shown_as_its_file_says() {
        JsonNode customer = runtime.get("/api/mappings/customer").json();
        assertThat(customer.path("crmTable").asText()).isEqualTo("account");
        assertThat(customer.path("direction").asText()).isEqualTo("both");
        assertThat(customer.at("/filters/erp").asText()).isEqualTo("blocked = ''");
        assertThat(customer.at("/fields/1/line").asText()).isEqualTo("credit_limit_lcy -> creditlimit");
        assertThat(customer.path("enabled").asBoolean()).isTrue();
    }

    @Test
    void a_broken_file_is_shown_with_its_mistakes() {
        JsonNode broken = runtime.get("/api/mappings/broken").json();
        assertThat(broken.path("enabled").asBoolean()).isFalse();
        assertThat(broken.path("valid").asBoolean()).isFalse();
        assertThat(broken.at("/problems/0/line").asInt()).isEqualTo(14);
        assertThat(broken.at("/problems/0/text").asText()).contains("'naem'", "'name'");
    }

    @Test
    void couplings_and_parked_records_are_counted_for_each_mapping() {
        given.couple("customer", "10000", UUID.randomUUID(), Coupling.State.COUPLED);
        given.park("20000", "data", "owner JD cannot own accounts", null);
        given.park("30000", "data", "owner JD cannot own accounts", null);
        JsonNode customer = runtime.get("/api/mappings/customer").json();
        assertThat(customer.path("couplings").asInt()).isEqualTo(1);
        assertThat(customer.at("/parked/data").asInt()).isEqualTo(2);
        assertThat(customer.at("/parked/conflict").asInt()).isZero();
        assertThat(runtime.get("/api/mappings/salesperson").json().path("couplings").asInt()).isZero();
    }

    @Test
    void the_lag_counts_from_the_older_of_the_last_jobs_both_ways() {
        given.state.finished("customer", Direction.TO_CRM, WebCase.NOW.minusSeconds(90), WebCase.NOW);
        assertThat(runtime.get("/api/mappings/customer").json().path("lagSeconds").isNull()).isTrue();
        given.state.finished("customer", Direction.TO_ERP, WebCase.NOW.minusSeconds(30), WebCase.NOW);
        JsonNode customer = runtime.get("/api/mappings/customer").json();
        assertThat(customer.path("lagSeconds").asInt()).isEqualTo(90);
        assertThat(customer.at("/lastJobs/toErp/state").asText()).isEqualTo("finished");
        assertThat(customer.at("/positions/toCrm").asText()).startsWith("2026-03-01T11:58:30Z");
    }

    @Test
    void an_unknown_mapping_is_not_found_and_the_known_ones_are_named() {
        WebRuntime.Reply reply = runtime.get("/api/mappings/custommer");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.detail())
                .isEqualTo("There is no mapping 'custommer'; there are broken, customer, salesperson.");
    }
}
