package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    private static final String JOBS = "/api/mappings/customer/jobs";

    private static WebRuntime runtime;

    @BeforeAll
    static void start() {
        runtime = new WebCase().start(null);
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[1", "{\"scope\": }", "{} {}", "{\"scope\":\"all\",\"scope\":\"all\"}", "\u0000",
            "\"\\ud800\" x"})
    void malformed_json_is_a_bad_request(String json) {
        assertThat(runtime.post(JOBS, json).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"all\"", "7", "{\"records\":\"1\"}", "{\"records\":[{}]}",
            "{\"scope\":{}}", "{\"records\":[1]}", "{\"dryRun\":\"false\"}", "{\"records\":[null]}"})
    void json_of_another_shape_is_a_bad_request(String json) {
        assertThat(runtime.post(JOBS, json).status()).isEqualTo(400);
    }

    @Test
    void json_nested_a_thousand_times_is_a_bad_request() {
        assertThat(runtime.post(JOBS, "[".repeat(1000)).status()).isEqualTo(400);
        assertThat(runtime.post(JOBS, "{\"records\":" + "[".repeat(1000)).status()).isEqualTo(400);
        assertThat(runtime.post(JOBS, "{\"a\":".repeat(20_000)).status()).isEqualTo(400);
    }

    @Test
    void an_unknown_property_is_named_with_those_that_are_known() {
        assertThat(runtime.post(JOBS, "{\"scoope\":\"all\"}").detail())
                .isEqualTo("There is no property 'scoope'; known are allowDeletes, direction, dryRun, records, scope.");
    }

    @Test
    void a_body_that_is_not_json_by_its_own_account_is_refused() {
        WebRuntime.Reply reply = runtime.call("POST", JOBS, HttpRequest.newBuilder().header("Content-Type",
                "text/plain"), BodyPublishers.ofString("{}"));
        assertThat(reply.status()).isEqualTo(415);
        assertThat(runtime.call("POST", JOBS, HttpRequest.newBuilder(), BodyPublishers.ofString("{}")).status())
                .isEqualTo(415);
        assertThat(runtime.call("POST", JOBS, HttpRequest.newBuilder().header("Content-Type",
                "application/x-www-form-urlencoded"), BodyPublishers.ofString("scope=all")).status()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "ten", "1e2", "99999999999", "1;drop"})
    void a_limit_outside_its_bounds_is_a_bad_request(String limit) {
        assertThat(runtime.get("/api/mappings?limit=" + limit).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"!!!", "bm90LWFuLWlk", "AAECAw"})
    void a_cursor_that_the_list_did_not_give_is_a_bad_request(String cursor) {
        assertThat(runtime.get("/api/jobs?cursor=" + cursor).status()).isEqualTo(400);
    }

    @Test
    void a_misspelt_or_repeated_query_parameter_is_refused() {
        assertThat(runtime.get("/api/jobs?mappings=customer").detail()).contains("'mappings'", "mapping, state");
        assertThat(runtime.get("/api/jobs?limit=1&limit=2").detail()).contains("more than once");
    }

    @Test
    void a_key_of_ten_thousand_characters_is_a_bad_request() {
        assertThat(runtime.post(JOBS, "{\"records\":[\"" + "x".repeat(10_000) + "\"]}").detail())
                .contains("10000 characters");
        assertThat(runtime.get("/api/records/customer/" + "x".repeat(3_000)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%0Ab", "%7F", "%C2%85"})
    void a_key_with_control_characters_is_a_bad_request(String key) {
        assertThat(runtime.get("/api/records/customer/" + key).detail()).contains("control character");
        assertThat(runtime.get("/api/couplings?erpKey=" + key).detail()).contains("control character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'%20or%20'1'='1", "1)%3Bdrop%20table%20job--", "%27)%20or%20(%27a%27%20eq%20%27a",
            "..%2F..%2Fetc%2Fpasswd", "%24%7Bbean:couplings%7D"})
    void a_hostile_key_names_nothing(String key) {
        assertThat(runtime.get("/api/records/customer/" + key).status()).isEqualTo(404);
        assertThat(runtime.get("/api/mappings/" + key).status()).isEqualTo(404);
        assertThat(runtime.get("/api/couplings?erpKey=" + key).json().path("items")).isEmpty();
    }

    @Test
    void headers_and_query_can_not_change_the_path() {
        assertThat(runtime.call("GET", "/api/mappings/customer", HttpRequest.newBuilder()
                .header("mapping", "salesperson")).json().path("name").asText()).isEqualTo("customer");
        assertThat(runtime.get("/api/mappings/customer?mapping=salesperson").status()).isEqualTo(400);
    }

    @Test
    void headers_of_the_caller_do_not_come_back() {
        WebRuntime.Reply reply = runtime.call("GET", "/api/mappings/customer", HttpRequest.newBuilder()
                .header("X-Mine", "1").header("CamelHttpResponseCode", "299"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("X-Mine")).isNull();
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void a_list_is_read_to_its_end_by_its_cursors() {
        List<String> names = new ArrayList<>();
        String cursor = "";
        for (int parts = 0; cursor != null && parts < 10; parts++) {
            JsonNode part = runtime.get("/api/mappings?limit=1" + cursor).json();
            assertThat(part.path("items")).hasSize(1);
            names.add(part.at("/items/0/name").asText());
            cursor = part.path("nextCursor").isNull() ? null : "&cursor=" + part.path("nextCursor").asText();
        }
        assertThat(names).containsExactly("broken", "customer", "salesperson");
    }
}
