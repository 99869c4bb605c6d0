package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParkedRecordAnswersTest {
    private final WebCase given = new WebCase();
    private final WebRuntime runtime = given.start(null);

    @AfterEach
    void stop() {
        runtime.close();
    }

    @Test
    void parked_records_are_shown_with_their_reason_and_grouped_by_cause() {
        given.park("10000", "data", "owner JD cannot own accounts", null);
        given.park("20000", "data", "owner JD cannot own accounts", null);
        given.park("30000", "dependency", "its currency is not coupled yet",
                new ParkedRecordView.WaitsFor("currency", "SEK"));
        JsonNode all = runtime.get("/api/parked-records").json();
        assertThat(all.path("items")).hasSize(3);
        assertThat(all.at("/items/2/waitsFor/erpKey").asText()).isEqualTo("SEK");
        assertThat(all.path("causes")).anySatisfy(cause -> {
            assertThat(cause.path("reason").asText()).isEqualTo("owner JD cannot own accounts");
            assertThat(cause.path("records").asInt()).isEqualTo(2);
        });
    }

    @Test
    void they_are_filtered_by_class() {
        given.park("10000", "data", "too long", null);
        given.park("20000", "conflict", "both sides changed name", null);
        JsonNode conflicts = runtime.get("/api/parked-records?class=conflict&mapping=customer").json();
        assertThat(conflicts.path("items")).hasSize(1);
        assertThat(conflicts.at("/items/0/class").asText()).isEqualTo("conflict");
        assertThat(conflicts.path("causes")).hasSize(1);
    }

    @Test
    void an_unknown_class_is_a_bad_request_that_names_the_known_ones() {
        assertThat(runtime.get("/api/parked-records?class=partner_deleted").detail()).contains("partnerDeleted");
    }
}
