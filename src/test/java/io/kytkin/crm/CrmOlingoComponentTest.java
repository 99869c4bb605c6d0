package io.kytkin.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a consultant may write after {@code olingo4:}. */
class CrmOlingoComponentTest {
    private static final String KEY = "0e000000-0000-4000-8000-000000000001";
    private static final String BASE = "/api/data/v9.2/";

    private ScriptedCrm crm;
    private CrmClient client;
    private CamelContext camel;
    private ProducerTemplate routes;

    @BeforeEach
    void start() throws IOException {
        crm = new ScriptedCrm();
        client = new CrmClient(CrmSettings.withoutAuthentication(crm.url()), new CrmGate(0), new CrmRequests());
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("olingo4", new CrmOlingoComponent(client));
        camel.start();
        routes = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() throws IOException {
        camel.stop();
        client.close();
        crm.close();
    }

    @Test
    void options_of_a_query_stand_in_the_route_or_in_a_header() {
        crm.otherwise(request -> ScriptedCrm.Answer.of(200, "{\"value\":[{\"name\":\"A\"}]}"));
        JsonNode answer = routes.requestBody("olingo4:read/accounts?$select=name&$top=5", null, JsonNode.class);
        routes.requestBodyAndHeader("olingo4:read/accounts", null, "CamelOlingo4.queryParams",
                Map.of("$filter", "Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)", "@p1", "'name'",
                        "@p2", "[\"A\"]"));
        assertThat(answer.at("/value/0/name").asText()).isEqualTo("A");
        assertThat(crm.received()).hasSize(2);
        assertThat(crm.received().get(0).target()).contains("$select=name", "$top=5");
        assertThat(crm.received().get(1).target()).contains("$filter=Microsoft.Dynamics.CRM.In(", "@p2=%5B%22A%22%5D");
    }

    @Test
    void an_update_is_one_request_with_the_headers_of_its_exchange() {
        crm.then(new ScriptedCrm.Answer(204, Map.of("OData-EntityId", "x"), ""));
        Map<?, ?> headers = routes.request("olingo4:patch/accounts(" + KEY + ")", exchange -> {
            exchange.getMessage().setBody("{\"name\":\"B\"}");
            exchange.getMessage().setHeader("CamelOlingo4.endpointHttpHeaders", Map.of("If-Match", "W/\"5\""));
        }).getMessage().getHeader("CamelOlingo4.responseHttpHeaders", Map.class);

        assertThat(crm.received()).hasSize(1);
        assertThat(crm.received().get(0).method()).isEqualTo("PATCH");
        assertThat(crm.received().get(0).target()).isEqualTo(BASE + "accounts(" + KEY + ")");
        assertThat(crm.received().get(0).header("If-Match")).isEqualTo("W/\"5\"");
        assertThat(headers.get("status")).isEqualTo("204");
        assertThat(headers.get("OData-EntityId")).isEqualTo("x");
    }

    @Test
    void a_record_may_be_addressed_by_an_alternate_key() {
        crm.otherwise(request -> ScriptedCrm.Answer.of(204, ""));
        routes.sendBody("olingo4:patch/accounts(accountnumber='C1')", "{}".getBytes(StandardCharsets.UTF_8));
        routes.sendBody("olingo4:delete/accounts(" + KEY + ")", null);
        assertThat(crm.received()).extracting(request -> request.method() + " " + request.target())
                .containsExactly("PATCH " + BASE + "accounts(accountnumber='C1')", "DELETE " + BASE + "accounts("
                + KEY + ")");
    }

    @Test
    void bodies_may_be_bytes_text_streams_trees_and_maps() {
        crm.otherwise(request -> ScriptedCrm.Answer.of(204, ""));
        byte[] bytes = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        for (Object body
                : List.of(bytes, "{\"a\":1}", new ByteArrayInputStream(bytes), CrmJson.read(bytes), Map.of("a", 1))) {
            routes.sendBody("olingo4:create/accounts", body);
        }
        assertThat(crm.received()).hasSize(5).allMatch(request -> request.method().equals("POST")
                && request.body().equals("{\"a\":1}"));
    }

    @Test
    void the_other_verbs_are_what_they_say() {
        crm.otherwise(request -> ScriptedCrm.Answer.of(200, "{\"value\":1}"));
        routes.sendBody("olingo4:update/accounts(" + KEY + ")/name", "{\"value\":\"C\"}");
        routes.sendBody("olingo4:merge/accounts(" + KEY + ")", "{}");
        routes.sendBody("olingo4:action/accounts/Microsoft.Dynamics.CRM.CreateMultiple", "{}");
        InputStream raw = routes.requestBody("olingo4:uread/WhoAmI", null, InputStream.class);
        assertThat(crm.received()).extracting(request -> request.method() + " " + request.target()).containsExactly(
                "PUT " + BASE + "accounts(" + KEY + ")/name", "PATCH " + BASE + "accounts(" + KEY + ")",
                "POST " + BASE + "accounts/Microsoft.Dynamics.CRM.CreateMultiple", "GET " + BASE + "WhoAmI");
        assertThat(raw).hasContent("{\"value\":1}");
    }

    @Test
    void a_read_follows_all_pages_when_asked() {
        crm.then(ScriptedCrm.Answer.of(200, "{\"value\":[1],\"@odata.nextLink\":\"" + crm.url() + BASE
                + "accounts?$skiptoken=2\"}"))
                .then(ScriptedCrm.Answer.of(200, "{\"value\":[2]}"));
        JsonNode answer = routes.requestBodyAndHeader("olingo4:read/accounts", null, "CamelOlingo4.endpointHttpHeaders",
                Map.of(CrmOlingoApp.ALL_PAGES, "true"), JsonNode.class);
        assertThat(answer.get("value")).hasSize(2);
        assertThat(crm.received()).noneMatch(request -> request.headers().containsKey(CrmOlingoApp.ALL_PAGES));
    }

    @Test
    void a_throttled_call_fails_with_its_wait() {
        crm.then(ScriptedCrm.Answer.refusal(429, "0x80072321", "time").with("Retry-After", "7"));
        assertThatThrownBy(() -> routes.requestBody("olingo4:read/accounts", (Object) null)).rootCause()
                .isInstanceOfSatisfying(CrmThrottled.class, throttled ->
                        assertThat(throttled.retryAfter()).hasSeconds(7));
    }
}
