package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class ConnectionAnswersTest {

    @Test
    void a_test_asks_both_sides_and_its_result_is_remembered() {
        try (WebRuntime runtime = new WebCase().start(null)) {
            assertThat(runtime.get("/api/connection").json().at("/crm/state").asText()).isEqualTo("unknown");
            JsonNode tested = runtime.post("/api/connection/test", null).json();
            assertThat(tested.at("/crm/state").asText()).isEqualTo("connected");
            assertThat(tested.at("/missingPrivileges/0/crmTable").asText()).isEqualTo("account");
            assertThat(runtime.get("/api/connection").json()).isEqualTo(tested);
        }
    }
}
