package io.kytkin.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrmClientTest {
    private static final String SECRET = "s3cret&of=the+client";

    private ScriptedCrm crm;
    private CrmClient client;

    @BeforeEach
    void start() throws IOException {
        crm = new ScriptedCrm();
        client = client(CrmSettings.withoutAuthentication(crm.url()));
    }

    @AfterEach
    void stop() {
        client.close();
        crm.close();
    }

    private static CrmClient client(CrmSettings settings) {
        return new CrmClient(settings, new CrmGate(settings.maxParallel()), new CrmRequests());
    }

    private CrmSettings withClient() {
        return new CrmSettings(crm.url(), "contoso", "app", SECRET, crm.url() + "/contoso/oauth2/v2.0/token", 100, 0,
                new CrmSettings.Timeouts(Duration.ofSeconds(2), Duration.ofMillis(300)), null);
    }

    @Test
    void a_query_arrives_encoded_with_the_headers_of_the_protocol() {
        client.send(CrmRequest.get("accounts", Map.of("$filter", "name eq 'A&B + Ö''s 50%'")));

        ScriptedCrm.Received request = crm.received().get(0);
        assertThat(request.target()).isEqualTo("/api/data/v9.2/accounts?$filter="
                + "name%20eq%20'A%26B%20%2B%20%C3%96''s%2050%25'");
        assertThat(request.header("OData-MaxVersion")).isEqualTo("4.0");
        assertThat(request.header("If-None-Match")).isEqualTo("null");
        assertThat(request.header("Cookie")).isNull();
        assertThat(request.header("Authorization")).isNull();
    }

    @Test
    void nobody_sends_while_a_retry_after_runs() throws Exception {
        crm.then(ScriptedCrm.Answer.refusal(429, "0x80072322", "too many").with("Retry-After", "1"));
        assertThatThrownBy(() -> client.send(CrmRequest.get("accounts"))).isInstanceOf(CrmThrottled.class);
        long refusedAt = crm.received().get(0).nanos();

        ExecutorService callers = Executors.newFixedThreadPool(4);
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            calls.add(CompletableFuture.runAsync(() -> client.send(CrmRequest.get("contacts")), callers));
        }
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get();
        callers.shutdown();

        assertThat(crm.received()).hasSize(5);
        assertThat(crm.received().subList(1, 5))
                .allMatch(request -> request.nanos() - refusedAt >= Duration.ofMillis(950).toNanos());
    }

    @Test
    void too_many_requests_at_once_halve_their_number_and_good_answers_let_it_grow() {
        CrmGate gate = new CrmGate(8);
        gate.close(Duration.ofMillis(1), true);
        gate.close(Duration.ofMillis(1), true);
        assertThat(gate.places()).isLessThanOrEqualTo(4);
        for (int answer = 0; answer < 100; answer++) {
            gate.answered(0);
        }
        assertThat(gate.places()).isEqualTo(8);
    }

    @Test
    void requests_at_once_never_exceed_what_the_crm_recommends() throws Exception {
        crm.otherwise(request -> ScriptedCrm.Answer.of(200, "{}").with("x-ms-dop-hint", "3"));
        client.send(CrmRequest.get("WhoAmI"));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        // The first three wait for each other, however slow the machine is.
        CountDownLatch three = new CountDownLatch(3);
        crm.otherwise(request -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            three.countDown();
            waitFor(three);
            pause(20);
            inside.decrementAndGet();
            return ScriptedCrm.Answer.of(200, "{}").with("x-ms-dop-hint", "3");
        });

        ExecutorService callers = Executors.newFixedThreadPool(12);
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int caller = 0; caller < 24; caller++) {
            calls.add(CompletableFuture.runAsync(() -> client.send(CrmRequest.get("accounts")), callers));
        }
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get();
        callers.shutdown();

        assertThat(most).hasValue(3);
    }

    private static void waitFor(CountDownLatch others) {
        try {
            others.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void an_expired_token_is_renewed_once_and_the_request_repeated() {
        AtomicInteger tokens = new AtomicInteger();
        crm.otherwise(request -> request.target().contains("/token")
                ? ScriptedCrm.Answer.of(200, "{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"t"
                        + tokens.incrementAndGet() + "\"}")
                : request.header("Authorization").equals("Bearer t1") && tokens.get() == 1
                        ? ScriptedCrm.Answer.of(401, "") : ScriptedCrm.Answer.of(200, "{}"));
        try (CrmClient authenticated = client(withClient())) {
            authenticated.send(CrmRequest.get("WhoAmI"));
            authenticated.send(CrmRequest.get("WhoAmI"));
        }
        assertThat(crm.received()).extracting(ScriptedCrm.Received::method)
                .containsExactly("POST", "GET", "POST", "GET", "GET");
        assertThat(crm.received().get(0).body()).contains("grant_type=client_credentials", "client_id=app",
                "client_secret=s3cret%26of%3Dthe%2Bclient", "%2F.default");
    }

    @Test
    void threads_that_need_a_token_share_one_fetch() throws Exception {
        crm.otherwise(request -> {
            pause(50);
            return ScriptedCrm.Answer.of(200, "{\"expires_in\":3599,\"access_token\":\"t\"}");
        });
        try (CrmClient authenticated = client(withClient())) {
            ExecutorService callers = Executors.newFixedThreadPool(6);
            List<CompletableFuture<Void>> calls = new ArrayList<>();
            for (int caller = 0; caller < 6; caller++) {
                calls.add(CompletableFuture.runAsync(() -> authenticated.send(CrmRequest.get("WhoAmI")), callers));
            }
            CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).get();
            callers.shutdown();
        }
        assertThat(crm.received()).filteredOn(request -> request.target().contains("/token")).hasSize(1);
    }

    @Test
    void a_refused_secret_is_a_sentence_without_the_secret() {
        crm.otherwise(request -> ScriptedCrm.Answer.of(401, "{\"error\":\"invalid_client\",\"error_description\":\""
                + SECRET + "\"}"));
        try (CrmClient refused = client(withClient())) {
            assertThatThrownBy(() -> refused.send(CrmRequest.get("WhoAmI"))).isInstanceOf(CrmUnauthorized.class)
                    .hasMessageContaining("crm.client-secret").hasMessageNotContaining(SECRET);
        }
        assertThat(withClient().toString()).doesNotContain(SECRET);
    }

    @Test
    void a_cut_connection_leaves_the_answer_unknown_and_nothing_is_sent_again() {
        crm.then(ScriptedCrm.Answer.cut());
        assertThatThrownBy(() -> client.send(CrmRequest.json("POST", "accounts", new byte[] {'{', '}'})))
                .isInstanceOf(CrmAnswerUnknown.class).hasMessageContaining("accounts");
        assertThat(crm.received()).hasSize(1);
    }

    @Test
    void an_answer_after_our_patience_is_unknown() {
        crm.otherwise(request -> {
            pause(900);
            return ScriptedCrm.Answer.of(200, "{\"expires_in\":3599,\"access_token\":\"t\"}");
        });
        CrmSettings impatient = new CrmSettings(crm.url(), null, null, null, null, 100, 0,
                new CrmSettings.Timeouts(Duration.ofSeconds(2), Duration.ofMillis(200)), null);
        try (CrmClient client = client(impatient)) {
            assertThatThrownBy(() -> client.send(CrmRequest.get("accounts"))).isInstanceOf(CrmAnswerUnknown.class);
        }
    }

    @Test
    void a_refused_connection_certainly_did_not_run() {
        String url = crm.url();
        crm.close();
        try (CrmClient nobody = client(CrmSettings.withoutAuthentication(url))) {
            assertThatThrownBy(() -> nobody.send(CrmRequest.get("accounts"))).isInstanceOf(CrmUnavailable.class)
                    .hasMessageContaining("crm.url");
        }
    }

    @Test
    void statuses_are_sorted_by_what_they_say_about_the_request() {
        crm.then(ScriptedCrm.Answer.refusal(503, "", "down").with("Retry-After", "0"))
                .then(ScriptedCrm.Answer.refusal(503, "", "down"))
                .then(ScriptedCrm.Answer.refusal(500, "0x80044151", "timeout"))
                .then(ScriptedCrm.Answer.refusal(400, "0x80044331", "The length of 'name'"))
                .then(ScriptedCrm.Answer.of(401, ""));
        assertThatThrownBy(() -> client.send(CrmRequest.get("accounts"))).isInstanceOf(CrmUnavailable.class);
        assertThatThrownBy(() -> client.send(CrmRequest.get("accounts"))).isInstanceOf(CrmAnswerUnknown.class);
        assertThatThrownBy(() -> client.send(CrmRequest.get("accounts"))).isInstanceOf(CrmAnswerUnknown.class);
        assertThatThrownBy(() -> client.send(CrmRequest.get("accounts")))
                .isInstanceOfSatisfying(CrmRefused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(refused.hasCode("0X80044331")).isTrue();
                    assertThat(refused).hasMessage("The CRM refuses accounts (400 0x80044331: The length of 'name').");
                });
        assertThatThrownBy(() -> client.send(CrmRequest.get("accounts"))).isInstanceOf(CrmUnauthorized.class);
    }

    @Test
    void pages_are_followed_to_the_end_with_the_same_preferences() {
        crm.then(ScriptedCrm.Answer.of(200, "{\"value\":[1,2],\"@odata.nextLink\":\"" + crm.url()
                + "/api/data/v9.2/accounts?$skiptoken=%3Ccookie%3E\"}"))
                .then(ScriptedCrm.Answer.of(200, "{\"value\":[3]}"));
        JsonNode all = client.readAll(CrmRequest.get("accounts").with("Prefer", "odata.maxpagesize=2"));
        assertThat(all.get("value")).extracting(JsonNode::asInt).containsExactly(1, 2, 3);
        assertThat(crm.received().get(1).target()).endsWith("$skiptoken=%3Ccookie%3E");
        assertThat(crm.received().get(1).header("Prefer")).isEqualTo("odata.maxpagesize=2");
    }

    @Test
    void a_link_to_another_host_is_not_followed() {
        crm.then(ScriptedCrm.Answer.of(200,
                "{\"value\":[],\"@odata.nextLink\":\"https://elsewhere.example/accounts\"}"));
        assertThatThrownBy(() -> client.readAll(CrmRequest.get("accounts"))).hasMessageContaining("elsewhere.example");
        assertThat(crm.received()).hasSize(1);
    }

    @Test
    void requests_are_counted_in_all_and_by_job() {
        client.send(CrmRequest.get("accounts"));
        client.send(CrmRequest.get("accounts").with(CrmClient.JOB, "job-1"));
        assertThat(client.requests().total()).isEqualTo(2);
        assertThat(client.requests().finish("job-1")).isEqualTo(1);
        assertThat(client.requests().ofJob("job-1")).isZero();
        assertThat(crm.received().get(1).header(CrmClient.JOB)).isNull();
    }
}
