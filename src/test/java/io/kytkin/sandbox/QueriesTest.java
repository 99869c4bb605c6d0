package io.kytkin.sandbox;

import static io.kytkin.sandbox.WebClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.sandbox.WebClient.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Query options over a small set of accounts: names A01 to A12, every third one in Turku. */
class QueriesTest {
    private static SandboxCrm crm;
    private static WebClient web;

    @BeforeAll
    static void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false));
        web = new WebClient(crm);
        for (int number = 1; number <= 12; number++) {
            String name = String.format("A%02d", number);
            UUID contact = crm.create("contact", Map.of("firstname", "Contact", "lastname", name));
            crm.create("account", Map.of("name", name, "numberofemployees", number, "creditlimit", number * 10.5,
                "address1_city", number % 3 == 0 ? "Turku" : "Oulu", "primarycontactid@odata.bind",
                "/contacts(" + contact + ")", "paymenttermscode", 1 + number % 2));
        }
        crm.create("account", Map.of("name", "O'Hara 100%", "address1_line1", "Katu 1", "address1_city", "Åbo"));
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static List<String> names(String query) throws IOException {
        Answer answer = web.get("accounts?$select=name&" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.value().findValuesAsText("name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "name eq 'a03'|1", "$it/name eq 'A03'|1", "name ne 'A03'|12", "numberofemployees gt 10|2",
        "numberofemployees le 2|2",
        "numberofemployees ge 3 and numberofemployees lt 5|2", "address1_city eq 'turku' or name eq 'A01'|5",
        "not (address1_city eq 'Turku')|9", "contains(name,'hara')|1", "startswith(name,'a1')|3",
        "endswith(name,'100%')|1", "name eq 'O''Hara 100%'|1", "numberofemployees eq null|1",
        "creditlimit gt 100|3", "_primarycontactid_value ne null|12", "primarycontactid/lastname eq 'A05'|1",
        "statecode eq 0 and paymenttermscode eq 2|6", "createdon lt 2001-01-01T00:00:00Z|0",
        "address1_city eq address1_country|0",
        "Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=[\"A01\",\"a02\",\"none\"])|2",
        "Microsoft.Dynamics.CRM.NotIn(PropertyName='name',PropertyValues=['A01'])|12",
        "Microsoft.Dynamics.CRM.Between(PropertyName='numberofemployees',PropertyValues=[\"2\",\"4\"])|3",
        "Microsoft.Dynamics.CRM.LastXHours(PropertyName='createdon',PropertyValue=1) and name eq 'A01'|1",
        "contains(name,'_1')|5", "createdon ge 2001-01-01 and name eq 'A01'|1",
        "$it/createdon ge 2001-01-01 and $it/name eq 'A01'|1",
        "not(address1_city eq 'Turku')|9", " name eq 'A01' |1", "( name eq 'A01' or name eq 'A02' )|2",
        "name eq 'A01' or(not(name ne 'A02'))|2", "(name eq 'A01')or(name eq 'A02')|2",
        "contains( name , 'a1' )|3", "name eq 'A01 , ( A02'|0",
        "primarycontactid eq null|1", "primarycontactid ne null|12",
        "Microsoft.Dynamics.CRM.EqualUserId(PropertyName='ownerid')|0",
        "Microsoft.Dynamics.CRM.EqualUserId(PropertyName='_ownerid_value')|0",
        "Microsoft.Dynamics.CRM.NotEqualUserId(PropertyName='createdby')|13",
        "Microsoft.Dynamics.CRM.In(PropertyName='primarycontactid/lastname',PropertyValues=['A01','A02'])|2",
        "not Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=['A01'])|12"})
    void filters_find_what_they_say(String filter, int expected) throws IOException {
        assertThat(names("$filter=" + encoded(filter))).hasSize(expected);
    }

    @Test
    void a_lambda_may_have_blanks_around_its_colon() throws IOException {
        for (String lambda : List.of("any(c:c/lastname", "any(c: c/lastname", "any( c : c/lastname")) {
            assertThat(names("$filter=" + encoded("contact_customer_accounts/" + lambda + " eq 'any(c: d')")))
                .isEmpty();
        }
        assertThat(names("$filter=" + encoded("contact_customer_accounts/all(c: c/lastname eq 'none')"))).hasSize(13);
    }

    @Test
    void a_preference_is_known_in_capitals_too() throws IOException {
        assertThat(web.get("accounts?$select=name", "Prefer", "OData.MaxPageSize=2").value()).hasSize(2);
    }

    @Test
    void functions_take_parameter_aliases() throws IOException {
        assertThat(names("$filter=" + encoded("Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)")
            + "&@p1='name'&@p2=" + encoded("[\"A01\",\"O'Hara 100%\"]"))).containsExactlyInAnyOrder("A01",
            "O'Hara 100%");
    }

    @Test
    void lambdas_look_into_collections() throws IOException {
        Answer any = web.get("contacts?$select=fullname&$filter=" + encoded(
            "account_primary_contact/any(a:a/name eq 'A07')"));
        Answer none = web.get("contacts?$select=fullname&$filter=" + encoded(
            "not account_primary_contact/any()"));

        assertThat(any.value().findValuesAsText("fullname")).containsExactly("Contact A07");
        assertThat(none.value()).isEmpty();
    }

    @Test
    void a_filter_over_many_rows_finds_the_same_with_and_without_an_index() throws IOException {
        try (SandboxCrm big = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false))) {
            for (int number = 0; number < 400; number++) {
                big.create("account", Map.of("name", "N" + number % 50, "accountnumber", "C" + number));
            }
            WebClient client = new WebClient(big);
            String both = encoded("accountnumber eq 'c7' or (name eq 'n7' and accountnumber eq 'C57')");
            assertThat(client.get("accounts?$select=accountnumber&$filter=" + both).value()).hasSize(2);
            assertThat(client.get("accounts?$filter=" + encoded("contains(name,'N7') and name eq 'N7'")).value())
                .hasSize(8);
            UUID moved = UUID.fromString(client.get("accounts?$filter=" + encoded("accountnumber eq 'C7'")).value()
                .get(0).get("accountid").asText());
            big.update("account", moved, Map.of("accountnumber", "moved"));
            assertThat(client.get("accounts?$filter=" + encoded("accountnumber eq 'C7'")).value()).isEmpty();
            assertThat(client.get("accounts?$filter=" + encoded("accountnumber eq 'Moved'")).value()).hasSize(1);
        }
    }

    @Test
    void pages_follow_each_other_to_the_end_without_a_gap_or_a_double() throws IOException {
        for (String order : new String[] {"", "&$orderby=address1_city%20desc,name"}) {
            List<String> seen = new ArrayList<>();
            String next = "accounts?$select=name" + order;
            while (next != null) {
                Answer page = web.get(next, "Prefer", "odata.maxpagesize=5");
                assertThat(page.header("Preference-Applied")).contains("odata.maxpagesize=5");
                assertThat(page.value().size()).isLessThanOrEqualTo(5);
                seen.addAll(page.value().findValuesAsText("name"));
                JsonNode link = page.json().get("@odata.nextLink");
                next = link == null ? null : link.asText();
            }
            assertThat(seen).hasSize(13).doesNotHaveDuplicates();
        }
    }

    @Test
    void order_is_by_value_and_for_lookups_by_the_name_they_show() throws IOException {
        assertThat(names("$orderby=numberofemployees%20desc&$top=2")).containsExactly("A12", "A11");
        assertThat(names("$orderby=_primarycontactid_value&$top=2")).containsExactly("O'Hara 100%", "A01");
    }

    @Test
    void counts_are_told_and_begin_with_a_byte_order_mark() throws IOException {
        assertThat(web.get("accounts?$count=true&$top=1&$select=name").json().get("@odata.count").asInt())
            .isEqualTo(13);
        assertThat(web.get("accounts/$count").text()).isEqualTo("\uFEFF13");
        assertThat(web.get("accounts/$count?$filter=" + encoded("address1_city eq 'Turku'")).text())
            .isEqualTo("\uFEFF4");
    }

    @Test
    void expanded_records_come_along() throws IOException {
        JsonNode account = web.get("accounts?$select=name&$expand=primarycontactid($select=fullname;$expand="
            + "account_primary_contact($select=name))&$filter=" + encoded("name eq 'A04'")).value().get(0);

        assertThat(account.at("/primarycontactid/fullname").asText()).isEqualTo("Contact A04");
        assertThat(account.at("/primarycontactid/account_primary_contact/0/name").asText()).isEqualTo("A04");
        assertThat(account.at("/primarycontactid").has("account_primary_contact@odata.nextLink")).isFalse();
        assertThat(account.at("/primarycontactid").has("@odata.etag")).isFalse();
        assertThat(account.at("/primarycontactid/account_primary_contact/0").has("@odata.etag")).isTrue();
    }

    @Test
    void annotations_come_only_when_asked_for() throws IOException {
        String query = "accounts?$select=name,creditlimit,paymenttermscode,_ownerid_value&$filter="
            + encoded("name eq 'A02'");
        JsonNode plain = web.get(query).value().get(0);
        JsonNode annotated = web.get(query, "Prefer", "odata.include-annotations=\"*\"").value().get(0);

        assertThat(plain.fieldNames()).toIterable().containsExactly("@odata.etag", "name", "creditlimit",
            "_transactioncurrencyid_value", "paymenttermscode", "_ownerid_value", "accountid");
        assertThat(annotated.get("creditlimit@OData.Community.Display.V1.FormattedValue").asText())
            .isEqualTo("€21.00");
        assertThat(annotated.get("paymenttermscode@OData.Community.Display.V1.FormattedValue").asText())
            .isEqualTo("Net 30");
        assertThat(annotated.get("_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname").asText())
            .isEqualTo("systemuser");
        assertThat(annotated.get("_ownerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty").asText())
            .isEqualTo("ownerid");
    }

    @Test
    void money_prints_four_decimals_and_an_address_part_brings_the_composite() throws IOException {
        assertThat(web.get("accounts?$select=creditlimit&$filter=" + encoded("name eq 'A02'")).text())
            .contains("\"creditlimit\":21.0000");
        assertThat(web.get("accounts?$select=address1_city&$filter=" + encoded("contains(name,'Hara')")).value()
            .get(0).get("address1_composite").asText()).isEqualTo("Katu 1\r\nÅbo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$skip=1", "$search=x", "$format=json", "$filter=nonsense%20eq%201", "$select=nonsense",
        "$filter=name%20eq%201", "$Filter2=1&$filter=name", "$filter=length(name)%20eq%201", "$top=x",
        "$orderby=nonsense", "$expand=nonsense", "$filter=name%20eq%20'open", "$skiptoken=forged", "$top=0",
        "$expand=primarycontactid($expand=account_primary_contact($top=0))",
        "$filter=name%20in%20('A01')", "$expand=primarycontactid($levels=2)",
        "$expand=contact_customer_accounts($count=true)",
        "$filter=contact_customer_accounts/$count%20gt%200", "$filter=contact_customer_accounts%20eq%20null",
        "$expand=contact_customer_accounts/$ref", "$expand=contact_customer_accounts/$count",
        "$filter=Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=99999999999999)",
        "$expand=contact_customer_accounts($filter=lastname%20eq%20@p)&@p='x'",
        "$filter=Microsoft.Dynamics.CRM.EqualUserId(PropertyName='nonsense')",
        "$filter=Microsoft.Dynamics.CRM.In(PropertyName='primarycontactid',PropertyValues=['no-id'])",
        "$filter=Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=@missing)",
        "$expand=contact_customer_accounts($orderby=lastname;$expand=createdby)",
        "$expand=primarycontactid($expand=account_primary_contact($top=1))"})
    void what_is_not_supported_or_not_understood_is_a_400_with_a_reason(String query) throws IOException {
        Answer answer = web.get("accounts?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/message").asText()).isNotBlank();
    }

    @Test
    void addresses_name_the_port_over_http_2_too() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(
            URI.create(crm.url() + "/api/data/v9.2/accounts?$select=name")).build(),
            HttpResponse.BodyHandlers.ofString());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).contains("\"@odata.context\":\"" + crm.url() + "/api/data/v9.2/$metadata#accounts(");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "$select= name , numberofemployees &$orderby= numberofemployees desc , name asc &$top= 1 |A12",
        "$select=name&$expand= primarycontactid( $select=fullname ; $expand= createdby($select=fullname) ) , createdby "
            + "&$filter=name eq 'A05'|A05"})
    void optional_blanks_mean_nothing(String query, String expected) throws IOException {
        Answer answer = web.get("accounts?" + encoded(query).replace("%26", "&").replace("%3D", "="));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.value().findValuesAsText("name")).containsExactly(expected);
    }

    @Test
    void what_stands_in_quotes_is_left_alone() throws IOException {
        String name = "createdon ge 2024-01-01 , (not( @p1 Microsoft.Dynamics.CRM.In( \"";
        UUID odd = crm.create("account", Map.of("name", name));

        assertThat(names("$filter=" + encoded("name eq '" + name + "'") + "&@p1=1")).containsExactly(name);
        crm.delete("account", odd);
    }

    @Test
    void functions_find_lookups_by_the_attributes_name_and_ids_in_braces() throws IOException {
        String contact = web.get("contacts?$filter=" + encoded("lastname eq 'A06'")).value().get(0).get("contactid")
            .asText();

        for (String name : new String[] {"primarycontactid", "_primarycontactid_value"}) {
            for (String id : new String[] {contact, "{" + contact + "}"}) {
                assertThat(names("$filter=" + encoded("Microsoft.Dynamics.CRM.In(PropertyName='" + name
                    + "',PropertyValues=[\"" + id + "\"])"))).containsExactly("A06");
            }
        }
    }

    @Test
    void a_function_finds_what_the_caller_owns() throws IOException {
        UUID own = web.post("accounts", "{\"name\":\"own\"}").madeId();

        assertThat(names("$filter=Microsoft.Dynamics.CRM.EqualUserId(PropertyName='ownerid')"))
            .containsExactly("own");
        crm.delete("account", own);
    }

    @Test
    void functions_in_lambdas_look_at_the_entries() throws IOException {
        assertThat(web.get("contacts?$select=fullname&$filter=" + encoded("account_primary_contact/any(a:"
            + "a/Microsoft.Dynamics.CRM.In(PropertyName='name',PropertyValues=['A02','A03']) and "
            + "a/createdon ge 2001-01-01)")).value().findValuesAsText("fullname"))
            .containsExactlyInAnyOrder("Contact A02", "Contact A03");
    }

    @Test
    void functions_and_dates_in_an_expand_are_about_the_expanded_rows() throws IOException {
        JsonNode contact = web.get("contacts?$select=fullname&$filter=" + encoded("lastname eq 'A08'") + "&$expand="
            + encoded("account_primary_contact($select=name;$filter=Microsoft.Dynamics.CRM.In(PropertyName='name',"
            + "PropertyValues=['A08']) and createdon ge 2001-01-01)")).value().get(0);
        JsonNode other = web.get("contacts?$select=fullname&$filter=" + encoded("lastname eq 'A08'") + "&$expand="
            + encoded("account_primary_contact($select=name;$filter=Microsoft.Dynamics.CRM.NotIn(PropertyName='name',"
            + "PropertyValues=['A08']))")).value().get(0);

        assertThat(contact.get("account_primary_contact").findValuesAsText("name")).containsExactly("A08");
        assertThat(other.get("account_primary_contact")).isEmpty();
    }

    @Test
    void date_functions_take_dates_without_a_time() throws IOException {
        UUID born = crm.create("contact", Map.of("lastname", "Born", "birthdate", "1990-05-17"));
        String only = " and contactid eq " + born;

        for (String function : new String[] {"On(PropertyName='birthdate',PropertyValue='1990-05-17')",
            "OnOrAfter(PropertyName='birthdate',PropertyValue='1990-05-17')",
            "OnOrBefore(PropertyName='birthdate',PropertyValue='1990-05-17')"}) {
            assertThat(web.get("contacts?$filter=" + encoded("Microsoft.Dynamics.CRM." + function + only)).value())
                .as(function).hasSize(1);
        }
        assertThat(web.get("contacts?$filter=" + encoded("Microsoft.Dynamics.CRM.LastXDays(PropertyName='birthdate',"
            + "PropertyValue=3)" + only)).value()).isEmpty();
        crm.delete("contact", born);
    }

    @Test
    void parameter_aliases_stand_for_names_and_for_nothing() throws IOException {
        assertThat(names("$orderby=@p1%20desc&$top=1&@p1=numberofemployees")).containsExactly("A12");
        assertThat(names("$filter=@p1%20eq%20@p3&@p1=numberofemployees")).containsExactly("O'Hara 100%");
        assertThat(names("$filter=@p1%20eq%20@p2&@p1=name&@p2='A03'")).containsExactly("A03");
        assertThat(names("$filter=" + encoded("name eq '@p1'") + "&@p1='A03'")).isEmpty();
    }

    @Test
    void a_lookup_sorts_by_the_name_it_shows_under_its_navigation_property_too() throws IOException {
        assertThat(names("$orderby=primarycontactid%20desc&$top=2")).containsExactly("A12", "A11");
    }

    @Test
    void an_expanded_reference_is_an_address() throws IOException {
        JsonNode answer = web.get("accounts?$select=name&$expand=primarycontactid/$ref&$filter="
            + encoded("name eq 'A04'")).json();

        assertThat(answer.get("@odata.context").asText()).endsWith("#accounts(name,primarycontactid/$ref())");
        assertThat(answer.at("/value/0/primarycontactid").fieldNames()).toIterable().containsExactly("@odata.id");
        assertThat(answer.at("/value/0/primarycontactid/@odata.id").asText()).contains("/contacts(");
    }

    @Test
    void the_context_names_what_is_expanded_on_every_level() throws IOException {
        assertThat(web.get("accounts?$select=name&$top=1&$expand=primarycontactid($select=fullname;$expand="
            + "createdby($select=fullname))").json().get("@odata.context").asText())
            .endsWith("#accounts(name,primarycontactid(fullname,createdby(fullname)))");
    }

    @Test
    void at_most_fifteen_properties_are_expanded_over_all_levels() throws IOException {
        String five = "primarycontactid($expand=createdby,modifiedby,owninguser,parentcustomerid_account)";
        String fine = "$expand=" + five + ",createdby,modifiedby,owninguser";

        assertThat(web.get("accounts?$top=1&" + fine).status()).isEqualTo(200);
        assertThat(web.get("accounts?$top=1&" + fine + ",primarycontactid($expand=" + "createdby,".repeat(7)
            + "modifiedby)").status()).isEqualTo(400);
    }
}
