package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.SynchJob;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Hints from outside and pauses, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HintsTest {

    private Installation installation;

    @BeforeAll
    void start() {
        installation = Installation.on(Database.POSTGRESQL, erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(20)))
                .with("SCHEDULE_DEFAULT", "0 0 0 1 1 ? 2099").with("CRM_BATCH_SIZE", "10").start();
        installation.fullSynchronization("customer");
    }

    @AfterAll
    void close() {
        installation.close();
    }

    private HttpResponse<String> post(String path, String body) {
        return installation.rest().post("/api" + path, body);
    }

    private static String no(int number) {
        return String.format("C1%07d", number);
    }

    /** An edit that no poll finds, because the row's time of change stays as it is. */
    private void edit(int number, String phone) {
        installation.inErp("update customer set phone_no = '" + phone + "' where no = '" + no(number) + "'");
    }

    private List<String> phones() {
        return installation.crm().rows("account").stream().map(row -> row.path("telephone1").asText()).toList();
    }

    private List<SynchJob> hinted() {
        return installation.runtime().jobs().store().list("customer", null, null, 1000).stream()
                .filter(job -> job.trigger().equals("hint")).toList();
    }

    private void awaitPhone(String phone) {
        await().atMost(Duration.ofSeconds(5)).until(() -> phones().contains(phone));
    }

    private void awaitQuiet() {
        await().atMost(Duration.ofSeconds(5)).until(() -> installation.runtime().jobs().isIdle());
    }

    @Test
    void a_record_that_somebody_tells_of_goes_across_at_once() {
        edit(3, "+358 40 333");

        HttpResponse<String> answer = post("/mappings/customer/changes", "{\"erpKeys\": [\"" + no(3) + "\"]}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(RestClient.json(answer).path("toCrm").asInt()).isEqualTo(1);
        awaitPhone("+358 40 333");
        awaitQuiet();
        assertThat(hinted().get(0).read()).isEqualTo(1);
    }

    @Test
    void an_account_that_a_dataverse_webhook_tells_of_goes_to_the_erp() {
        UUID account = UUID.fromString(installation.crm().rows("account").get(0).path("accountid").asText());
        installation.crm().update("account", account, Map.of("fax", "+358 2 999"));

        HttpResponse<String> answer = post("/mappings/customer/changes", "{\"PrimaryEntityName\": \"account\", "
                + "\"PrimaryEntityId\": \"" + account + "\", \"MessageName\": \"Update\", \"Depth\": 1}");

        assertThat(answer.statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(5)).until(() -> installation.jdbi().withHandle(erp -> erp.createQuery(
                "select count(*) from customer where fax_no = '+358 2 999'").mapTo(Integer.class).one()) == 1);
        awaitQuiet();
    }

    @Test
    void business_central_subscribes_by_a_handshake_and_names_records_by_their_system_id() {
        HttpResponse<String> handshake = post("/mappings/customer/changes?validationToken=abc%20123", "");
        assertThat(handshake.statusCode()).isEqualTo(200);
        assertThat(handshake.body()).isEqualTo("abc 123");
        assertThat(handshake.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");

        String id = installation.jdbi().withHandle(erp -> erp.createQuery("select cast(system_id as varchar(36)) from customer "
                + "where no = '" + no(4) + "'").mapTo(String.class).one());
        for (String form : List.of(id, id.toUpperCase(Locale.ROOT), "{" + id + "}", "%7B" + id.toUpperCase(Locale.ROOT) + "%7D")) {
            String phone = "+358 40 " + form.hashCode();
            edit(4, phone);
            assertThat(post("/mappings/customer/changes", "{\"value\": [{\"subscriptionId\": \"s\", \"resource\": "
                    + "\"https://api.example/v2.0/companies(x)/customers(" + form + ")\", \"changeType\": \"updated\"}]}")
                    .statusCode()).isEqualTo(202);
            awaitPhone(phone);
        }
        awaitQuiet();
    }

    @Test
    void a_hint_under_a_pause_outlives_the_process() {
        assertThat(post("/mappings/customer/pause", "").statusCode()).isEqualTo(200);
        edit(19, "+358 40 19");
        assertThat(post("/mappings/customer/changes", "{\"erpKeys\": [\"" + no(19) + "\"]}").statusCode()).isEqualTo(202);

        installation.stop();
        installation.start();
        assertThat(phones()).doesNotContain("+358 40 19");
        assertThat(post("/mappings/customer/resume", "").statusCode()).isEqualTo(200);

        awaitPhone("+358 40 19");
        awaitQuiet();
        assertThat(hints()).isZero();
    }

    /** As a kill leaves it: taken up by a job that nobody runs any more. */
    @Test
    void what_a_job_had_in_hand_when_its_process_was_killed_is_taken_up_again() {
        edit(20, "+358 40 20");
        Database.execute(installation.state(), "insert into hint (record_id, mapping, direction, kind, told_at, job) values ('"
                + no(20) + "', 'customer', 'toCrm', 'KEY', current_timestamp, '" + UUID.randomUUID() + "')");

        await().atMost(Duration.ofSeconds(10)).until(() -> phones().contains("+358 40 20"));
        awaitQuiet();
        assertThat(hints()).isZero();
    }

    private long hints() {
        return Jdbi.create(installation.state()).withHandle(state -> state.createQuery("select count(*) from hint")
                .mapTo(Long.class).one());
    }

    @Test
    void a_burst_of_hints_while_the_mapping_waits_becomes_one_job() {
        int before = hinted().size();
        assertThat(post("/mappings/customer/pause", "").statusCode()).isEqualTo(200);
        IntStream.range(5, 17).forEach(number -> {
            edit(number, "+46 8 " + number);
            post("/mappings/customer/changes", "{\"erpKeys\": [\"" + no(number) + "\"]}");
            post("/mappings/customer/changes", "{\"erpKeys\": [\"" + no(number) + "\"]}");
        });

        assertThat(post("/mappings/customer/resume", "").statusCode()).isEqualTo(200);

        IntStream.range(5, 17).forEach(number -> awaitPhone("+46 8 " + number));
        awaitQuiet();
        assertThat(hinted()).hasSize(before + 1);
        assertThat(hinted().get(0).count(Outcome.UPDATED)).isEqualTo(12);
    }

    @Test
    void a_paused_mapping_writes_nothing_until_it_is_resumed() throws InterruptedException {
        assertThat(RestClient.json(post("/pause", "")).path("paused").asBoolean()).isTrue();
        edit(18, "+358 40 18");
        installation.inErp("update customer set system_modified_at = current_timestamp where no = '" + no(18) + "'");

        installation.synchronizeChanges("customer");
        HttpResponse<String> refused = post("/mappings/customer/jobs", "{}");
        UUID run = installation.runtime().fullSynchronizations().review(List.of("customer"), "test").id();
        installation.runtime().fullSynchronizations().start(run, "test");
        Thread.sleep(700);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(RestClient.json(refused).path("detail").asText()).contains("is paused");
        assertThat(phones()).doesNotContain("+358 40 18");
        assertThat(installation.runtime().fullSynchronizations().find(run).orElseThrow().state())
                .isEqualTo(FullSynchronization.State.RUNNING);

        assertThat(RestClient.json(post("/resume", "")).path("paused").asBoolean()).isFalse();
        assertThat(installation.awaitEnd(run).state()).isEqualTo(FullSynchronization.State.FINISHED);
        assertThat(phones()).contains("+358 40 18");
    }

    @Test
    void what_can_t_be_understood_is_refused_with_a_reason() {
        assertThat(RestClient.json(post("/mappings/customer/changes", "{\"erpKeys\": [\"NOBODY\"]}")).path("unknown").get(0).asText())
                .isEqualTo("NOBODY");
        assertThat(post("/mappings/nothing/changes", "{}").statusCode()).isEqualTo(404);
        assertThat(post("/mappings/customer/changes", "{\"erpKey\": []}").statusCode()).isEqualTo(400);
        assertThat(RestClient.json(post("/mappings/customer/changes", "{\"PrimaryEntityName\": \"lead\", \"PrimaryEntityId\": \"x\"}"))
                .path("detail").asText()).contains("'lead'").contains("'account'");
        assertThat(RestClient.json(post("/mappings/sales-price/changes", "{\"crmIds\": [\"" + UUID.randomUUID() + "\"]}"))
                .path("detail").asText()).contains("no route 'sales-price-to-erp'");
        String many = IntStream.range(0, 10_001).mapToObj(number -> "\"" + number + "\"").collect(Collectors.joining(","));
        assertThat(post("/mappings/customer/changes", "{\"erpKeys\": [" + many + "]}").statusCode()).isEqualTo(413);
        assertThat(post("/mappings/nothing/pause", "").statusCode()).isEqualTo(404);
    }
}
