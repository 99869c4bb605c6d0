package io.kytkin.sandbox;

import static io.kytkin.sandbox.WebClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.sandbox.WebClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands before the Web API: tokens, limits, the cost of requests, and mishaps. */
class ProtectionTest {
    private static final String[] FORM = {"Content-Type", "application/x-www-form-urlencoded"};
    private SandboxCrm crm;
    private WebClient web;

    private void start(UnaryOperator<SandboxSettings> change) {
        crm = SandboxCrm.start(change.apply(SandboxSettings.defaults()));
        web = new WebClient(crm);
    }

    @AfterEach
    void stop() {
        crm.close();
    }

    private Answer token(String secret, String scope) throws IOException {
        return web.post(crm.tokenUrl(), "grant_type=client_credentials&client_id=" + crm.settings().clientId()
            + "&client_secret=" + encoded(secret) + "&scope=" + encoded(scope), FORM);
    }

    @Test
    void a_token_opens_the_door_until_it_expires() throws Exception {
        start(settings -> settings.withTokenSeconds(1));
        Answer refused = web.get("WhoAmI");
        Answer granted = token(crm.settings().clientSecret(), crm.url() + "/.default");
        String bearer = "Bearer " + granted.json().get("access_token").asText();

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer authorization_uri=").contains("resource_id=");
        assertThat(granted.json().get("token_type").asText()).isEqualTo("Bearer");
        assertThat(granted.json().get("expires_in").asInt()).isEqualTo(1);
        assertThat(web.get("WhoAmI", "Authorization", bearer).status()).isEqualTo(200);
        Thread.sleep(1100);
        assertThat(web.get("WhoAmI", "Authorization", bearer).status()).isEqualTo(401);
    }

    @Test
    void a_wrong_secret_a_wrong_application_and_a_wrong_scope_are_told_apart() throws IOException {
        start(settings -> settings);

        assertThat(token("wrong", "x/.default").json().get("error").asText()).isEqualTo("invalid_client");
        assertThat(token("wrong", "x/.default").status()).isEqualTo(401);
        assertThat(token(crm.settings().clientSecret(), "everything").json().get("error_codes").get(0).asInt())
            .isEqualTo(1002012);
        assertThat(web.post("/elsewhere/oauth2/v2.0/token", "grant_type=client_credentials", FORM).status())
            .isEqualTo(400);
        assertThat(crm.settings().toString()).doesNotContain(crm.settings().clientSecret());
    }

    @Test
    void too_many_requests_in_a_window_wait_until_it_has_moved_on() throws Exception {
        start(settings -> settings.withAuthentication(false).withLimits(
            ServiceLimits.DOCUMENTED.withRequests(3).withWindow(Duration.ofSeconds(2))));
        for (int number = 0; number < 3; number++) {
            assertThat(web.get("WhoAmI").status()).isEqualTo(200);
        }

        Answer throttled = web.get("WhoAmI");

        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.errorCode()).isEqualTo("0x80072322");
        assertThat(Integer.parseInt(throttled.header("Retry-After"))).isBetween(1, 2);
        assertThat(crm.statistics().throttled()).isEqualTo(1);
        Thread.sleep(3100);
        assertThat(web.get("WhoAmI").status()).isEqualTo(200);
    }

    @Test
    void too_many_requests_at_once_are_refused_at_once_and_the_loop_stays_free() {
        start(settings -> settings.withAuthentication(false).withMillisPerRequest(300)
            .withLimits(ServiceLimits.DOCUMENTED.withConcurrent(4)));
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int number = 0; number < 6; number++) {
            answers.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return web.get("WhoAmI");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }, task -> new Thread(task).start()));
        }

        List<Answer> all = answers.stream().map(CompletableFuture::join).toList();

        assertThat(all).filteredOn(answer -> answer.status() == 200).hasSize(4);
        assertThat(all).filteredOn(answer -> answer.status() == 429).hasSize(2)
            .allSatisfy(answer -> assertThat(answer.errorCode()).isEqualTo("0x80072326"));
        assertThat(crm.statistics().maxInFlight()).isBetween(4, 6);
    }

    @Test
    void used_up_execution_time_is_throttled() throws IOException {
        start(settings -> settings.withAuthentication(false).withMillisPerRequest(60)
            .withLimits(ServiceLimits.DOCUMENTED.withExecutionTime(Duration.ofMillis(50))));
        assertThat(web.get("WhoAmI").status()).isEqualTo(200);

        assertThat(web.get("WhoAmI").errorCode()).isEqualTo("0x80072321");
    }

    @Test
    void a_record_costs_what_the_settings_say() throws IOException {
        start(settings -> settings.withAuthentication(false).withMicrosPerRecord(40_000));
        String record = "{\"@odata.type\":\"Microsoft.Dynamics.CRM.account\",\"name\":\"x\"}";
        web.get("WhoAmI");
        long began = System.nanoTime();

        web.post("accounts/Microsoft.Dynamics.CRM.CreateMultiple", "{\"Targets\":[" + (record + ",").repeat(9)
            + record + "]}");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(400));
    }

    @Test
    void a_status_is_played_as_often_as_asked() throws IOException {
        start(settings -> settings.withAuthentication(false));
        crm.faults().add(Fault.throttled(7).onMethod("POST").onTable("accounts").fromThe(2).times(1));

        assertThat(web.post("accounts", "{}").status()).isEqualTo(204);
        Answer throttled = web.post("accounts", "{}");
        assertThat(throttled.status()).isEqualTo(429);
        assertThat(throttled.header("Retry-After")).isEqualTo("7");
        assertThat(web.post("accounts", "{}").status()).isEqualTo(204);
        assertThat(crm.count("account")).isEqualTo(2);
    }

    @Test
    void a_connection_breaks_before_or_after_the_commit() {
        start(settings -> settings.withAuthentication(false));
        crm.faults().add(Fault.cutBeforeCommit().times(1));
        assertThatThrownBy(() -> web.post("accounts", "{\"name\":\"lost\"}")).isInstanceOf(IOException.class);
        assertThat(crm.count("account")).isZero();

        crm.faults().add(Fault.cutAfterCommit().times(1));
        assertThatThrownBy(() -> web.post("accounts", "{\"name\":\"kept\"}")).isInstanceOf(IOException.class);
        assertThat(crm.count("account")).isEqualTo(1);
    }

    @Test
    void a_late_answer_comes_after_the_commit() throws Exception {
        start(settings -> settings.withAuthentication(false));
        crm.faults().add(Fault.delay(2_000));
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return web.post("accounts", "{}").status();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        while (crm.count("account") == 0 && !answer.isDone()) {
            Thread.sleep(10);
        }

        assertThat(crm.count("account")).isEqualTo(1);
        assertThat(answer).isNotDone();
        assertThat(answer.get()).isEqualTo(204);
    }

    @Test
    void records_are_refused_as_by_a_plug_in() throws IOException {
        start(settings -> settings.withAuthentication(false));
        crm.faults().add(Fault.refuseRecords("name", "^Bad", "No bad names here.").onTable("accounts"));

        Answer refused = web.post("accounts", "{\"name\":\"Bad one\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errorCode()).isEqualTo("0x80040265");
        assertThat(refused.json().at("/error/message").asText()).isEqualTo("No bad names here.");
        assertThat(web.post("accounts", "{\"name\":\"Good one\"}").status()).isEqualTo(204);
    }

    @Test
    void mishaps_and_counts_can_be_reached_from_another_process() throws IOException {
        start(settings -> settings.withAuthentication(false));
        web.post("/sandbox/faults", "[{\"kind\":\"STATUS\",\"status\":503,\"times\":1}]");

        assertThat(web.get("/sandbox/faults").json()).hasSize(1);
        assertThat(web.get("WhoAmI").status()).isEqualTo(503);
        assertThat(web.delete("/sandbox/faults").status()).isEqualTo(204);
        web.post("accounts", "{}");
        assertThat(web.get("/sandbox/statistics").json().get("writes").asInt()).isEqualTo(1);
        web.delete("/sandbox/statistics");
        assertThat(web.get("/sandbox/statistics").json().get("writes").asInt()).isZero();
        assertThat(web.post("/sandbox/faults", "{\"kind\":\"NONSENSE\"}").status()).isEqualTo(400);
    }

    @Test
    void the_same_id_asked_to_be_created_twice_is_counted() throws IOException {
        start(settings -> settings.withAuthentication(false));
        String record = "{\"accountid\":\"5a1e5000-0000-4000-8000-00000000aaaa\"}";
        web.post("accounts", record);
        web.post("accounts", record);

        assertThat(crm.statistics().repeatedCreates("account")).isEqualTo(1);
        assertThat(crm.statistics().created("account")).isEqualTo(1);
    }

    @Test
    void the_older_token_endpoint_takes_a_resource_and_writes_numbers_as_text() throws IOException {
        start(settings -> settings);
        String form = "grant_type=client_credentials&client_id=" + crm.settings().clientId() + "&client_secret="
            + crm.settings().clientSecret();
        String address = "/" + crm.settings().tenant() + "/oauth2/token";

        Answer granted = web.post(address, form + "&resource=" + encoded(crm.url() + "/"), FORM);

        assertThat(granted.status()).as(granted.text()).isEqualTo(200);
        assertThat(granted.json().get("expires_in").isTextual()).isTrue();
        assertThat(granted.json().get("resource").asText()).isEqualTo(crm.url() + "/");
        assertThat(web.get("WhoAmI", "Authorization", "Bearer " + granted.json().get("access_token").asText())
            .status()).isEqualTo(200);
        assertThat(web.post(address, form, FORM).json().get("error").asText()).isEqualTo("invalid_request");
    }
}
