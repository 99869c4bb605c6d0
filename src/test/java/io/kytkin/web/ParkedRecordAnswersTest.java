package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.UUID;
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

    @Test
    void one_parked_record_is_tried_again() {
        ParkedRecordView record = given.park("10000", "data", "too long", null);
        WebRuntime.Reply reply = runtime.post("/api/parked-records/" + record.id() + "/retry", null);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.header("Location")).isEqualTo("/api/parked-records/" + record.id());
        assertThat(given.state.retried).containsExactly(record.id());
        assertThat(runtime.get(reply.header("Location")).json().path("erpKey").asText()).isEqualTo("10000");
    }

    @Test
    void all_records_of_a_cause_are_tried_again() {
        ParkedRecordView meant = given.park("10000", "data", "too long", null);
        given.park("20000", "data", "too short", null);
        WebRuntime.Reply reply = runtime.post("/api/parked-records/retry",
                "{\"mapping\": \"customer\", \"class\": \"data\", \"reason\": \"too long\"}");
        assertThat(reply.json().path("records").asInt()).isEqualTo(1);
        assertThat(reply.json().at("/byMapping/customer").asInt()).isEqualTo(1);
        assertThat(given.state.retried).containsExactly(meant.id());
    }

    @Test
    void a_conflict_is_decided_as_a_whole() {
        ParkedRecordView conflict = given.conflict("10000", "name", "telephone1");
        assertThat(resolve(conflict, "{\"keep\": \"crm\"}").status()).isEqualTo(202);
        assertThat(given.state.decided.get(conflict.id())).isEqualTo(Map.of("name", "crm", "telephone1", "crm"));
    }

    @Test
    void or_field_by_field_named_by_either_side() {
        ParkedRecordView conflict = given.conflict("10000", "creditlimit", "telephone1");
        resolve(conflict, "{\"fields\": {\"Credit_Limit_LCY\": \"erp\", \"telephone1\": \"crm\"}}");
        assertThat(given.state.decided.get(conflict.id()))
                .isEqualTo(Map.of("creditlimit", "erp", "telephone1", "crm"));
    }

    @Test
    void a_decision_that_leaves_something_open_or_names_something_else_is_refused() {
        ParkedRecordView conflict = given.conflict("10000", "name", "telephone1");
        assertThat(resolve(conflict, "{\"fields\": {\"name\": \"erp\"}}").detail()).contains("telephone1", "open");
        assertThat(resolve(conflict, "{\"fields\": {\"fax\": \"erp\"}}").detail()).contains("'fax'", "name, telephone1");
        assertThat(resolve(conflict, "{\"keep\": \"both\"}").detail()).contains("neither 'erp' nor 'crm'");
        assertThat(resolve(conflict, "{}").status()).isEqualTo(400);
        assertThat(given.state.decided).isEmpty();
    }

    @Test
    void what_is_parked_for_another_reason_has_nothing_to_decide() {
        ParkedRecordView record = given.park("10000", "data", "the name is too long", null);
        WebRuntime.Reply reply = resolve(record, "{\"keep\": \"crm\"}");
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.detail()).contains("the name is too long", "/retry");
    }

    @Test
    void a_record_that_is_not_parked_is_not_found() {
        String address = "/api/parked-records/" + UUID.randomUUID();
        assertThat(runtime.get(address).status()).isEqualTo(404);
        assertThat(runtime.post(address + "/retry", null).status()).isEqualTo(404);
        assertThat(runtime.post(address + "/resolution", "{\"keep\": \"crm\"}").status()).isEqualTo(404);
    }

    private WebRuntime.Reply resolve(ParkedRecordView record, String decision) {
        return runtime.post("/api/parked-records/" + record.id() + "/resolution", decision);
    }
}
