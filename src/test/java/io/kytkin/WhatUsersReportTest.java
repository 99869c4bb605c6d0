package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What users report of the synchronization that comes with NAV and Business Central, here called the original, each as
 * what happens instead (docs/guarantees.md lists them). All by REST. Three mappings share customers and accounts:
 * {@code customer} has those at home, {@code export-customer} those abroad, and {@code web-page} couples the same pairs
 * once more, for one field. Each test has customers of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WhatUsersReportTest {
    private static final String WEB_PAGE = """
            - beans:
                - name: web-page
                  type: io.kytkin.mapping.TableMapping
                  properties:
                    erpTable: customer
                    erpId: system_id
                    erpKey: "no"
                    erpModified: system_modified_at
                    crmTable: account
                    createInCrm: never
                    match: name
                    fields: |
                      name       -> name
                      home_page  -> websiteurl
            - route:
                id: web-page-to-crm
                routeConfigurationId: page
                from:
                  uri: direct:web-page-to-crm
                  steps:
                    - to: { id: web-page-to-crm-couplings, uri: direct:look-up-couplings }
                    - to: { id: web-page-to-crm-read, uri: direct:read-crm }
                    - bean: { id: web-page-to-crm-translate, ref: web-page, method: toCrm }
                    - to: { id: web-page-to-crm-write, uri: direct:write-crm }
                    - to: { id: web-page-to-crm-save, uri: direct:save-page }
            """;
    /** Customers from here on are abroad. */
    private static final int ABROAD = 11;
    private static final int CUSTOMERS = 16;

    @TempDir
    private static Path folder;

    private final Map<Database, TwoSides> started = new EnumMap<>(Database.class);
    private TwoSides sides;

    private void given(Database database) throws IOException {
        sides = started.get(database);
        if (sides == null) {
            // No schedule comes in between, but a mapping that nobody synchronizes for a day is late.
            Installation installation = TwoSides.on(database, SandboxSettings.defaults(), CUSTOMERS)
                    .withOwnRoutes(folder.resolve(database.name()))
                    .with("SCHEDULE_DEFAULT", "0 0 3 * * ?").with("HEALTH_STALLED_MINUTES", "1");
            installation.inErp("update customer set country_region_code = 'SE' where no >= '" + TwoSides.no(ABROAD) + "'");
            split(installation.ownRoutes());
            sides = TwoSides.of(installation.start());
            started.put(database, sides);
            for (String mapping : List.of("currency", "customer-price-group", "customer", "export-customer", "web-page")) {
                assertThat(changed(mapping, "toCrm").at("/counts/parked").asLong()).isZero();
            }
            changed("customer", "toErp");
            changed("export-customer", "toErp");
        }
    }

    private static void split(OwnRoutes routes) throws IOException {
        ChangeCaptureTest.splitCustomers(routes);
        UnaryOperator<String> withoutHomePage = text -> text.replaceAll("(?m)^ *home_page .*\n", "");
        routes.edit("customer", withoutHomePage);
        routes.edit("export-customer", text -> withoutHomePage.apply(text)
                .replaceFirst("(?m)^( *)# no .*", "$1no -> accountnumber"));
        Files.writeString(routes.mapping("web-page"), WEB_PAGE);
    }

    @AfterEach
    void clear() {
        sides.installation().crm().faults().clear();
    }

    @AfterAll
    void close() {
        started.values().forEach(TwoSides::close);
    }

    /** Runs a job over what changed, and returns it when it is over. */
    private JsonNode changed(String mapping, String direction) {
        JsonNode job = Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20)).until(() ->
                sides.post("/api/mappings/" + mapping + "/jobs", "{\"direction\": \"" + direction + "\", \"scope\": \"changed\"}"),
                answer -> answer.path("status").asInt() != 409);
        assertThat(job.path("id").asText()).as(job.toString()).isNotEmpty();
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).until(() ->
                sides.get("/api/jobs/" + job.path("id").asText()), answer -> !answer.path("finishedAt").isNull());
    }

    private static long read(JsonNode job) {
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("finished");
        return job.at("/counts/read").asLong();
    }

    /** Both directions, the ERP's changes first. */
    private void synchronize(String mapping) {
        read(changed(mapping, "toCrm"));
        read(changed(mapping, "toErp"));
    }

    private JsonNode mapping(String name) {
        return sides.get("/api/mappings/" + name);
    }

    private JsonNode record(String mapping, String no) {
        return sides.get("/api/records/" + mapping + "/" + no);
    }

    private JsonNode coupling(String mapping, String no) {
        return sides.get("/api/couplings?mapping=" + mapping + "&erpKey=" + no).at("/items/0");
    }

    private UUID crmId(String mapping, String no) {
        return UUID.fromString(coupling(mapping, no).path("crmId").asText());
    }

    private String account(UUID id, String attribute) {
        return sides.installation().crm().row("account", id).path(attribute).asText(null);
    }

    private void editAccount(UUID id, String attribute, String value) {
        sides.installation().crm().update("account", id, Map.of(attribute, value));
    }

    private long coupled(String mapping) {
        return StreamSupport.stream(sides.get("/api/couplings?limit=1000&mapping=" + mapping).path("items").spliterator(), false)
                .filter(coupling -> coupling.path("state").asText().equals("coupled")).count();
    }

    private long writes() {
        return sides.installation().crm().statistics().writes();
    }

    /** The original kept the ERP's time of change where the CRM's belongs, so a one-way mapping read all or nothing. */
    @ParameterizedTest
    @EnumSource
    void the_second_run_of_a_one_way_mapping_reads_0_whichever_way_it_goes(Database database) throws IOException {
        given(database);
        UUID user = sides.installation().crm().create("systemuser", Map.of("firstname", "Sanna", "lastname", "Seller",
                "internalemailaddress", CompanyGenerator.salespersonEMail(1), "domainname", "sanna@example.com"));
        changed("unit-of-measure", "toCrm");
        changed("salesperson", "toErp");

        assertThat(read(changed("unit-of-measure", "toCrm"))).isZero();
        assertThat(read(changed("salesperson", "toErp"))).isZero();
        assertThat(mapping("unit-of-measure").at("/positions/toCrm").asText(null)).isNotNull();
        assertThat(mapping("unit-of-measure").at("/positions/toErp").isNull()).isTrue();
        assertThat(mapping("salesperson").at("/positions/toCrm").isNull()).isTrue();
        assertThat(mapping("salesperson").at("/positions/toErp").asText(null)).isNotNull();

        sides.installation().inErp("update unit_of_measure set description = 'Crate', system_modified_at = current_timestamp "
                + "where code = (select min(code) from unit_of_measure)");
        sides.installation().crm().update("systemuser", user, Map.of("mobilephone", "+358 50 1"));
        assertThat(read(changed("unit-of-measure", "toCrm"))).isEqualTo(1);
        assertThat(read(changed("salesperson", "toErp"))).isEqualTo(1);
        assertThat(read(changed("salesperson", "toErp"))).isZero();
    }

    /** In the original the same error twice sets a record aside for good, and its error stays listed after a success. */
    @ParameterizedTest
    @EnumSource
    void an_error_that_came_twice_is_gone_as_soon_as_its_record_is_across(Database database) throws IOException {
        given(database);
        String no = TwoSides.no(1);
        sides.installation().crm().faults().add(Fault.refuseRecords("address1_city", "Nowhere", "no such town"));
        for (String town : List.of("Nowhere", "Nowhere 2")) {
            sides.editCustomer(no, "city", town);
            assertThat(changed("customer", "toCrm").at("/counts/parked").asLong()).isEqualTo(1);
        }
        assertThat(mapping("customer").at("/parked/data").asLong()).isEqualTo(1);
        assertThat(record("customer", no).path("explanation").asText()).contains("no such town");

        sides.editCustomer(no, "city", "Pori");
        assertThat(changed("customer", "toCrm").at("/counts/updated").asLong()).isEqualTo(1);

        assertThat(account(crmId("customer", no), "address1_city")).isEqualTo("Pori");
        assertThat(mapping("customer").at("/parked/data").asLong()).isZero();
        assertThat(sides.get("/api/parked-records?mapping=customer").path("items")).isEmpty();
        assertThat(sides.get("/api/parked-records?mapping=customer").path("causes")).isEmpty();
        assertThat(record("customer", no).path("parked")).isEmpty();
        assertThat(record("customer", no).path("explanation").asText()).doesNotContain("no such town");
        assertThat(coupling("customer", no).path("lastOutcome").asText()).isEqualTo("updated");
    }

    /** In the original a coupling belongs to two tables, not to a mapping. */
    @ParameterizedTest
    @EnumSource
    void uncoupling_all_of_one_mapping_leaves_another_s_couplings_of_the_same_records(Database database)
            throws IOException {
        given(database);
        String no = TwoSides.no(2);
        UUID account = crmId("customer", no);
        String page = account(account, "websiteurl");
        assertThat(crmId("web-page", no)).isEqualTo(account);
        long customers = coupled("customer");

        JsonNode answer = sides.post("/api/couplings/uncouple", "{\"mapping\": \"web-page\", \"all\": true}");

        assertThat(answer.path("uncoupled").asLong()).as(answer.toString()).isEqualTo(CUSTOMERS);
        assertThat(coupled("web-page")).isZero();
        assertThat(coupled("customer")).isEqualTo(customers).isGreaterThan(5);
        sides.editCustomer(no, "city", "Pori");
        sides.editCustomer(no, "home_page", "http://new");
        synchronize("customer");
        changed("web-page", "toCrm");
        assertThat(account(account, "address1_city")).isEqualTo("Pori");
        assertThat(account(account, "websiteurl")).isEqualTo(page);
    }

    /** The original looks for "the" mapping of a table, and takes the first. */
    @ParameterizedTest
    @EnumSource
    void two_mappings_of_one_table_each_keep_their_own_records_fields_and_position(Database database)
            throws IOException {
        given(database);
        String home = TwoSides.no(3);
        String abroad = TwoSides.no(ABROAD);
        UUID atHome = crmId("customer", home);
        UUID away = crmId("export-customer", abroad);
        assertThat(account(away, "accountnumber")).isEqualTo(abroad);
        assertThat(account(atHome, "accountnumber")).isNull();
        assertThat(coupling("customer", abroad).isMissingNode()).isTrue();
        assertThat(coupling("export-customer", home).isMissingNode()).isTrue();
        sides.editCustomer(home, "city", "Rauma");
        sides.editCustomer(abroad, "city", "Visby");
        editAccount(atHome, "telephone1", "+358 2 1");
        editAccount(away, "telephone1", "+46 8 1");

        synchronize("export-customer");

        assertThat(account(away, "address1_city")).isEqualTo("Visby");
        assertThat(sides.customer(abroad, "phone_no")).isEqualTo("+46 8 1");
        assertThat(account(atHome, "address1_city")).isNotEqualTo("Rauma");
        assertThat(sides.customer(home, "phone_no")).isNotEqualTo("+358 2 1");

        synchronize("customer");

        assertThat(account(atHome, "address1_city")).isEqualTo("Rauma");
        assertThat(sides.customer(home, "phone_no")).isEqualTo("+358 2 1");
        assertThat(account(atHome, "accountnumber")).isNull();
        assertThat(sides.get("/api/parked-records?mapping=export-customer").path("items")).isEmpty();
    }

    /** In the original, a list of ids that came out empty became no filter at all. */
    @ParameterizedTest
    @EnumSource
    void after_nothing_to_do_and_where_nothing_is_named_nothing_is_selected(Database database) throws IOException {
        given(database);
        String no = TwoSides.no(4);
        editAccount(crmId("customer", no), "telephone1", "+358 2 4");
        synchronize("customer");
        assertThat(read(changed("customer", "toErp"))).isZero();
        long customers = coupled("customer");
        sides.installation().crm().resetStatistics();

        assertThat(read(changed("customer", "toErp"))).as("after a run with nothing to do").isZero();
        for (int run = 0; run < 2; run++) {
            assertThat(read(changed("customer-price-group", "toCrm"))).isZero();
        }
        assertThat(sides.post("/api/mappings/customer/jobs", "{\"scope\": \"records\", \"records\": []}")
                .path("detail").asText()).isEqualTo("The scope is 'records', but records names none.");
        assertThat(sides.post("/api/couplings/uncouple", "{\"mapping\": \"customer\", \"erpKeys\": []}")
                .path("uncoupled").asLong()).isZero();
        assertThat(sides.post("/api/couplings/uncouple", "{\"mapping\": \"customer\", \"ids\": []}")
                .path("uncoupled").asLong()).isZero();
        assertThat(sides.post("/api/parked-records/retry", "{\"mapping\": \"customer\"}").path("records").asLong()).isZero();
        assertThat(coupled("customer")).isEqualTo(customers);
        assertThat(writes()).isZero();
    }

    /** In the original the delta mark passes a record that was refused before it had a coupling. */
    @ParameterizedTest
    @EnumSource
    void a_create_that_lacked_its_currency_is_made_when_that_arrives_though_nobody_edits_it(Database database)
            throws IOException {
        given(database);
        sides.installation().inErp("insert into customer (no, name, blocked, country_region_code, currency_code, system_id, "
                + "system_modified_at) values ('LATE', 'Late Oy', '', 'FI', 'ISK', cast('" + UUID.randomUUID()
                + "' as uuid), current_timestamp)");
        assertThat(changed("customer", "toCrm").at("/counts/parked").asLong()).isEqualTo(1);
        // As if that were long ago: the position lies far behind it.
        sides.installation().inErp("update customer set system_modified_at = date '2025-01-01' where no = 'LATE'");
        sides.editCustomer(TwoSides.no(5), "city", "Pori");
        synchronize("customer");
        assertThat(record("customer", "LATE").path("explanation").asText()).contains("is not in the CRM", "currency 'ISK'");

        sides.installation().inErp("insert into currency (code, description, system_id, system_modified_at) values ('ISK', "
                + "'Icelandic krona', cast('" + UUID.randomUUID() + "' as uuid), current_timestamp)");
        sides.installation().inErp("insert into currency_exchange_rate (currency_code, starting_date, exchange_rate_amount, "
                + "relational_exch_rate_amount, system_id, system_modified_at) values ('ISK', date '2025-01-01', 100, 0.67, "
                + "cast('" + UUID.randomUUID() + "' as uuid), current_timestamp)");
        read(changed("currency", "toCrm"));

        assertThat(changed("customer", "toCrm").at("/counts/created").asLong()).isEqualTo(1);
        assertThat(account(crmId("customer", "LATE"), "name")).isEqualTo("Late Oy");
        assertThat(record("customer", "LATE").path("parked")).isEmpty();
    }

    /** The original keeps no agreed values, so it takes the whole record of one side, or refuses both. */
    @ParameterizedTest
    @EnumSource
    void two_people_who_change_two_fields_lose_neither_edit(Database database) throws IOException {
        given(database);
        String no = TwoSides.no(6);
        UUID account = crmId("customer", no);
        sides.editCustomer(no, "city", "Naantali");
        editAccount(account, "telephone1", "+358 2 6");

        synchronize("customer");

        assertThat(sides.customer(no, "city")).isEqualTo("Naantali");
        assertThat(sides.customer(no, "phone_no")).isEqualTo("+358 2 6");
        assertThat(account(account, "address1_city")).isEqualTo("Naantali");
        assertThat(account(account, "telephone1")).isEqualTo("+358 2 6");
        assertThat(record("customer", no).path("parked")).isEmpty();
        sides.installation().crm().resetStatistics();
        Object written = sides.customer(no, "system_modified_at");
        synchronize("customer");
        assertThat(writes()).isZero();
        assertThat(sides.customer(no, "system_modified_at")).isEqualTo(written);
    }

    /** The original shows a coupling through its record or its mapping; where both are gone, nobody gets at it. */
    @ParameterizedTest
    @EnumSource
    void a_coupling_is_found_and_removed_though_both_its_records_and_its_mapping_are_gone(Database database)
            throws IOException {
        given(database);
        String no = TwoSides.no(ABROAD + 1);
        UUID account = crmId("web-page", no);
        Path file = sides.installation().ownRoutes().mapping("web-page");
        Files.delete(file);
        refresh();
        sides.installation().inErp("delete from customer where no = '" + no + "'");
        sides.installation().crm().delete("account", account);

        JsonNode orphans = sides.get("/api/couplings?erpKey=" + no).path("items");
        assertThat(orphans).hasSize(2);
        for (JsonNode orphan : orphans) {
            assertThat(sides.delete("/api/couplings/" + orphan.path("id").asText() + "?forget=true").has("status")).isFalse();
        }

        assertThat(sides.get("/api/couplings?crmId=" + account).path("items")).isEmpty();
        synchronize("export-customer");
        assertThat(sides.get("/api/couplings?erpKey=" + no).path("items")).isEmpty();
        assertThat(sides.get("/api/parked-records").path("items")).isEmpty();
        Files.writeString(file, WEB_PAGE);
        refresh();
    }

    private void refresh() {
        sides.installation().runtime().mappingFiles().refresh();
        sides.installation().runtime().mappingFiles().refresh();
    }

    /** In the original a job that failed too often, or found nothing for a while, is put on hold, and nothing says so. */
    @ParameterizedTest
    @EnumSource
    void a_synchronization_that_stops_says_why_and_since_when_and_health_goes_down(Database database)
            throws IOException {
        given(database);
        assertThat(sides.get("/observe/health").path("status").asText()).isEqualTo("UP");
        sides.installation().inErp("alter table customer rename to customer_away");
        JsonNode failed = changed("export-customer", "toCrm");
        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("message").asText()).containsIgnoringCase("customer");
        Database.execute(sides.installation().state(), "update job set started_at = started_at - interval '3' day, "
                + "finished_at = finished_at - interval '3' day where mapping = 'export-customer' and state = 'finished'");

        JsonNode health = sides.get("/observe/health");
        assertThat(health.path("status").asText()).isEqualTo("DOWN");
        assertThat(health.toString()).contains("export-customer was not synchronized for too long");
        JsonNode mapping = mapping("export-customer");
        assertThat(mapping.path("lagSeconds").asLong()).isGreaterThan(Duration.ofDays(2).toSeconds());
        assertThat(mapping.at("/lastJobs/toCrm/message").asText()).isEqualTo(failed.path("message").asText());

        sides.installation().inErp("alter table customer_away rename to customer");
        synchronize("export-customer");
        assertThat(sides.get("/observe/health").path("status").asText()).isEqualTo("UP");
        assertThat(mapping("export-customer").path("lagSeconds").asLong()).isLessThan(60);
    }
}
