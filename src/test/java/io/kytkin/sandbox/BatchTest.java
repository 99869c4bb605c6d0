package io.kytkin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.WebClient.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many operations in one request: order, failures, change sets. */
class BatchTest {
    private static final String[] BATCH = {"Content-Type", "multipart/mixed; boundary=\"batch_1x\""};
    private static SandboxCrm crm;
    private static WebClient web;

    @BeforeAll
    static void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false));
        web = new WebClient(crm);
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static String part(String request, String body) {
        return "--batch_1x\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n" + request
            + " HTTP/1.1\r\nContent-Type: application/json\r\n\r\n" + body + "\r\n";
    }

    private static String changeSet(String... operations) {
        StringBuilder set = new StringBuilder("--batch_1x\r\nContent-Type: multipart/mixed; boundary=set_1\r\n\r\n");
        for (int at = 0; at < operations.length; at += 2) {
            set.append("--set_1\r\nContent-Type: application/http\r\nContent-ID: ").append(at / 2 + 1)
                .append("\r\n\r\n").append(operations[at]).append(" HTTP/1.1\r\nContent-Type: application/json\r\n\r\n")
                .append(operations[at + 1]).append("\r\n");
        }
        return set.append("--set_1--\r\n").toString();
    }

    private static Answer run(String parts, String... headers) throws IOException {
        String[] all = new String[headers.length + 2];
        System.arraycopy(BATCH, 0, all, 0, 2);
        System.arraycopy(headers, 0, all, 2, headers.length);
        return web.post("$batch", parts + "--batch_1x--\r\n", all);
    }

    private static int parts(Answer answer) {
        return (int) Pattern.compile("HTTP/1\\.1 \\d{3}").matcher(answer.text()).results().count();
    }

    private static long named(String name) {
        return crm.rows("account").stream().filter(row -> row.get("name").asText().equals(name)).count();
    }

    @Test
    void operations_run_in_order_and_answer_in_order() throws IOException {
        UUID id = UUID.randomUUID();
        Answer answer = run(part("POST /api/data/v9.2/accounts", "{\"name\":\"ordered\",\"accountid\":\"" + id + "\"}")
            + part("GET accounts(" + id + ")?$select=name", "") + part("DELETE " + crm.url() + "/api/data/v9.2/accounts("
            + id + ")", ""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("multipart/mixed; boundary=batchresponse_");
        assertThat(answer.text()).containsSubsequence("HTTP/1.1 204 No Content", "OData-EntityId: ",
            "HTTP/1.1 200 OK", "\"name\":\"ordered\"", "HTTP/1.1 204 No Content");
        assertThat(crm.row("account", id)).isNull();
    }

    @Test
    void the_first_failure_ends_the_batch_with_its_status_and_what_went_before_stays() throws IOException {
        Answer answer = run(part("POST accounts", "{\"name\":\"before\"}") + part("POST accounts", "{\"x\":1}")
            + part("POST accounts", "{\"name\":\"after\"}"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(parts(answer)).isEqualTo(2);
        assertThat(named("before")).isEqualTo(1);
        assertThat(named("after")).isZero();
    }

    @Test
    void with_continue_on_error_each_operation_has_its_own_fate() throws IOException {
        Answer answer = run(part("POST accounts", "{\"x\":1}") + part("POST accounts", "{\"name\":\"went on\"}")
            + part("PATCH accounts(" + UUID.randomUUID() + ")", "{\"name\":\"never\"}").replace(" HTTP/1.1\r\n",
                " HTTP/1.1\r\nIf-Match: *\r\n"), "Prefer", "odata.continue-on-error");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).containsSubsequence("HTTP/1.1 400 ", "0x80048d19", "HTTP/1.1 204 ",
            "HTTP/1.1 404 ", "0x80040217");
        assertThat(named("went on")).isEqualTo(1);
    }

    @Test
    void a_change_set_refers_back_to_what_it_made() throws IOException {
        Answer answer = run(changeSet("POST accounts", "{\"name\":\"company\"}", "POST contacts",
            "{\"lastname\":\"person\",\"parentcustomerid_account@odata.bind\":\"$1\"}", "PATCH $1",
            "{\"primarycontactid@odata.bind\":\"$2\"}"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).contains("boundary=changesetresponse_", "Content-ID: 2");
        assertThat(web.get("accounts?$select=name&$expand=primarycontactid($select=lastname)&$filter="
            + WebClient.encoded("name eq 'company'")).value().get(0).at("/primarycontactid/lastname").asText())
            .isEqualTo("person");
    }

    @Test
    void a_failed_change_set_leaves_nothing_and_answers_once() throws IOException {
        crm.resetStatistics();
        Answer answer = run(changeSet("POST accounts", "{\"name\":\"rolled back\"}", "POST accounts", "{\"x\":1}")
            + part("POST accounts", "{\"name\":\"next\"}"), "Prefer", "odata.continue-on-error");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(parts(answer)).isEqualTo(2);
        assertThat(named("rolled back")).isZero();
        assertThat(named("next")).isEqualTo(1);
        assertThat(crm.statistics().created("account")).isEqualTo(1);
        assertThat(crm.statistics().writes()).isEqualTo(1);
    }

    @Test
    void a_forward_reference_and_a_get_in_a_change_set_are_refused() throws IOException {
        assertThat(run(changeSet("POST contacts", "{\"parentcustomerid_account@odata.bind\":\"$2\"}", "POST accounts",
            "{\"name\":\"late\"}")).status()).isEqualTo(400);
        assertThat(run(changeSet("GET accounts", "")).status()).isEqualTo(400);
        assertThat(named("late")).isZero();
    }

    @Test
    void more_than_a_thousand_operations_and_a_batch_in_a_batch_are_refused() throws IOException {
        assertThat(run(part("GET accounts", "").repeat(1001)).status()).isEqualTo(400);
        assertThat(run(part("POST $batch", "")).status()).isEqualTo(400);
        assertThat(run(part("GET WhoAmI", "").repeat(1000)).status()).isEqualTo(200);
    }

    @Test
    void a_body_that_is_no_multipart_is_refused_with_the_reason() throws IOException {
        Answer lines = web.post("$batch", part("GET accounts", "").replace("\r\n", "\n") + "--batch_1x--\n", BATCH);

        assertThat(lines.status()).isEqualTo(400);
        assertThat(lines.json().at("/error/message").asText()).contains("CR LF");
        assertThat(web.post("$batch", "x", "Content-Type", "text/plain").status()).isEqualTo(400);
        assertThat(web.post("$batch", "--other--", BATCH).status()).isEqualTo(400);
    }

    @Test
    void bulk_actions_write_all_records_or_none() throws IOException {
        String type = "\"@odata.type\":\"Microsoft.Dynamics.CRM.account\"";
        Answer made = web.post("accounts/Microsoft.Dynamics.CRM.CreateMultiple", "{\"Targets\":[{" + type
            + ",\"name\":\"bulk1\"},{" + type + ",\"name\":\"bulk2\"}]}");
        Answer refused = web.post("accounts/Microsoft.Dynamics.CRM.CreateMultiple", "{\"Targets\":[{" + type
            + ",\"name\":\"bulk3\"},{" + type + ",\"name\":\"" + "x".repeat(161) + "\"}]}");

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.json().get("Ids")).hasSize(2);
        assertThat(crm.row("account", UUID.fromString(made.json().get("Ids").get(1).asText())).get("name").asText())
            .isEqualTo("bulk2");
        assertThat(refused.errorCode()).isEqualTo("0x80044331");
        assertThat(named("bulk3")).isZero();
    }

    @Test
    void bulk_updates_and_upserts_name_their_records() throws IOException {
        UUID id = crm.create("account", Map.of("name", "old"));
        UUID fresh = UUID.randomUUID();
        String start = "{\"@odata.type\":\"#Microsoft.Dynamics.CRM.account\",\"accountid\":\"";
        String targets = "{\"Targets\":[" + start + id + "\",\"name\":\"new\"}," + start + fresh
            + "\",\"name\":\"fresh\"}]}";

        assertThat(web.post("accounts/Microsoft.Dynamics.CRM.UpdateMultiple", targets).status()).isEqualTo(404);
        assertThat(crm.row("account", id).get("name").asText()).isEqualTo("old");
        assertThat(web.post("accounts/Microsoft.Dynamics.CRM.UpsertMultiple", targets).status()).isEqualTo(204);
        assertThat(crm.row("account", id).get("name").asText()).isEqualTo("new");
        assertThat(crm.row("account", fresh).get("name").asText()).isEqualTo("fresh");
    }

    @Test
    void bulk_actions_need_types_and_a_table_that_offers_them() throws IOException {
        assertThat(web.post("accounts/Microsoft.Dynamics.CRM.CreateMultiple", "{\"Targets\":[{\"name\":\"x\"}]}")
            .status()).isEqualTo(400);
        assertThat(web.post("uoms/Microsoft.Dynamics.CRM.CreateMultiple",
            "{\"Targets\":[{\"@odata.type\":\"Microsoft.Dynamics.CRM.uom\",\"name\":\"x\"}]}").errorCode())
            .isEqualTo("0x80040800");
        assertThat(web.post("accounts/Microsoft.Dynamics.CRM.DeleteMultiple", "{\"Targets\":[]}").status())
            .isEqualTo(400);
    }
}
