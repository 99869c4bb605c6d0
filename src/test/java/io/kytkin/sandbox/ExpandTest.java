package io.kytkin.sandbox;

import static io.kytkin.sandbox.WebClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.sandbox.WebClient.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Collections that come along with their record, and the way to the rest of their rows. */
class ExpandTest {
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

    @Test
    void the_link_of_an_expanded_collection_leads_to_the_rows_it_shows() throws IOException {
        UUID parent = crm.create("account", Map.of("name", "Parent"));
        for (String name : new String[] {"One", "Two", "Three", "Other & more"}) {
            crm.create("contact", Map.of("lastname", name, "firstname", "x", "parentcustomerid_account@odata.bind",
                "/accounts(" + parent + ")"));
        }
        String record = "accounts(" + parent + ")?$select=name&$expand=contact_customer_accounts(";
        JsonNode plain = web.get(record + encoded("$select=lastname;$filter=lastname ne 'Other & more';"
            + "$orderby=lastname desc") + ")").json();
        Answer followed = web.get(plain.get("contact_customer_accounts@odata.nextLink").asText());

        assertThat(plain.get("contact_customer_accounts").findValuesAsText("lastname"))
            .containsExactly("Two", "Three", "One");
        assertThat(followed.value().findValuesAsText("lastname")).containsExactly("Two", "Three", "One");
        assertThat(followed.value().get(0).has("firstname")).isFalse();
    }

    @Test
    void expanded_collections_come_in_pages_when_an_expand_is_nested() throws IOException {
        UUID parent = crm.create("account", Map.of("name", "Parent"));
        for (int number = 0; number < 5; number++) {
            crm.create("contact", Map.of("lastname", "P" + number, "parentcustomerid_account@odata.bind",
                "/accounts(" + parent + ")"));
        }
        JsonNode first = web.get("accounts(" + parent + ")?$select=name&$expand=contact_customer_accounts("
            + "$select=lastname;$expand=createdby($select=fullname))", "Prefer", "odata.maxpagesize=2").json();
        List<String> seen = new ArrayList<>(first.get("contact_customer_accounts").findValuesAsText("lastname"));
        JsonNode link = first.get("contact_customer_accounts@odata.nextLink");

        assertThat(seen).hasSize(2);
        while (link != null) {
            JsonNode page = web.get(link.asText(), "Prefer", "odata.maxpagesize=2").json();
            assertThat(page.at("/value/0/createdby/fullname").asText()).isNotBlank();
            seen.addAll(page.get("value").findValuesAsText("lastname"));
            link = page.get("@odata.nextLink");
        }
        assertThat(seen).containsExactlyInAnyOrder("P0", "P1", "P2", "P3", "P4");
    }
}
