package io.kytkin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.WebClient.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the server does to records of each table, refusals by their codes. */
class RulesTest {
    private static SandboxCrm crm;
    private static WebClient web;
    private static UUID group;
    private static UUID unit;

    @BeforeAll
    static void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false));
        web = new WebClient(crm);
        group = crm.create("uomschedule", Map.of("name", "PCS", "baseuomname", "Piece"));
        unit = UUID.fromString(crm.rows("uom").get(0).get("uomid").asText());
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static String code(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isGreaterThanOrEqualTo(400);
        return answer.errorCode();
    }

    private static UUID product(String number) {
        return crm.create("product", Map.of("name", number, "productnumber", number, "quantitydecimal", 2,
            "defaultuomscheduleid@odata.bind", "/uomschedules(" + group + ")", "defaultuomid@odata.bind",
            "/uoms(" + unit + ")"));
    }

    private static Answer item(UUID list, UUID product, UUID unitId, String more) throws IOException {
        return web.post("productpricelevels", "{\"pricelevelid@odata.bind\":\"/pricelevels(" + list
            + ")\",\"productid@odata.bind\":\"/products(" + product + ")\",\"uomid@odata.bind\":\"/uoms(" + unitId
            + ")\"" + more + "}");
    }

    @Test
    void a_unit_group_makes_its_base_unit_and_keeps_it() throws IOException {
        ObjectNode base = crm.row("uom", unit);

        assertThat(base.get("name").asText()).isEqualTo("Piece");
        assertThat(base.get("isschedulebaseuom").asBoolean()).isTrue();
        assertThat(base.get("_uomscheduleid_value").asText()).isEqualTo(group.toString());
        assertThat(code(web.delete("uoms(" + unit + ")"))).isEqualTo("0x80043b03");
        assertThat(code(web.post("uomschedules", "{\"name\":\"X\"}"))).isEqualTo("0x80043810");
    }

    @Test
    void further_units_are_multiples_of_a_unit_of_their_group() throws IOException {
        UUID other = crm.create("uomschedule", Map.of("name", "HOURS", "baseuomname", "Hour"));
        String start = "{\"name\":\"Box\",\"quantity\":12,\"uomscheduleid@odata.bind\":\"/uomschedules(";

        assertThat(code(web.post("uoms", start + group + ")\"}"))).isEqualTo("0x80043b1c");
        assertThat(code(web.post("uoms", start + other + ")\",\"baseuom@odata.bind\":\"/uoms(" + unit + ")\"}")))
            .isEqualTo("0x80043b0b");
        assertThat(web.post("uoms", start + group + ")\",\"baseuom@odata.bind\":\"/uoms(" + unit + ")\"}").status())
            .isEqualTo(204);
        crm.delete("uomschedule", other);
        assertThat(crm.rows("uom")).noneMatch(row -> row.get("name").asText().equals("Hour"));
    }

    @Test
    void products_are_born_as_drafts_published_and_retired() throws IOException {
        UUID id = product("P1");
        String record = "products(" + id + ")";

        assertThat(crm.row("product", id).get("statecode").asInt()).isEqualTo(2);
        assertThat(crm.row("product", id).get("statuscode").asInt()).isZero();
        assertThat(code(web.patch(record, "{\"statecode\":1,\"statuscode\":2}"))).isEqualTo("0x8004f978");
        assertThat(web.patch(record, "{\"statecode\":0,\"statuscode\":1}").status()).isEqualTo(204);
        assertThat(code(web.patch(record, "{\"statecode\":2,\"statuscode\":0}"))).isEqualTo("0x8004f979");
        assertThat(web.patch(record, "{\"statecode\":1}").status()).isEqualTo(204);
        assertThat(crm.row("product", id).get("statuscode").asInt()).isEqualTo(2);
        assertThat(code(web.patch(record, "{\"statecode\":0,\"statuscode\":3}"))).isEqualTo("0x80048408");
    }

    @Test
    void products_need_a_number_of_their_own_and_a_unit_of_their_group() throws IOException {
        product("P2");
        UUID other = crm.create("uomschedule", Map.of("name", "KG", "baseuomname", "Kilo"));
        String unitOfGroup = "\"defaultuomid@odata.bind\":\"/uoms(" + unit + ")\"";

        assertThat(code(web.post("products", "{\"name\":\"x\"}"))).isEqualTo("0x80043b05");
        assertThat(web.post("products", "{\"productnumber\":\"P2\"}").status()).isEqualTo(412);
        assertThat(code(web.post("products", "{\"productnumber\":\"P3\"}"))).isEqualTo("0x80043b0a");
        assertThat(code(web.post("products", "{\"productnumber\":\"P3\",\"defaultuomscheduleid@odata.bind\":"
            + "\"/uomschedules(" + other + ")\"," + unitOfGroup + "}"))).isEqualTo("0x80043b16");
    }

    @Test
    void price_list_items_are_one_for_list_product_and_unit() throws IOException {
        UUID list = crm.create("pricelevel", Map.of("name", "Retail"));
        UUID product = product("P4");

        Answer made = item(list, product, unit, ",\"amount\":9.995");

        assertThat(made.status()).as(made.text()).isEqualTo(204);
        ObjectNode row = crm.row("productpricelevel", made.madeId());
        assertThat(row.get("productnumber").asText()).isEqualTo("P4");
        assertThat(row.get("pricingmethodcode").asInt()).isEqualTo(1);
        assertThat(row.get("amount").decimalValue()).isEqualByComparingTo("10");
        assertThat(row.get("_transactioncurrencyid_value")).isEqualTo(crm.row("pricelevel", list)
            .get("_transactioncurrencyid_value"));
        assertThat(code(item(list, product, unit, ""))).isEqualTo("0x80043b08");
        assertThat(code(item(list, product, unit, ",\"pricingmethodcode\":3"))).isIn("0x80043b08", "0x80043b0c");
        assertThat(code(web.post("productpricelevels", "{}"))).isEqualTo("0x80043b12");
        assertThat(code(web.patch("products(" + product + ")", "{\"statecode\":0}").status() == 204
            ? web.patch("products(" + product + ")", "{\"statecode\":1}") : web.get("nothing")))
            .isEqualTo("0x8004f915");
        assertThat(code(web.post("pricelevels", "{\"name\":\"retail\"}"))).isEqualTo("0x80043b0f");
    }

    @Test
    void a_price_list_item_has_the_currency_of_its_list_and_no_other() throws IOException {
        UUID list = crm.create("pricelevel", Map.of("name", "One currency"));
        UUID other = crm.create("transactioncurrency", Map.of("isocurrencycode", "NOK", "currencyname", "Krone",
            "currencysymbol", "kr", "currencyprecision", 2, "exchangerate", 11.5));

        assertThat(code(item(list, product("P6"), unit, ",\"transactioncurrencyid@odata.bind\":\"/transactioncurrencies("
            + other + ")\""))).isEqualTo("0x80048cf6");
    }

    @Test
    void a_product_is_retired_only_out_of_every_active_price_list_and_enters_none_then() throws IOException {
        UUID list = crm.create("pricelevel", Map.of("name", "Entered"));
        UUID product = product("P5");
        UUID entry = item(list, product, unit, "").madeId();
        String record = "products(" + product + ")";
        web.patch(record, "{\"statecode\":0}");

        assertThat(code(web.patch(record, "{\"statecode\":1}"))).isEqualTo("0x8004f915");

        crm.delete("productpricelevel", entry);
        assertThat(web.patch(record, "{\"statecode\":1}").status()).isEqualTo(204);
        assertThat(code(item(list, product, unit, ""))).isEqualTo("0x80061009");
    }

    @Test
    void amounts_have_a_twin_in_base_currency_at_the_currency_s_rate() throws IOException {
        UUID krona = crm.create("transactioncurrency", Map.of("isocurrencycode", "SEK", "currencyname", "Krona",
            "currencysymbol", "kr", "currencyprecision", 2, "exchangerate", 11.25));
        UUID account = crm.create("account", Map.of("name", "S", "creditlimit", 900,
            "transactioncurrencyid@odata.bind", "/transactioncurrencies(" + krona + ")"));

        assertThat(crm.row("account", account).get("creditlimit_base").decimalValue()).isEqualByComparingTo("80");
        assertThat(code(web.post("transactioncurrencies", "{\"isocurrencycode\":\"sek\",\"currencyname\":\"K\","
            + "\"currencysymbol\":\"k\",\"currencyprecision\":2,\"exchangerate\":1}"))).isEqualTo("0x80048cf3");
        Answer restricted = web.delete("transactioncurrencies(" + krona + ")");
        assertThat(restricted.status()).isEqualTo(405);
        assertThat(restricted.errorCode()).isEqualTo("0x80040227");
    }

    @Test
    void the_base_currency_stays() throws IOException {
        String base = "transactioncurrencies(" + crm.rows("organization").get(0).get("_basecurrencyid_value").asText()
            + ")";

        assertThat(code(web.patch(base, "{\"exchangerate\":2}"))).isEqualTo("0x80048cf5");
        assertThat(code(web.patch(base, "{\"statecode\":1,\"statuscode\":2}"))).isEqualTo("0x80048cf4");
        assertThat(code(web.delete(base))).isEqualTo("0x80048cff");
    }

    @Test
    void a_record_belongs_to_its_creator_or_to_whom_it_is_given_but_not_to_a_disabled_user() throws IOException {
        UUID user = crm.create("systemuser", Map.of("firstname", "Ann", "lastname", "Lee", "domainname", "ann@x"));
        UUID account = crm.create("account", Map.of("name", "Owned", "ownerid@odata.bind", "/systemusers(" + user
            + ")"));
        crm.update("systemuser", user, Map.of("isdisabled", true));

        assertThat(crm.row("account", account).get("_owninguser_value").asText()).isEqualTo(user.toString());
        assertThat(crm.row("systemuser", user).get("fullname").asText()).isEqualTo("Ann Lee");
        assertThat(web.post("accounts", "{\"ownerid@odata.bind\":\"/systemusers(" + user + ")\"}").status())
            .isEqualTo(403);
        assertThat(code(web.patch("accounts(" + account + ")", "{\"ownerid@odata.bind\":null}")))
            .isEqualTo("0x80040203");
    }

    @Test
    void values_out_of_bounds_are_refused_by_their_codes() throws IOException {
        assertThat(code(web.post("accounts", "{\"accountnumber\":\"" + "x".repeat(21) + "\"}")))
            .isEqualTo("0x80044331");
        assertThat(code(web.post("accounts", "{\"customertypecode\":99}"))).isEqualTo("0x8004431a");
        assertThat(code(web.post("accounts", "{\"numberofemployees\":-1}"))).isEqualTo("0x8004432f");
        assertThat(code(web.post("accounts", "{\"creditlimit\":-1}"))).isEqualTo("0x80044330");
        assertThat(code(web.post("contacts", "{\"birthdate\":\"1700-01-01\"}"))).isEqualTo("0x80040239");
        assertThat(code(web.post("accounts", "{\"creditlimit\":\"5\"}"))).isEqualTo("0x80048d19");
        assertThat(code(web.post("accounts", "{\"statecode\":1,\"statuscode\":2}"))).isEqualTo("0x80048408");
        assertThat(code(web.post("systemusers", "{\"lastname\":\"x\"}"))).isEqualTo("0x80040200");
        assertThat(web.post("accounts", "{\"accountnumber\":\"" + "ä".repeat(20) + "\"}").status()).isEqualTo(204);
    }

    @Test
    void deleting_an_account_empties_lookups_to_it_and_parents_form_no_loop() throws IOException {
        UUID parent = crm.create("account", Map.of("name", "parent"));
        UUID child = crm.create("account", Map.of("name", "child", "parentaccountid@odata.bind",
            "/accounts(" + parent + ")"));

        assertThat(code(web.patch("accounts(" + parent + ")", "{\"parentaccountid@odata.bind\":\"/accounts(" + child
            + ")\"}"))).isEqualTo("0x80040507");
        crm.delete("account", parent);
        assertThat(crm.row("account", child).get("_parentaccountid_value").isNull()).isTrue();
    }

    @Test
    void who_wrote_and_when_is_kept() {
        UUID account = crm.create("account", Map.of("name", "x", "overriddencreatedon", "2020-02-03T04:05:06Z"));

        ObjectNode row = crm.row("account", account);
        assertThat(row.get("createdon").asText()).isEqualTo("2020-02-03T04:05:06Z");
        assertThat(row.get("modifiedon").asText()).isGreaterThan("2024");
        assertThat(row.get("_modifiedby_value")).isEqualTo(row.get("_createdby_value"));
    }

    @Test
    void orders_take_currency_from_their_price_list_and_lines_from_their_order() throws IOException {
        UUID list = crm.create("pricelevel", Map.of("name", "Orders"));
        UUID account = crm.create("account", Map.of("name", "Buyer"));
        Answer made = web.post("salesorders", "{\"name\":\"O\",\"customerid_account@odata.bind\":\"/accounts("
            + account + ")\",\"pricelevelid@odata.bind\":\"/pricelevels(" + list + ")\",\"order_details\":["
            + "{\"isproductoverridden\":true,\"productdescription\":\"Work\",\"priceperunit\":10,\"quantity\":3,"
            + "\"tax\":2}]}");

        assertThat(made.status()).as(made.text()).isEqualTo(204);
        ObjectNode order = crm.row("salesorder", made.madeId());
        assertThat(order.get("ordernumber").asText()).startsWith("ORD-");
        assertThat(order.get("_accountid_value").asText()).isEqualTo(account.toString());
        ObjectNode line = crm.rows("salesorderdetail").get(0);
        assertThat(line.get("extendedamount").decimalValue()).isEqualByComparingTo("32");
        assertThat(line.get("_ownerid_value")).isEqualTo(order.get("_ownerid_value"));
    }
}
