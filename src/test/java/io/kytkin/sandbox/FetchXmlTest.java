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

/** Queries in Dataverse's own language over accounts A1 to A6, every second one in Turku and without employees. */
class FetchXmlTest {
    private static SandboxCrm crm;
    private static WebClient web;
    private static UUID contact;

    @BeforeAll
    static void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false));
        web = new WebClient(crm);
        contact = crm.create("contact", Map.of("lastname", "Virtanen"));
        for (int number = 1; number <= 6; number++) {
            crm.create("account", number % 2 == 0 ? Map.of("name", "A" + number, "address1_city", "Turku",
                "creditonhold", true, "primarycontactid@odata.bind", "/contacts(" + contact + ")")
                : Map.of("name", "A" + number, "numberofemployees", number));
        }
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static Answer fetch(String attributes, String content, String... headers) throws IOException {
        return web.get("accounts?fetchXml=" + encoded("<fetch " + attributes + "><entity name='account'>" + content
            + "</entity></fetch>"), headers);
    }

    private static List<String> names(String attributes, String content) throws IOException {
        Answer answer = fetch(attributes, "<attribute name='name'/>" + content);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.value().findValuesAsText("name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "attribute='name' operator='eq' value='a3'|1", "attribute='name' operator='ne' value='a3'|5",
        "attribute='name' operator='like' value='%3'|1", "attribute='name' operator='like' value='3'|0",
        "attribute='name' operator='not-like' value='A%'|0", "attribute='name' operator='begins-with' value='a'|6",
        "attribute='name' operator='ends-with' value='4'|1", "attribute='numberofemployees' operator='ge' value='3'|2",
        "attribute='numberofemployees' operator='null'|3", "attribute='numberofemployees' operator='not-null'|3",
        "attribute='creditonhold' operator='eq' value='1'|3", "attribute='statecode' operator='eq' value='0'|6",
        "attribute='primarycontactid' operator='not-null'|3", "attribute='ownerid' operator='ne-userid'|6",
        "attribute='createdon' operator='last-x-hours' value='1'|6",
        "attribute='createdon' operator='on-or-after' value='2001-01-01'|6",
        "attribute='numberofemployees' operator='lt' value='3'|1",
        "attribute='numberofemployees' operator='le' value='3'|2",
        "attribute='numberofemployees' operator='gt' value='3'|1",
        "attribute='name' operator='not-end-with' value='4'|5",
        "attribute='ownerid' operator='eq-userid'|0",
        "attribute='createdon' operator='olderthan-x-days' value='1'|0"})
    void a_condition_finds_what_it_says(String condition, int expected) throws IOException {
        assertThat(names("", "<filter><condition " + condition + "/></filter>")).hasSize(expected);
    }

    @Test
    void conditions_take_lists_of_values_and_nest_in_filters() throws IOException {
        assertThat(names("", "<filter type='or'><condition attribute='name' operator='in'><value>A1</value><value>A2"
            + "</value></condition><filter type='and'><condition attribute='address1_city' operator='eq'"
            + " value='turku'/><condition attribute='name' operator='eq' value='A4'/></filter></filter>"))
            .containsExactlyInAnyOrder("A1", "A2", "A4");
        assertThat(names("", "<filter><condition attribute='numberofemployees' operator='between'><value>2</value>"
            + "<value>4</value></condition></filter>")).containsExactly("A3");
        assertThat(names("", "<filter><condition attribute='creditonhold' operator='not-in'><value>1</value>"
            + "</condition></filter>")).hasSize(3);
        assertThat(names("", "<filter><condition attribute='primarycontactid' operator='eq' value='{" + contact
            + "}'/></filter>")).hasSize(3);
    }

    @Test
    void rows_come_in_the_order_asked_for_and_no_more_than_the_top() throws IOException {
        assertThat(names("top='2'", "<order attribute='name' descending='true'/>")).containsExactly("A6", "A5");
        assertThat(names("", "<order attribute='address1_city'/><order attribute='name' descending='true'/>"))
            .containsExactly("A5", "A3", "A1", "A6", "A4", "A2");
    }

    @Test
    void what_is_empty_is_left_out_and_a_lookup_comes_as_its_value() throws IOException {
        JsonNode rows = fetch("", "<attribute name='numberofemployees'/><attribute name='primarycontactid'/>"
            + "<order attribute='name'/>").value();
        assertThat(rows.get(0).fieldNames()).toIterable()
            .containsExactly("@odata.etag", "numberofemployees", "accountid");
        assertThat(rows.get(1).get("_primarycontactid_value").asText()).isEqualTo(contact.toString());
        for (String all : List.of("", "<all-attributes/>")) {
            assertThat(fetch("top='1'", all).value().get(0).has("createdon")).isTrue();
        }
    }

    @Test
    void pages_go_by_number_and_annotations_tell_of_the_next() throws IOException {
        String content = "<attribute name='name'/><order attribute='name'/>";
        String[] asked = {"Prefer", "odata.include-annotations=\"Microsoft.Dynamics.CRM.*\""};
        JsonNode second = fetch("count='2' page='2' returntotalrecordcount='true'", content, asked).json();
        assertThat(second.get("value").findValuesAsText("name")).containsExactly("A3", "A4");
        assertThat(second.get("@Microsoft.Dynamics.CRM.morerecords").asBoolean()).isTrue();
        assertThat(second.get("@Microsoft.Dynamics.CRM.totalrecordcount").asInt()).isEqualTo(6);
        assertThat(second.get("@Microsoft.Dynamics.CRM.fetchxmlpagingcookie").asText())
            .startsWith("<cookie pagenumber=\"3\" pagingcookie=\"%253Ccookie%2520page%253D%25222%2522%253E");
        JsonNode last = fetch("count='2' page='3'", content, asked).json();
        assertThat(last.get("value").findValuesAsText("name")).containsExactly("A5", "A6");
        assertThat(last.get("@Microsoft.Dynamics.CRM.morerecords").asBoolean()).isFalse();
        assertThat(last.has("@Microsoft.Dynamics.CRM.fetchxmlpagingcookie")).isFalse();
        assertThat(fetch("count='2' page='9'", content, asked).value()).isEmpty();
        assertThat(fetch("count='2'", content).json().fieldNames()).toIterable()
            .containsExactly("@odata.context", "value");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"<attribute name='nothing'/>|400|0x80041103",
        "<filter><condition attribute='nothing' operator='null'/></filter>|400|0x80041103",
        "<filter><condition attribute='statecode' operator='eq' value='x'/></filter>|400|0x0",
        "<filter><condition attribute='name' operator='eq'><value>1</value><value>2</value></condition></filter>"
            + "|400|0x80040203",
        "<filter><condition entityname='c' attribute='name' operator='null'/></filter>|400|0x80040203",
        "<link-entity name='contact' from='parentcustomerid' to='accountid'/>|501|0x80060888"})
    void what_is_not_there_is_refused(String content, int status, String code) throws IOException {
        Answer answer = fetch("", content);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.errorCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<fetch", "<fetch/>", "<fetch><entity name='contact'/></fetch>",
        "<!DOCTYPE fetch [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><fetch><entity name='account'/></fetch>"})
    void what_is_no_query_of_the_table_is_refused(String xml) throws IOException {
        assertThat(web.get("accounts?fetchXml=" + encoded(xml)).errorCode()).isEqualTo("0x80040203");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"name='accountid' aggregate='count'|6",
        "name='numberofemployees' aggregate='countcolumn'|3", "name='numberofemployees' aggregate='sum'|9",
        "name='numberofemployees' aggregate='avg'|3", "name='numberofemployees' aggregate='min'|1",
        "name='numberofemployees' aggregate='max'|5", "name='address1_city' aggregate='countcolumn' distinct='true'|1"})
    void an_aggregate_is_reckoned_over_all_rows(String attribute, int expected) throws IOException {
        JsonNode rows = fetch("aggregate='true'", "<attribute alias='result' " + attribute + "/>").value();
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).get("result").asInt()).isEqualTo(expected);
    }

    @Test
    void aggregates_come_by_group_under_their_aliases() throws IOException {
        JsonNode rows = fetch("aggregate='true'", "<attribute name='creditonhold' groupby='true' alias='hold'/>"
            + "<attribute name='accountid' aggregate='count' alias='n'/><filter><condition attribute='name'"
            + " operator='ne' value='A2'/></filter>", "Prefer", "odata.include-annotations=\"*\"").value();
        assertThat(rows).hasSize(2);
        assertThat(rows.findValuesAsText("n")).containsExactlyInAnyOrder("3", "2");
        assertThat(rows.findValuesAsText("hold@OData.Community.Display.V1.FormattedValue")).contains("Yes");
        for (String wrong : List.of("name='accountid' aggregate='count'", "name='accountid' alias='n' aggregate='x'",
            "name='name' alias='n' aggregate='sum'")) {
            assertThat(fetch("aggregate='true'", "<attribute " + wrong + "/>").status()).isEqualTo(400);
        }
    }

    @Test
    void the_records_related_to_one_are_asked_the_same_way() throws IOException {
        String related = "contacts(" + contact + ")/account_primary_contact?";
        assertThat(web.get(related + "fetchXml=" + encoded("<fetch top='2'><entity name='account'>"
            + "<attribute name='name'/><order attribute='name'/></entity></fetch>")).value().findValuesAsText("name"))
            .containsExactly("A2", "A4");
        assertThat(web.get(related + "$apply=" + encoded("aggregate($count as n)")).value().get(0).get("n").asInt())
            .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<order attribute='numberofemployees' descending='true'/>"})
    void pages_follow_each_other_with_and_without_the_cookie(String order) throws IOException {
        for (boolean withCookie : new boolean[] {true, false}) {
            List<String> seen = new ArrayList<>();
            String cookie = "";
            for (int page = 1; page <= 3; page++) {
                JsonNode answer = fetch("count='2' page='" + page + "' " + (withCookie ? cookie : ""),
                    "<attribute name='name'/>" + order, "Prefer", "odata.include-annotations=\"*\"").json();
                seen.addAll(answer.get("value").findValuesAsText("name"));
                assertThat(answer.get("@Microsoft.Dynamics.CRM.morerecords").booleanValue()).isEqualTo(page < 3);
                JsonNode next = answer.get("@Microsoft.Dynamics.CRM.fetchxmlpagingcookie");
                assertThat(next == null).isEqualTo(page == 3);
                cookie = next == null ? "" : "paging-cookie='" + inner(next.asText()) + "'";
            }
            assertThat(seen).hasSize(6).doesNotHaveDuplicates();
        }
    }

    private static String inner(String annotation) {
        Matcher cookie = Pattern.compile("pagingcookie=\"([^\"]+)\"").matcher(annotation);
        assertThat(cookie.find()).isTrue();
        String once = URLDecoder.decode(cookie.group(1), StandardCharsets.UTF_8);
        return URLDecoder.decode(once, StandardCharsets.UTF_8).replace("<", "&lt;").replace("\"", "&quot;");
    }

    @Test
    void a_lookup_brings_columns_of_the_record_it_leads_to() throws IOException {
        String link = "<attribute name='name'/><link-entity name='contact' from='contactid' to='primarycontactid'"
            + " alias='c' link-type='%s'><attribute name='lastname'/>%s</link-entity>";
        JsonNode inner = fetch("", link.formatted("inner", "")).value();
        JsonNode outer = fetch("", link.formatted("outer", "<order attribute='lastname'/>")).value();
        assertThat(inner).hasSize(3);
        assertThat(inner.get(0).get("c.lastname").asText()).isEqualTo("Virtanen");
        assertThat(outer).hasSize(6);
        assertThat(outer.get(0).has("c.lastname")).isFalse();
        assertThat(outer.get(5).get("c.lastname").asText()).isEqualTo("Virtanen");
    }

    @Test
    void conditions_look_at_linked_records() throws IOException {
        String link = "<link-entity name='contact' from='contactid' to='primarycontactid' alias='%s'>%s</link-entity>";
        String named = "<filter><condition attribute='lastname' operator='eq' %s/></filter>";
        assertThat(names("", link.formatted("c", named.formatted("value='other'")))).isEmpty();
        assertThat(names("", link.formatted("c", named.formatted("value='virtanen'")))).hasSize(3);
        assertThat(names("", link.formatted("c", "") + named.formatted("entityname='c' value='x'"))).isEmpty();
        assertThat(names("", link.formatted("c", "<filter><condition attribute='createdon' operator='last-x-hours'"
            + " value='1'/></filter>"))).hasSize(3);
        assertThat(names("", link.formatted("c", "") + link.formatted("d", named.formatted("value='x'")))).isEmpty();
        assertThat(fetch("", link.formatted("c", "") + link.formatted("c", "")).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<link-entity name='contact' from='contactid' to='primarycontactid' link-type='exists'/>",
        "<link-entity name='contact' from='contactid' to='primarycontactid' link-type='outer'><filter/></link-entity>",
        "<attribute name='name' alias='n'/>",
        "<filter><condition attribute='createdon' operator='last-month'/></filter>",
        "<filter><condition valueof='name' attribute='name' operator='eq'/></filter>"})
    void what_is_not_understood_is_not_implemented_rather_than_ignored(String inside) throws IOException {
        assertThat(fetch("", inside).status()).isEqualTo(501);
    }

    @Test
    void other_ways_of_asking_are_not_implemented_rather_than_ignored() throws IOException {
        String fetch = "fetchXml=" + encoded("<fetch><entity name='account'/></fetch>");
        assertThat(fetch("distinct='true'", "<attribute name='name'/>").status()).isEqualTo(501);
        for (String query : List.of("accounts?$top=1&" + fetch, "accounts/$count?" + fetch,
            "contacts(" + contact + ")?" + fetch, "accounts?savedQuery=" + contact, "accounts?userQuery=" + contact,
            "accounts?sql=x")) {
            assertThat(web.get(query).status()).as(query).isEqualTo(501);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"top='0'", "page='0'", "count='5001'", "top='1' page='1'", "top='x'"})
    void numbers_that_make_no_sense_are_refused(String attributes) throws IOException {
        assertThat(fetch(attributes, "").errorCode()).isEqualTo("0x80040203");
    }
}
