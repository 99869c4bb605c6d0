package io.kytkin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.sandbox.WebClient.Answer;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One record at a time: create, read, update, upsert, delete, and the conditions on them. */
class RecordsTest {
    private static SandboxCrm crm;
    private static WebClient web;

    @BeforeAll
    static void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false).withAlternateKeys(true));
        web = new WebClient(crm);
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static UUID account(String fields) throws IOException {
        return web.post("accounts", "{" + fields + "}").madeId();
    }

    @Test
    void a_created_record_is_told_by_its_address() throws IOException {
        Answer made = web.post("accounts", "{\"name\":\"Möbel & Söhne\"}");

        assertThat(made.status()).isEqualTo(204);
        assertThat(made.header("OData-EntityId")).startsWith(crm.url() + "/api/data/v9.2/accounts(");
        assertThat(web.get(made.header("OData-EntityId")).json().get("name").asText()).isEqualTo("Möbel & Söhne");
    }

    @Test
    void a_representation_is_returned_when_preferred() throws IOException {
        Answer made = web.post("accounts?$select=name", "{\"name\":\"A\"}", "Prefer", "return=representation");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Preference-Applied")).isEqualTo("return=representation");
        assertThat(made.header("OData-EntityId")).isNull();
        assertThat(made.json().fieldNames()).toIterable().containsExactly("@odata.context", "@odata.etag", "name",
            "accountid");
    }

    @Test
    void a_taken_id_is_refused_and_the_record_stays() throws IOException {
        UUID id = account("\"name\":\"first\"");

        Answer again = web.post("accounts", "{\"accountid\":\"" + id + "\",\"name\":\"second\"}");

        assertThat(again.status()).isEqualTo(412);
        assertThat(again.errorCode()).isEqualTo("0x80040237");
        assertThat(crm.row("account", id).get("name").asText()).isEqualTo("first");
    }

    @Test
    void null_clears_and_what_is_left_out_stays() throws IOException {
        UUID id = account("\"name\":\"A\",\"telephone1\":\"1\",\"fax\":\"2\"");

        assertThat(web.patch("accounts(" + id + ")", "{\"telephone1\":null}").status()).isEqualTo(204);

        assertThat(crm.row("account", id).get("telephone1").isNull()).isTrue();
        assertThat(crm.row("account", id).get("fax").asText()).isEqualTo("2");
    }

    @Test
    void a_patch_of_a_missing_record_creates_it_unless_forbidden() throws IOException {
        UUID id = UUID.randomUUID();

        assertThat(web.patch("accounts(" + id + ")", "{\"name\":\"A\"}", "If-Match", "*").status()).isEqualTo(404);
        assertThat(crm.row("account", id)).isNull();
        assertThat(web.patch("accounts(" + id + ")", "{\"name\":\"A\"}", "If-None-Match", "*").status())
            .isEqualTo(204);
        assertThat(web.patch("accounts(" + id + ")", "{\"name\":\"B\"}", "If-None-Match", "*").status())
            .isEqualTo(412);
        assertThat(crm.row("account", id).get("name").asText()).isEqualTo("A");
    }

    @Test
    void a_stale_etag_is_refused() throws IOException {
        UUID id = account("\"name\":\"A\"");
        String etag = web.get("accounts(" + id + ")?$select=name").header("ETag");
        web.patch("accounts(" + id + ")", "{\"name\":\"B\"}");

        Answer stale = web.patch("accounts(" + id + ")", "{\"name\":\"C\"}", "If-Match", etag);

        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.errorCode()).isEqualTo("0x80060882");
        assertThat(web.delete("accounts(" + id + ")", "If-Match", etag).status()).isEqualTo(412);
        assertThat(crm.row("account", id).get("name").asText()).isEqualTo("B");
    }

    @Test
    void an_unchanged_record_is_not_sent_again() throws IOException {
        UUID id = account("\"name\":\"A\"");
        String etag = web.get("accounts(" + id + ")").header("ETag");

        assertThat(web.get("accounts(" + id + ")", "If-None-Match", etag).status()).isEqualTo(304);
        assertThat(web.get("accounts(" + id + ")", "If-None-Match", "null").status()).isEqualTo(200);
    }

    @Test
    void an_upsert_by_key_takes_the_key_from_the_address() throws IOException {
        Answer made = web.patch("accounts(accountnumber='K1')?$select=accountnumber", "{\"name\":\"A\"}", "Prefer",
            "return=representation");
        Answer changed = web.patch("accounts(accountnumber='K1')?$select=accountnumber",
            "{\"name\":\"B\",\"accountnumber\":\"other\"}", "Prefer", "return=representation");

        assertThat(made.status()).isEqualTo(201);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().get("accountnumber").asText()).isEqualTo("K1");
        assertThat(changed.json().get("accountid")).isEqualTo(made.json().get("accountid"));
    }

    @Test
    void a_key_is_unique_without_regard_to_case() throws IOException {
        account("\"name\":\"A\",\"accountnumber\":\"unique1\"");

        Answer second = web.post("accounts", "{\"accountnumber\":\"UNIQUE1\"}");

        assertThat(second.status()).isEqualTo(412);
        assertThat(second.errorCode()).isEqualTo("0x80060892");
    }

    @Test
    void a_key_that_leads_nowhere_and_one_not_declared_are_told_apart() throws IOException {
        assertThat(web.get("accounts(accountnumber='nobody')").errorCode()).isEqualTo("0x80060891");
        assertThat(web.get("accounts(name='nobody')").errorCode()).isEqualTo("0x80060890");
        assertThat(web.get("accounts(accountnumber='a%2Fb')").status()).isEqualTo(400);
    }

    @Test
    void lookups_are_bound_by_id_by_key_and_by_absolute_address_and_cleared_by_null() throws IOException {
        UUID id = account("\"name\":\"A\",\"accountnumber\":\"B1\"");
        for (String address : new String[] {"/accounts(" + id + ")", "accounts(accountnumber='B1')",
            crm.url() + "/api/data/v9.2/accounts(" + id + ")"}) {
            UUID contact = web.post("contacts", "{\"lastname\":\"L\",\"parentcustomerid_account@odata.bind\":\""
                + address + "\"}").madeId();
            assertThat(crm.row("contact", contact).get("_parentcustomerid_value").asText()).isEqualTo(id.toString());
            assertThat(crm.row("contact", contact).get("_accountid_value").asText()).isEqualTo(id.toString());
            web.patch("contacts(" + contact + ")", "{\"parentcustomerid_account@odata.bind\":null}");
            assertThat(crm.row("contact", contact).get("_parentcustomerid_value").isNull()).isTrue();
        }
    }

    @Test
    void a_bind_to_nothing_is_a_404() throws IOException {
        Answer answer = web.post("accounts", "{\"primarycontactid@odata.bind\":\"/contacts(" + UUID.randomUUID()
            + ")\"}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.errorCode()).isEqualTo("0x80040217");
    }

    @Test
    void navigation_names_are_case_sensitive_and_value_columns_cannot_be_written() throws IOException {
        UUID id = account("\"name\":\"A\"");

        assertThat(web.post("contacts", "{\"ParentCustomerId_account@odata.bind\":\"/accounts(" + id + ")\"}")
            .errorCode()).isEqualTo("0x80048d19");
        assertThat(web.post("contacts", "{\"_parentcustomerid_value\":\"" + id + "\"}").status()).isEqualTo(400);
        assertThat(web.post("contacts", "{\"nonsense\":1}").errorCode()).isEqualTo("0x80048d19");
        assertThat(web.post("contacts", "{\"lastname\":").status()).isEqualTo(400);
    }

    @Test
    void nested_records_are_created_with_their_parent_or_not_at_all() throws IOException {
        Answer made = web.post("accounts", "{\"name\":\"A\",\"primarycontactid\":{\"lastname\":\"One\"},"
            + "\"contact_customer_accounts\":[{\"lastname\":\"Two\"},{\"lastname\":\"Three\"}]}");
        long before = crm.count("account");
        Answer refused = web.post("accounts", "{\"name\":\"B\",\"contact_customer_accounts\":[{\"gendercode\":9}]}");

        assertThat(web.get("accounts(" + made.madeId() + ")/contact_customer_accounts?$select=fullname&$orderby="
            + "fullname").value().findValuesAsText("fullname")).containsExactly("Three", "Two");
        assertThat(web.get("accounts(" + made.madeId() + ")/primarycontactid/fullname").json().get("value").asText())
            .isEqualTo("One");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(crm.count("account")).isEqualTo(before);
    }

    @Test
    void single_properties_and_references_have_addresses_of_their_own() throws IOException {
        UUID id = account("\"name\":\"A\",\"fax\":\"1\"");
        UUID contact = web.post("contacts", "{\"lastname\":\"L\"}").madeId();
        String record = "accounts(" + id + ")";

        assertThat(web.send("PUT", record + "/name", "{\"value\":\"B\"}").status()).isEqualTo(204);
        assertThat(web.delete(record + "/fax").status()).isEqualTo(204);
        assertThat(web.get(record + "/name/$value").text()).isEqualTo("B");
        assertThat(web.get(record + "/fax").status()).isEqualTo(204);
        assertThat(web.send("PUT", record + "/primarycontactid/$ref", "{\"@odata.id\":\"contacts(" + contact
            + ")\"}").status()).isEqualTo(204);
        assertThat(web.get(record + "/primarycontactid/$ref").json().get("@odata.id").asText())
            .endsWith("contacts(" + contact + ")");
        assertThat(web.delete(record + "/primarycontactid/$ref").status()).isEqualTo(204);
        assertThat(web.get(record + "/primarycontactid").status()).isEqualTo(204);
        assertThat(web.post(record + "/contact_customer_accounts/$ref", "{\"@odata.id\":\"contacts(" + contact
            + ")\"}").status()).isEqualTo(204);
        assertThat(web.get(record + "/contact_customer_accounts/$count").text()).isEqualTo("\uFEFF1");
        assertThat(web.delete(record + "/contact_customer_accounts(" + contact + ")/$ref").status()).isEqualTo(204);
        assertThat(web.get(record + "/contact_customer_accounts").value()).isEmpty();
    }

    @Test
    void a_deleted_record_is_gone_and_a_second_delete_says_so() throws IOException {
        UUID id = account("\"name\":\"A\"");

        assertThat(web.delete("accounts(" + id + ")").status()).isEqualTo(204);
        assertThat(web.delete("accounts(" + id + ")").status()).isEqualTo(404);
        assertThat(web.get("accounts(" + id + ")").errorCode()).isEqualTo("0x80040217");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\",\"name\":\"A\"}",
        "{\"@odata.type\":\"account\",\"name\":\"A\"}", "{\"name\":\"A\",\"name\":\"B\"}"})
    void a_body_of_another_type_or_with_a_property_twice_is_refused(String body) throws IOException {
        Answer answer = web.post("accounts", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo("0x80048d19");
        assertThat(web.post("accounts", "{\"@odata.type\":\"#Microsoft.Dynamics.CRM.account\",\"name\":\"A\"}").status())
            .isEqualTo(204);
    }

    @Test
    void what_the_service_does_not_take_is_refused() throws IOException {
        UUID id = account("\"name\":\"A\"");

        assertThat(web.send("PUT", "accounts(" + id + ")", "{\"name\":\"B\"}").status()).isEqualTo(405);
        assertThat(web.get("nothing").status()).isEqualTo(404);
        assertThat(web.post("accounts(" + id + ")/Microsoft.Dynamics.CRM.NoAction", "{}").status()).isEqualTo(404);
        assertThat(web.post("sdkmessages", "{\"name\":\"x\"}").status()).isEqualTo(405);
        assertThat(web.post("accounts", "[]").status()).isEqualTo(400);
        assertThat(web.get("accounts(not-an-id)").status()).isEqualTo(400);
    }

    @Test
    void an_upsert_by_key_is_told_by_the_address_as_it_was_sent() throws IOException {
        for (String key : new String[] {"'two%20words'", "'%C3%84%E2%82%AC'", "'line%0D%0Atwo'"}) {
            Answer made = web.patch("accounts(accountnumber=" + key + ")", "{\"name\":\"A\"}");

            assertThat(made.header("OData-EntityId"))
                .isEqualTo(crm.url() + "/api/data/v9.2/accounts(accountnumber=" + key + ")");
        }
    }

    @Test
    void a_child_of_another_parent_cannot_be_taken_out_of_a_collection() throws IOException {
        UUID mine = account("\"name\":\"A\",\"contact_customer_accounts\":[{\"lastname\":\"L\"}]");
        UUID other = account("\"name\":\"B\"");
        String contact = web.get("accounts(" + mine + ")/contact_customer_accounts").value().get(0).get("contactid")
            .asText();

        assertThat(web.delete("accounts(" + other + ")/contact_customer_accounts(" + contact + ")/$ref").status())
            .isEqualTo(404);
        assertThat(web.get("accounts(" + mine + ")/contact_customer_accounts").value()).hasSize(1);
    }

    @Test
    void users_and_teams_come_with_both_their_keys() throws IOException {
        assertThat(web.get("systemusers?$select=fullname").value().get(0).fieldNames()).toIterable()
            .containsExactlyInAnyOrder("@odata.etag", "fullname", "systemuserid", "ownerid");
    }

    @Test
    void an_error_has_the_details_that_are_asked_for() throws IOException {
        String address = "accounts(" + UUID.randomUUID() + ")";
        String prefix = "@Microsoft.PowerApps.CDS.";

        assertThat(web.get(address).json().at("/error").fieldNames()).toIterable()
            .containsExactly("code", "message");
        assertThat(web.get(address, "Prefer", "odata.include-annotations=\"Microsoft.PowerApps.CDS.ErrorDetails*\"")
            .json().at("/error").fieldNames()).toIterable().containsExactly("code", "message",
                prefix + "ErrorDetails.OperationStatus", prefix + "ErrorDetails.SubErrorCode");
        assertThat(web.get(address, "prefer", "OData.Include-Annotations=\"*\"").json().at("/error")
            .has(prefix + "TraceText")).isTrue();
    }

    @Test
    void a_two_option_column_says_no_until_told_otherwise() throws IOException {
        UUID id = account("\"name\":\"A\",\"donotemail\":true");

        JsonNode made = web.get("accounts(" + id + ")?$select=donotemail,donotfax,merged").json();

        assertThat(made.get("donotemail").booleanValue()).isTrue();
        assertThat(made.get("donotfax").isBoolean()).isTrue();
        assertThat(web.get("accounts?$filter=merged%20eq%20false%20and%20accountid%20eq%20" + id).value()).hasSize(1);
    }
}
