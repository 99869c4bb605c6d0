package io.kytkin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.sandbox.WebClient.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How much a client of any make can have said beside the data, and which pages may ask. */
class FormatsTest {
    private static final String COLUMNS = "$select=name,creditlimit,versionnumber,numberofemployees";
    private static SandboxCrm crm;
    private static WebClient web;
    private static UUID account;

    @BeforeAll
    static void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false));
        web = new WebClient(crm);
        account = crm.create("account", Map.of("name", "Oy", "creditlimit", 20000, "numberofemployees", 7));
        crm.create("account", Map.of("name", "Ab"));
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static Answer read(String accept) throws IOException {
        return web.get("accounts(" + account + ")?" + COLUMNS, "Accept", accept);
    }

    @Test
    void full_metadata_names_type_address_and_links() throws IOException {
        Answer answer = read("application/json; odata.metadata=full");
        JsonNode row = answer.json();
        String address = crm.url() + "/api/data/v9.2/accounts(" + account + ")";
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; odata.metadata=full");
        assertThat(row.get("@odata.type").asText()).isEqualTo("#Microsoft.Dynamics.CRM.account");
        assertThat(row.get("@odata.id").asText()).isEqualTo(address);
        assertThat(row.get("@odata.editLink").asText()).isEqualTo("accounts(" + account + ")");
        assertThat(row.get("creditlimit@odata.type").asText()).isEqualTo("#Decimal");
        assertThat(row.get("accountid@odata.type").asText()).isEqualTo("#Guid");
        assertThat(row.has("name@odata.type")).as("a text needs no type").isFalse();
        assertThat(row.get("primarycontactid@odata.navigationLink").asText()).isEqualTo(address + "/primarycontactid");
        assertThat(row.get("contact_customer_accounts@odata.associationLink").asText())
            .isEqualTo(address + "/contact_customer_accounts/$ref");
    }

    @Test
    void without_metadata_only_data_links_and_counts_are_left() throws IOException {
        Answer answer = web.get("accounts?$select=creditlimit&$count=true&$orderby=name desc".replace(" ", "%20"),
            "Accept", "application/json;odata.metadata=none", "Prefer", "odata.maxpagesize=1");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; odata.metadata=none");
        assertThat(answer.json().fieldNames()).toIterable()
            .containsExactly("@odata.count", "value", "@odata.nextLink");
        assertThat(answer.value().get(0).fieldNames()).toIterable()
            .containsExactly("creditlimit", "_transactioncurrencyid_value", "accountid");
        assertThat(answer.text()).contains("\"creditlimit\":20000.0000");
    }

    @Test
    void metadata_is_minimal_unless_said_otherwise() throws IOException {
        Answer answer = read("application/json");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; odata.metadata=minimal");
        assertThat(answer.json().fieldNames()).toIterable().startsWith("@odata.context", "@odata.etag", "name")
            .noneMatch(name -> name.contains("@odata.type"));
    }

    @Test
    void a_client_of_doubles_gets_and_sends_long_numbers_as_text() throws IOException {
        Answer answer = read("application/json;IEEE754Compatible=true");
        assertThat(answer.header("Content-Type"))
            .isEqualTo("application/json; odata.metadata=minimal; IEEE754Compatible=true");
        assertThat(answer.json().get("creditlimit").textValue()).isEqualTo("20000.0000");
        assertThat(answer.json().get("versionnumber").textValue()).matches("\\d+");
        assertThat(answer.json().get("numberofemployees").isInt()).isTrue();
        assertThat(web.get("accounts(" + account + ")/creditlimit", "Accept", "application/json;IEEE754Compatible=true")
            .json().get("value").textValue()).isEqualTo("20000.0000");

        String body = "{\"name\":\"Text\",\"creditlimit\":\"12.5\"}";
        UUID made = web.post("accounts", body, "Content-Type", "application/json;IEEE754Compatible=true").madeId();
        assertThat(web.get("accounts(" + made + ")?$select=creditlimit").json().get("creditlimit").asDouble())
            .isEqualTo(12.5);
        assertThat(web.post("accounts", body).status()).as("without saying so").isEqualTo(400);
    }

    @Test
    void a_page_of_this_machine_may_use_the_api() throws IOException {
        Answer asked = web.send("OPTIONS", "accounts", null, "Origin", "http://localhost:3000",
            "Access-Control-Request-Method", "PATCH", "Access-Control-Request-Headers", "content-type,prefer");
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
        assertThat(asked.header("Access-Control-Allow-Methods")).contains("PATCH");
        assertThat(asked.header("Access-Control-Allow-Headers")).isEqualTo("content-type,prefer");
        Answer made = web.post("accounts", "{\"name\":\"From a page\"}", "Origin", "http://localhost:3000");
        assertThat(made.header("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
        assertThat(made.header("Access-Control-Expose-Headers")).contains("OData-EntityId");
    }

    @Test
    void a_page_from_elsewhere_may_not_when_no_token_is_asked_for() throws IOException {
        for (String origin : new String[] {"https://example.com", "http://localhost.example.com"}) {
            Answer asked = web.send("OPTIONS", "accounts", null, "Origin", origin, "Access-Control-Request-Method",
                "POST");
            assertThat(asked.status()).isEqualTo(405);
            assertThat(asked.header("Access-Control-Allow-Origin")).isNull();
        }
    }

    @Test
    void any_page_may_with_a_token_and_may_ask_without() throws IOException {
        try (SandboxCrm guarded = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(true))) {
            WebClient other = new WebClient(guarded);
            assertThat(other.send("OPTIONS", "accounts", null, "Origin", "https://example.com",
                "Access-Control-Request-Method", "GET").status()).isEqualTo(200);
            Answer refused = other.get("accounts", "Origin", "https://example.com");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo("https://example.com");
        }
    }
}
