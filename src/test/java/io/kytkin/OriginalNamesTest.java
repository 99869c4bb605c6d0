package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A customer table as NAV itself has it: names with blanks and signs, no column that takes a null, the primary key for want of a
 * system id, and no time of change. Each test takes a customer of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginalNamesTest {
    private static final String TABLE = "\"CRONUS International Ltd_$Customer\"";
    private static final String BLANK_DATE = "1753-01-01 00:00:00";
    private static final String MAPPING = """
            # The customers of a NAV company <-> account
            - beans:
                - name: customer
                  type: io.kytkin.mapping.TableMapping
                  properties:
                    erpTable: '"CRONUS International Ltd_$Customer"'
                    erpId: '"No_"'
                    erpFilter: '"Blocked" = 0'
                    crmTable: account
                    crmFilter: statecode eq 0 and customertypecode eq 3
                    match: '"Name" + "City"'
                    fields: |
                      "Name"                <-> name                   required
                      "City"                <-> address1_city
                      "Phone No_"           <-> telephone1
                      "Country_Region Code" <-> address1_country
                      "Payment Terms Code"  <-> paymenttermscode       option {30 DAYS=1, 45 DAYS=3}
                      "Currency Code"        -> transactioncurrencyid  coupled currency, blank is '{{erp.local-currency}}'
                      "Credit Limit (LCY)"   -> creditlimit            from LCY
                      "Last Statement Date"  -> description            # for want of a date in accounts
                      '3'                    -> customertypecode       on create
            - route:
                id: customer-to-crm
                routeConfigurationId: page
                from:
                  uri: direct:customer-to-crm
                  steps:
                    - to: { id: customer-to-crm-couplings, uri: direct:look-up-couplings }
                    - to: { id: customer-to-crm-read, uri: direct:read-crm }
                    - bean: { id: customer-to-crm-translate, ref: customer, method: toCrm }
                    - to: { id: customer-to-crm-write, uri: direct:write-crm }
                    - to: { id: customer-to-crm-save, uri: direct:save-page }
            - route:
                id: customer-to-erp
                routeConfigurationId: page
                from:
                  uri: direct:customer-to-erp
                  steps:
                    - to: { id: customer-to-erp-couplings, uri: direct:look-up-couplings }
                    - to: { id: customer-to-erp-read, uri: direct:read-erp }
                    - bean: { id: customer-to-erp-translate, ref: customer, method: toErp }
                    - to: { id: customer-to-erp-write, uri: direct:write-erp-table }
                    - to: { id: customer-to-erp-save, uri: direct:save-page }
            - route:
                id: customer-schedule
                from:
                  uri: quartz:mapping/customer
                  parameters: { cron: "{{schedule.default}}", stateful: true }
                  steps:
                    - setProperty: { name: mapping, constant: customer }
                    - to: { id: customer-synchronize, uri: direct:synchronize }
            """;

    private Installation installation;
    private FullSynchronization first;

    @BeforeAll
    void synchronize(@TempDir Path routes) throws IOException {
        installation = Installation.on(erp -> {
            CompanyGenerator.generate(erp, GeneratorSettings.customers(0));
            Database.execute(erp, "create table " + TABLE + """
                     ("timestamp" varbinary(8) default x'00000000000007d1' not null, "No_" varchar(20) primary key,
                      "Name" varchar(50) not null, "City" varchar(30) not null, "Phone No_" varchar(30) not null,
                      "Country_Region Code" varchar(10) not null, "Payment Terms Code" varchar(10) not null,
                      "Currency Code" varchar(10) not null, "Credit Limit (LCY)" numeric(38, 20) not null,
                      "Last Statement Date" timestamp not null, "Blocked" integer not null)""");
        }).withOwnRoutes(routes);
        Files.writeString(installation.ownRoutes().mapping("customer"), MAPPING);
        insert("10000", "O'Brien & Søn", "Aarhus", "", "", "", "", 0, BLANK_DATE, 0);
        insert("20000", "Żółw", "Łódź", "0123", "PL", "30 DAYS", "USD", 1000, "2017-01-26 00:00:00", 0);
        insert("30000", "Changes in NAV", "Turku", "0300", "FI", "45 DAYS", "", 300, "2017-01-26 00:00:00", 0);
        insert("40000", "Changes in the CRM", "Turku", "0400", "FI", "45 DAYS", "", 400, "2017-01-26 00:00:00", 0);
        insert("50000", "Blocked", "Turku", "", "", "", "", 0, BLANK_DATE, 3);
        installation.start();
        first = installation.fullSynchronization("customer");
    }

    @AfterAll
    void close() {
        installation.close();
    }

    private void insert(Object... values) {
        installation.jdbi().useHandle(handle -> handle.execute("insert into " + TABLE + " (\"No_\", \"Name\", \"City\", "
                + "\"Phone No_\", \"Country_Region Code\", \"Payment Terms Code\", \"Currency Code\", "
                + "\"Credit Limit (LCY)\", \"Last Statement Date\", \"Blocked\") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values));
    }

    private List<Map<String, Object>> customers() {
        return installation.jdbi().withHandle(handle -> handle.createQuery("select * from " + TABLE + " order by \"No_\"")
                .mapToMap().list());
    }

    private Map<String, Object> customer(String no) {
        return customers().stream().filter(customer -> customer.values().contains(no)).findFirst().orElseThrow();
    }

    private Coupling coupling(String no) {
        return installation.coupling("customer", no).coupling();
    }

    private ObjectNode account(String no) {
        return installation.crm().row("account", coupling(no).crmId());
    }

    private ObjectNode currency(String code) {
        return installation.crm().rows("transactioncurrency").stream()
                .filter(currency -> currency.path("isocurrencycode").asText().equals(code)).findFirst().orElseThrow();
    }

    /** Nothing is written on either side any more, though everything is read. */
    private void assertQuiet() {
        List<Map<String, Object>> before = customers();
        installation.crm().resetStatistics();
        FullSynchronization again = installation.fullSynchronization("customer");
        assertThat(installation.job(again, "customer").count(Outcome.UNCHANGED)).isEqualTo(4);
        assertThat(installation.crm().statistics().writes()).isZero();
        assertThat(customers()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void each_customer_in_scope_becomes_one_account_under_its_primary_key() {
        assertThat(first.state()).isEqualTo(FullSynchronization.State.FINISHED);
        assertThat(installation.job(first, "customer").count(Outcome.CREATED)).isEqualTo(4);
        assertThat(installation.runtime().parkedRecords().list("customer", null, null, 10)).isEmpty();
        assertThat(installation.runtime().couplings().list("customer", null, null, null, 10))
                .extracting(stored -> stored.coupling().erpId())
                .containsExactlyInAnyOrder("10000", "20000", "30000", "40000");
        assertThat(installation.crm().rows("account")).hasSize(4);
        assertQuiet();
    }

    @Test
    void nav_s_blanks_are_no_values_and_its_0_is_a_number() {
        ObjectNode account = account("10000");

        assertThat(account.get("name").asText()).isEqualTo("O'Brien & Søn");
        assertThat(List.of("telephone1", "address1_country", "paymenttermscode", "description"))
                .allMatch(attribute -> account.path(attribute).isNull() || account.path(attribute).isMissingNode());
        assertThat(account.get("creditlimit").decimalValue()).isEqualByComparingTo("0");
        assertThat(account.get("_transactioncurrencyid_value")).isEqualTo(currency("EUR").get("transactioncurrencyid"));
    }

    @Test
    void values_arrive_and_the_credit_limit_in_the_customer_s_currency() {
        ObjectNode account = account("20000");

        assertThat(Arrays.asList("name", "address1_city", "telephone1", "address1_country")).extracting(attribute ->
                account.get(attribute).asText()).containsExactly("Żółw", "Łódź", "0123", "PL");
        assertThat(account.get("paymenttermscode").asInt()).isEqualTo(1);
        assertThat(account.get("description").asText()).startsWith("2017-01-26");
        assertThat(account.get("_transactioncurrencyid_value")).isEqualTo(currency("USD").get("transactioncurrencyid"));
        BigDecimal rate = currency("USD").get("exchangerate").decimalValue();
        assertThat(rate).isNotEqualByComparingTo("1");
        assertThat(account.get("creditlimit").decimalValue()).isCloseTo(rate.multiply(BigDecimal.valueOf(1000)),
                within(new BigDecimal("0.005")));
    }

    @Test
    void a_change_is_found_without_a_time_of_change_and_a_value_that_became_blank_is_taken_away() {
        installation.inErp("update " + TABLE + " set \"Credit Limit (LCY)\" = 2500.5, \"City\" = 'Raisio', "
                + "\"Phone No_\" = '', \"Payment Terms Code\" = '', \"Last Statement Date\" = timestamp '" + BLANK_DATE
                + "' where \"No_\" = '30000'");

        installation.synchronizeChanges("customer");

        ObjectNode account = account("30000");
        assertThat(account.get("creditlimit").decimalValue()).isEqualByComparingTo("2500.5");
        assertThat(account.get("address1_city").asText()).isEqualTo("Raisio");
        assertThat(List.of("telephone1", "paymenttermscode", "description"))
                .extracting(account::path).allMatch(JsonNode::isNull);
        assertThat(account.get("name").asText()).isEqualTo("Changes in NAV");
        assertQuiet();
    }

    @Test
    void what_is_cleared_in_the_crm_is_written_as_nav_s_blank() {
        Map<String, Object> edit = new HashMap<>(Map.of("name", "Changed in the CRM"));
        List.of("telephone1", "paymenttermscode", "address1_country").forEach(attribute -> edit.put(attribute, null));
        installation.crm().update("account", coupling("40000").crmId(), edit);

        installation.synchronizeChanges("customer");

        Map<String, Object> customer = customer("40000");
        assertThat(customer).containsEntry("name", "Changed in the CRM").containsEntry("phone no_", "")
                .containsEntry("payment terms code", "").containsEntry("country_region code", "")
                .containsEntry("city", "Turku");
        assertQuiet();
    }
}
