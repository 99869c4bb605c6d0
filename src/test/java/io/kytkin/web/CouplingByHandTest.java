package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kytkin.Database;
import io.kytkin.Installation;
import io.kytkin.RestClient;
import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Coupling;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A person couples records and takes them apart, by REST; each test has a customer of its own. */
class CouplingByHandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.on(erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(20))).start();
        installation.fullSynchronization("customer");
        installation.synchronizeChanges("customer");
    }

    @AfterAll
    static void close() {
        installation.close();
    }

    private static HttpResponse<String> send(String method, String path, Object body) throws IOException {
        HttpResponse<String> answer = installation.rest().call(method, "/api" + path,
                body == null ? null : JSON.writeValueAsString(body));
        new Conformance().check(method, "/api" + path, new WebRuntime.Reply(answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(null), answer));
        return answer;
    }

    private static JsonNode done(int status, String method, String path, Object body) throws IOException {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return RestClient.json(answer);
    }

    private static CouplingStore.Stored coupling(String no) {
        return installation.coupling("customer", no);
    }

    private static String customer(String no, String column) {
        return installation.customers().value(no, column);
    }

    private static void editCustomer(String no, String column, String value) {
        installation.customers().edit(no, column, value);
    }

    private static String account(UUID id, String attribute) {
        return installation.crm().row("account", id).path(attribute).asText(null);
    }

    private static UUID uncoupled(String no) throws IOException {
        CouplingStore.Stored coupling = coupling(no);
        JsonNode view = done(200, "DELETE", "/couplings/" + coupling.id(), null);
        assertThat(view.path("state").asText()).isEqualTo("uncoupled");
        return coupling.coupling().crmId();
    }

    private static void awaitCoupled(String no, UUID other) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20)).until(() ->
                coupling(no).coupling().isCoupled() && !coupling(no).coupling().crmId().equals(other)
                        && installation.runtime().jobs().isIdle()
                        && installation.runtime().parkedRecords().ofErpKey("customer", no).isEmpty());
    }

    @Test
    void an_uncoupled_pair_is_left_alone_on_both_sides() throws Exception {
        String no = "C10000001";
        UUID account = uncoupled(no);
        int accounts = installation.crm().rows("account").size();
        editCustomer(no, "city", "Pori");
        installation.crm().update("account", account, Map.of("telephone1", "+358 1"));

        installation.synchronizeChanges("customer");

        assertThat(account(account, "address1_city")).isNotEqualTo("Pori");
        assertThat(customer(no, "phone_no")).isNotEqualTo("+358 1");
        assertThat(installation.crm().rows("account")).hasSize(accounts);
        assertThat(coupling(no).coupling().state()).isEqualTo(Coupling.State.UNCOUPLED);
    }

    @Test
    void uncoupling_one_mapping_touches_no_other() throws Exception {
        String no = "C10000002";
        CouplingStore.Stored coupling = coupling(no);
        Database.execute(installation.state(), "insert into coupling (id, erp_id, mapping, erp_key, erp_code, crm_id, "
                + "state, generation) select random_uuid(), erp_id, 'prospect', erp_key, erp_code, crm_id, state, generation "
                + "from coupling where id = '" + coupling.id() + "'");

        JsonNode answer = done(200, "POST", "/couplings/uncouple", Map.of("mapping", "customer", "erpKeys",
                List.of(no)));

        assertThat(answer.path("uncoupled").asLong()).isEqualTo(1);
        assertThat(coupling(no).coupling().state()).isEqualTo(Coupling.State.UNCOUPLED);
        assertThat(installation.runtime().couplings().list("prospect", no, null, null, 1)).singleElement()
                .satisfies(other -> assertThat(other.coupling().isCoupled()).isTrue());
        done(200, "POST", "/couplings/uncouple", Map.of("mapping", "prospect", "all", true));
        done(200, "DELETE", "/couplings/" + installation.runtime().couplings().list("prospect", no, null, null, 1).get(0)
                .id() + "?forget=true", null);
    }

    @Test
    void coupled_again_the_side_that_was_named_counts() throws Exception {
        String no = "C10000003";
        UUID account = uncoupled(no);
        editCustomer(no, "city", "Pori");
        installation.crm().update("account", account, Map.of("address1_city", "Rauma", "telephone1", "+358 3"));

        done(201, "POST", "/couplings", Map.of("mapping", "customer", "erpKey", no, "crmId", account, "initial", "toCrm"));

        awaitCoupled(no, null);
        assertThat(account(account, "address1_city")).isEqualTo("Pori");
        assertThat(account(account, "telephone1")).isEqualTo(customer(no, "phone_no"));
        installation.synchronizeChanges("customer");
        assertThat(customer(no, "city")).isEqualTo("Pori");

        uncoupled(no);
        installation.crm().update("account", account, Map.of("address1_city", "Turku"));
        done(201, "POST", "/couplings", Map.of("mapping", "customer", "erpKey", no, "crmId", account, "initial", "toErp"));

        awaitCoupled(no, null);
        assertThat(customer(no, "city")).isEqualTo("Turku");
    }

    @Test
    void without_a_crm_record_a_new_one_is_created_and_the_old_one_left() throws Exception {
        String no = "C10000004";
        UUID account = uncoupled(no);

        done(201, "POST", "/couplings", Map.of("mapping", "customer", "erpKey", no));

        awaitCoupled(no, account);
        UUID created = coupling(no).coupling().crmId();
        assertThat(account(created, "name")).isEqualTo(customer(no, "name"));
        assertThat(account(account, "name")).isEqualTo(customer(no, "name"));
    }

    @Test
    void a_coupling_whose_records_are_both_gone_can_be_removed() throws Exception {
        String no = "C10000005";
        CouplingStore.Stored orphan = coupling(no);
        installation.inErp("delete from customer where no = '" + no + "'");
        installation.crm().delete("account", orphan.coupling().crmId());

        done(200, "DELETE", "/couplings/" + orphan.id() + "?forget=true", null);

        assertThat(coupling(no)).isNull();
        assertThat(send("DELETE", "/couplings/" + orphan.id(), null).statusCode()).isEqualTo(404);
    }

    @Test
    void a_forgotten_pair_finds_together_again_like_records_that_never_met() throws Exception {
        String no = "C10000006";
        CouplingStore.Stored before = coupling(no);
        done(200, "DELETE", "/couplings/" + before.id() + "?forget=true", null);
        editCustomer(no, "city", customer(no, "city"));

        installation.synchronizeChanges("customer");

        assertThat(coupling(no).coupling().crmId()).isEqualTo(before.coupling().crmId());
    }

    @Test
    void an_account_that_was_made_for_another_customer_may_be_given_away_and_the_other_gets_a_new_one() throws Exception {
        UUID given = coupling("C10000016").coupling().crmId();
        for (String no : List.of("C10000016", "C10000017")) {
            send("DELETE", "/couplings/" + coupling(no).id() + "?forget=true", null);
        }
        done(201, "POST", "/couplings", Map.of("mapping", "customer", "erpKey", "C10000017", "crmId", given, "initial", "toCrm"));
        awaitCoupled("C10000017", UUID.randomUUID());
        for (String no : List.of("C10000016", "C10000018", "C10000017")) {
            editCustomer(no, "city", "Pori");
        }

        installation.synchronizeChanges("customer");

        for (String no : List.of("C10000016", "C10000018", "C10000017")) {
            assertThat(account(coupling(no).coupling().crmId(), "address1_city")).as(no).isEqualTo("Pori");
            assertThat(installation.runtime().parkedRecords().ofErpKey("customer", no)).isEmpty();
        }
        assertThat(coupling("C10000017").coupling().crmId()).isEqualTo(given);
        assertThat(coupling("C10000016").coupling().crmId()).isNotEqualTo(given);
    }

    @Test
    void the_page_of_a_record_whose_account_left_the_filter_says_so() throws Exception {
        installation.crm().update("account", coupling("C10000020").coupling().crmId(), Map.of("customertypecode", 1));

        assertThat(done(200, "GET", "/records/customer/C10000020", null).path("explanation").asText())
                .contains("do not travel to the ERP, because the mapping's crmFilter leaves it out: ").contains("customertypecode");
    }

    @Test
    void the_page_of_a_record_says_that_its_mapping_is_paused() throws Exception {
        done(200, "POST", "/mappings/customer/pause", null);
        assertThat(done(200, "GET", "/records/customer/C10000002", null).path("explanation").asText())
                .contains("Its mapping is paused").contains("/api/mappings/customer/resume");
        done(200, "POST", "/mappings/customer/resume", null);
        assertThat(done(200, "GET", "/records/customer/C10000002", null).path("explanation").asText()).doesNotContain("paused");
    }

    @Test
    void nothing_is_created_for_a_record_that_the_filter_leaves_out() throws Exception {
        uncoupled("C10000019");
        editCustomer("C10000019", "blocked", "All");

        HttpResponse<String> answer = send("POST", "/couplings", Map.of("mapping", "customer", "erpKey", "C10000019"));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("C10000019").contains("erpFilter leaves it out").contains("blocked");
        assertThat(coupling("C10000019").coupling().state()).isEqualTo(Coupling.State.UNCOUPLED);
    }

    @Test
    void what_is_coupled_already_is_refused_with_the_reason() throws Exception {
        HttpResponse<String> answer = send("POST", "/couplings", Map.of("mapping", "customer", "erpKey", "C10000007",
                "crmId", coupling("C10000008").coupling().crmId()));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("coupled already");
        assertThat(send("POST", "/couplings", Map.of("mapping", "customer", "erpKey", "none")).statusCode()).isEqualTo(404);
        assertThat(send("POST", "/couplings/uncouple", Map.of("mapping", "customer")).statusCode()).isEqualTo(400);
    }
}
