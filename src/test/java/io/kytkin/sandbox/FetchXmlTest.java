package io.kytkin.sandbox;

import static io.kytkin.sandbox.WebClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.sandbox.WebClient.Answer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries written in FetchXML, over accounts F1 to F7, the last without employees. */
class FetchXmlTest {
    private static final String NAME = "<attribute name='name'/>";
    private static SandboxCrm crm;
    private static WebClient web;

    @BeforeAll
    static void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false));
        web = new WebClient(crm);
        UUID contact = crm.create("contact", Map.of("lastname", "L"));
        for (int number = 1; number < 7; number++) {
            crm.create("account", Map.of("name", "F" + number, "numberofemployees", number,
                "primarycontactid@odata.bind", "/contacts(" + contact + ")", "donotemail", number == 2));
        }
        crm.create("account", Map.of("name", "F7"));
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static Answer fetch(String attributes, String inside, String... headers) throws IOException {
        return web.get("accounts?fetchXml=" + encoded("<fetch " + attributes + "><entity name='account'>" + inside
            + "</entity></fetch>"), headers);
    }

    private static String condition(String attribute, String operator, String more) {
        return "<filter><condition attribute='" + attribute + "' operator='" + operator + "' " + more
            + "</condition></filter>";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "name|eq|value='f3'>|1", "name|ne|value='F3'>|6", "numberofemployees|gt|value='4'>|2",
        "numberofemployees|ge|value='4'>|3", "numberofemployees|lt|value='3'>|2", "numberofemployees|le|value='3'>|3",
        "name|like|value='%3'>|1", "name|not-like|value='%3'>|6", "name|begins-with|value='f'>|7",
        "name|ends-with|value='3'>|1", "numberofemployees|null|>|1", "primarycontactid|not-null|>|6",
        "name|in|><value>F1</value><value>F2</value>|2", "name|not-in|><value>F1</value>|6",
        "donotemail|eq|value='1'>|1", "donotemail|eq|value='false'>|6", "ownerid|eq-userid|>|0",
        "createdon|last-x-hours|value='1'>|7",
        "createdon|on-or-after|value='2001-01-01'>|7", "createdon|olderthan-x-days|value='1'>|0"})
    void conditions_find_what_they_say(String attribute, String operator, String more, int found) throws IOException {
        Answer answer = fetch("", NAME + condition(attribute, operator, more));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.value()).hasSize(found);
    }

    @Test
    void filters_nest() throws IOException {
        assertThat(fetch("", NAME + "<filter type='or'><condition attribute='name' operator='eq' value='F1'/>"
            + "<filter type='and'><condition attribute='numberofemployees' operator='gt' value='3'/>"
            + "<condition attribute='name' operator='ne' value='F5'/></filter></filter>").value()
            .findValuesAsText("name")).containsExactlyInAnyOrder("F1", "F4", "F6");
    }

    @Test
    void only_the_attributes_asked_for_come_in_the_order_asked_for() throws IOException {
        JsonNode rows = fetch("top='2'", NAME + "<order attribute='name' descending='true'/>").value();

        assertThat(rows.findValuesAsText("name")).containsExactly("F7", "F6");
        assertThat(rows.get(0).fieldNames()).toIterable().containsExactly("@odata.etag", "name", "accountid");
        assertThat(fetch("top='1'", "<all-attributes/>").value().get(0).has("telephone1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<order attribute='numberofemployees' descending='true'/>"})
    void pages_follow_each_other_with_and_without_the_cookie(String order) throws IOException {
        for (boolean withCookie : new boolean[] {true, false}) {
            List<String> seen = new ArrayList<>();
            String cookie = "";
            for (int page = 1; page <= 3; page++) {
                JsonNode answer = fetch("count='3' page='" + page + "' " + (withCookie ? cookie : ""), NAME + order,
                    "Prefer", "odata.include-annotations=\"*\"").json();
                seen.addAll(answer.get("value").findValuesAsText("name"));
                assertThat(answer.get("@Microsoft.Dynamics.CRM.morerecords").booleanValue()).isEqualTo(page < 3);
                JsonNode next = answer.get("@Microsoft.Dynamics.CRM.fetchxmlpagingcookie");
                assertThat(next == null).isEqualTo(page == 3);
                cookie = next == null ? "" : "paging-cookie='" + inner(next.asText()) + "'";
            }
            assertThat(seen).hasSize(7).doesNotHaveDuplicates();
        }
    }

    private static String inner(String annotation) {
        Matcher cookie = Pattern.compile("pagingcookie=\"([^\"]+)\"").matcher(annotation);
        assertThat(cookie.find()).isTrue();
        String once = URLDecoder.decode(cookie.group(1), StandardCharsets.UTF_8);
        return URLDecoder.decode(once, StandardCharsets.UTF_8).replace("<", "&lt;").replace("\"", "&quot;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<link-entity name='contact' from='parentcustomerid' to='accountid'/>",
        "<link-entity name='contact' from='contactid' to='primarycontactid' link-type='exists'/>",
        "<link-entity name='contact' from='contactid' to='primarycontactid' link-type='outer'><filter/></link-entity>",
        "<attribute name='name' alias='n'/>",
        "<filter><condition attribute='createdon' operator='last-month'/></filter>",
        "<filter><condition valueof='name' attribute='name' operator='eq'/></filter>"})
    void what_is_not_understood_is_not_implemented_rather_than_ignored(String inside) throws IOException {
        assertThat(fetch("", inside).status()).isEqualTo(501);
    }

    @Test
    void other_ways_of_asking_are_not_implemented_rather_than_ignored() throws IOException {
        assertThat(fetch("aggregate='true'", NAME).status()).isEqualTo(501);
        assertThat(fetch("distinct='true'", NAME).status()).isEqualTo(501);
        for (String option : new String[] {"savedQuery=", "userQuery=", "sql="}) {
            assertThat(web.get("accounts?" + option + UUID.randomUUID()).status()).isEqualTo(501);
        }
    }

    @Test
    void what_is_no_query_over_the_table_is_refused() throws IOException {
        assertThat(fetch("", "<attribute name='nonsense'/>").status()).isEqualTo(400);
        assertThat(fetch("top='0'", NAME).status()).isEqualTo(400);
        assertThat(fetch("", condition("numberofemployees", "eq", "value='many'>")).status()).isEqualTo(400);
        assertThat(web.get("contacts?fetchXml=" + encoded("<fetch><entity name='account'/></fetch>")).status())
            .isEqualTo(400);
        assertThat(web.get("accounts?fetchXml=" + encoded("<fetch>")).status()).isEqualTo(400);
    }

    @Test
    void a_lookup_brings_columns_of_the_record_it_leads_to() throws IOException {
        String link = "<link-entity name='contact' from='contactid' to='primarycontactid' alias='c' link-type='%s'>"
            + "<attribute name='lastname'/>%s</link-entity>";
        JsonNode inner = fetch("", NAME + link.formatted("inner", "")).value();
        JsonNode outer = fetch("", NAME + link.formatted("outer", "<order attribute='lastname'/>")).value();

        assertThat(inner).hasSize(6);
        assertThat(inner.get(0).get("c.lastname").asText()).isEqualTo("L");
        assertThat(outer).hasSize(7);
        assertThat(outer.get(0).get("name").asText()).isEqualTo("F7");
        assertThat(outer.get(0).has("c.lastname")).isFalse();
    }

    @Test
    void conditions_look_at_linked_records() throws IOException {
        String link = "<link-entity name='contact' from='contactid' to='primarycontactid' alias='c'>%s</link-entity>";

        assertThat(fetch("", NAME + link.formatted(condition("lastname", "eq", "value='other'>"))).value()).isEmpty();
        assertThat(fetch("", NAME + link.formatted(condition("lastname", "eq", "value='l'>"))).value()).hasSize(6);
        assertThat(fetch("", NAME + link.formatted("") + condition("lastname", "eq", "entityname='c' value='x'>"))
            .value()).isEmpty();
        assertThat(fetch("", NAME + condition("lastname", "eq", "entityname='c' value='x'>")).status())
            .isEqualTo(400);
    }
}
