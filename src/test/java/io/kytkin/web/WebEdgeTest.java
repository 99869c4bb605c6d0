package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WebEdgeTest {
    private static WebRuntime open;
    private static WebRuntime closed;

    @BeforeAll
    static void start() {
        open = new WebCase().start(null);
        closed = new WebCase().start(new Login("anna", "sëcret"));
    }

    @AfterAll
    static void stop() {
        open.close();
        closed.close();
    }

    private static WebRuntime.Reply beyond(WebRuntime runtime, String method, String path) {
        return runtime.beyond(method, path, HttpRequest.newBuilder(), BodyPublishers.noBody());
    }

    private static HttpRequest.Builder as(String name, String password) {
        return HttpRequest.newBuilder().header("Authorization", "Basic " + Base64.getEncoder()
                .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void an_unknown_address_is_not_found() {
        WebRuntime.Reply reply = beyond(open, "GET", "/api/customers");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.mediaType()).isEqualTo(Problem.MEDIA_TYPE);
        assertThat(beyond(open, "GET", "/elsewhere").status()).isEqualTo(404);
    }

    @Test
    void a_wrong_method_is_refused_with_those_that_are_possible() {
        WebRuntime.Reply reply = beyond(open, "PUT", "/api/jobs/1");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("DELETE, GET");
        assertThat(reply.detail()).isEqualTo("PUT is not possible here; DELETE and GET are.");
    }

    @Test
    void an_address_that_can_not_be_decoded_is_a_bad_request() throws IOException {
        assertThat(open.statusLineOf("GET /api/mappings?limit=%zz")).contains(" 400 ");
        assertThat(open.statusLineOf("GET /api/mappings/%zz")).contains(" 400 ");
    }

    @Test
    void an_address_of_ten_thousand_characters_is_refused() throws IOException {
        assertThat(open.statusLineOf("GET /api/mappings/" + "x".repeat(10_000))).containsPattern(" 4\\d\\d ");
    }

    @Test
    void a_body_of_two_megabytes_is_too_large() {
        WebRuntime.Reply reply = open.beyond("POST", "/api/mappings/customer/jobs", HttpRequest.newBuilder()
                .header("Content-Type", "application/json"), BodyPublishers.ofByteArray(new byte[2 * 1024 * 1024]));
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.mediaType()).isEqualTo(Problem.MEDIA_TYPE);
    }

    @Test
    void a_page_of_another_site_can_not_change_anything() {
        assertThat(open.beyond("POST", "/api/connection/test", HttpRequest.newBuilder()
                .header("Origin", "http://elsewhere.example"), BodyPublishers.noBody()).status()).isEqualTo(403);
        assertThat(open.beyond("POST", "/api/connection/test", HttpRequest.newBuilder().header("Origin", "null"),
                BodyPublishers.noBody()).status()).isEqualTo(403);
    }

    @Test
    void a_site_that_lets_its_name_lead_here_gets_nothing() throws IOException {
        assertThat(open.statusLineOf("GET /api/mappings")).contains(" 200 ");
        assertThat(open.statusLineOf("GET http://rebound.example/api/mappings", "rebound.example")).contains(" 403 ");
        assertThat(open.statusLineOf("GET /api/mappings", "127.0.0.1.rebound.example")).contains(" 403 ");
    }

    @Test
    void without_name_and_password_nothing_below_api_answers() {
        WebRuntime.Reply reply = closed.get("/api/mappings");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).startsWith("Basic");
        assertThat(beyond(closed, "GET", "/api/customers").status()).isEqualTo(401);
        assertThat(beyond(closed, "GET", "//api/mappings").status()).isNotEqualTo(200);
        assertThat(beyond(closed, "GET", "/x/../api/mappings").status()).isEqualTo(401);
        assertThat(beyond(closed, "GET", "/%61pi/mappings").status()).isEqualTo(401);
    }

    @Test
    void a_wrong_password_or_name_is_refused() {
        assertThat(closed.call("GET", "/api/mappings", as("anna", "secret")).status()).isEqualTo(401);
        assertThat(closed.call("GET", "/api/mappings", as("Anna", "sëcret")).status()).isEqualTo(401);
        assertThat(closed.call("GET", "/api/mappings", as("", "")).status()).isEqualTo(401);
    }

    @Test
    void the_right_name_and_password_open_the_api() {
        assertThat(closed.call("GET", "/api/mappings", as("anna", "sëcret")).status()).isEqualTo(200);
    }

    @Test
    void on_loopback_health_needs_no_password_and_tells_no_details() {
        WebRuntime.Reply reply = beyond(closed, "GET", "/observe/health?exposureLevel=full&stackTrace=true&data=true");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.response().body()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void on_any_other_address_health_metrics_and_the_contract_need_the_password_too() {
        try (WebRuntime reachable = new WebRuntime("0.0.0.0", new Login("anna", "sëcret"), new WebCase().beans())) {
            for (String path : List.of("/observe/health", "/observe/metrics", "/openapi.json", "/api/mappings", "/elsewhere")) {
                WebRuntime.Reply refused = beyond(reachable, "GET", path);
                assertThat(refused.status()).as(path).isEqualTo(401);
                assertThat(refused.header("WWW-Authenticate")).as(path).startsWith("Basic");
            }
            for (String path : List.of("/observe/health", "/observe/metrics", "/openapi.json", "/api/mappings")) {
                assertThat(reachable.beyond("GET", path, as("anna", "sëcret"), BodyPublishers.noBody()).status())
                        .as(path).isEqualTo(200);
            }
        }
    }

    @Test
    void metrics_are_in_the_text_form_of_prometheus() {
        WebRuntime.Reply reply = beyond(open, "GET", "/observe/metrics");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.response().body()).contains("# TYPE", "routeId=\"list-mappings\"");
    }

    @Test
    void the_login_shows_no_password_as_text() {
        assertThat(new WebSettings("127.0.0.1", 0, new Login("anna", "sëcret")).toString()).doesNotContain("sëcret");
    }
}
