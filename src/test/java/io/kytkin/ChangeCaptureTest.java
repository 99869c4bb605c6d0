package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.Direction;
import io.kytkin.sandbox.DemoCompany;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.Positions;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a poll notices, and what it costs, with the demo company and two mappings that share the CRM's accounts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangeCaptureTest {
    private static final String EXPORT = "country_region_code <> 'FI'";

    private Map<Database, Installation> installations;
    private Installation installation;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        installations = Map.of(Database.H2, start(Database.H2, folder.resolve("h2")),
                Database.POSTGRESQL, start(Database.POSTGRESQL, folder.resolve("postgresql")));
    }

    private static Installation start(Database database, Path routes) throws IOException {
        Installation started = Installation.on(database, DemoCompany::install).withOwnRoutes(routes);
        splitCustomers(started.ownRoutes());
        started.start().fullSynchronization("item", "customer", "export-customer");
        for (String mapping : List.of("customer", "export-customer")) {
            started.synchronizeChanges(mapping);
        }
        return started;
    }

    /** Customers abroad get a mapping of their own over the same two tables. */
    static void splitCustomers(OwnRoutes routes) throws IOException {
        String customer = Files.readString(routes.mapping("customer"));
        Files.writeString(routes.mapping("export-customer"), customer
                .replace("name: customer\n", "name: export-customer\n").replace("customer-", "export-customer-")
                .replace("ref: customer,", "ref: export-customer,").replace("constant: customer ", "constant: export-customer ")
                .replace("mapping/customer", "mapping/export-customer")
                .replace("export-customer-price-group", "customer-price-group")
                .replace("erpFilter: blocked = ''", "erpFilter: blocked = '' and " + EXPORT)
                .replace("crmFilter: statecode eq 0", "crmFilter: statecode eq 0 and address1_country ne 'FI'"));
        Files.writeString(routes.mapping("customer"), customer
                .replace("erpFilter: blocked = ''", "erpFilter: blocked = '' and not (" + EXPORT + ")")
                .replace("crmFilter: statecode eq 0", "crmFilter: statecode eq 0 and address1_country eq 'FI'"));
    }

    @AfterAll
    void close() {
        installations.values().forEach(Installation::close);
    }

    private SynchJob changed(String mapping, Direction direction) {
        return installation.run(new JobRequest(mapping, direction, Scope.CHANGED, List.of(), "rest", null));
    }

    private UUID coupledTo(String mapping, String erpKey) {
        return installation.coupling(mapping, erpKey).coupling().crmId();
    }

    private String inErp(String query) {
        return installation.jdbi().withHandle(handle -> handle.createQuery(query).mapTo(String.class).one());
    }

    private String someCustomer(String condition) {
        return inErp("select min(no) from customer where blocked = '' and " + condition);
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void the_second_run_of_a_one_way_mapping_reads_nothing(Database database) {
        installation = installations.get(database);

        assertThat(changed("unit-of-measure", Direction.TO_CRM).read()).isZero();
        Positions positions = new Positions(installation.state());
        assertThat(positions.of("unit-of-measure", Direction.TO_CRM)).isPresent();
        assertThat(positions.of("unit-of-measure", Direction.TO_ERP)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void an_idle_poll_selects_nothing_and_asks_the_crm_once(Database database) {
        installation = installations.get(database);
        for (String mapping : List.of("export-customer", "customer")) {
            changed(mapping, Direction.TO_ERP);
        }
        installation.crm().resetStatistics();
        assertThat(installation.runtime().couplings().owing("export-customer", true, null, 10))
                .as("customers whose primary contact is not coupled").isNotEmpty();

        assertThat(changed("export-customer", Direction.TO_CRM).read()).isZero();
        assertThat(installation.crm().statistics().reads()).isZero();
        SynchJob toErp = changed("export-customer", Direction.TO_ERP);
        assertThat(toErp.read()).isZero();
        assertThat(installation.crm().statistics().reads()).isEqualTo(1);
        assertThat(toErp.crmRequests()).isEqualTo(1);
        assertThat(installation.run(new JobRequest("export-customer", Direction.TO_CRM, Scope.RECORDS, List.of(), "rest", null))
                .read()).as("no records named are none, not all").isZero();
        assertThat(installation.run(new JobRequest("export-customer", Direction.TO_ERP, Scope.RECORDS, List.of(), "rest", null))
                .read()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void two_mappings_of_one_table_each_take_their_own_from_one_answer(Database database) {
        installation = installations.get(database);
        String home = someCustomer("country_region_code = 'FI'");
        String abroad = someCustomer(EXPORT);
        // The one that will be first is the last before, so that its next poll asks.
        for (String mapping : List.of("export-customer", "customer")) {
            changed(mapping, Direction.TO_ERP);
        }
        installation.crm().update("account", coupledTo("customer", home), Map.of("address1_line1", "Kauppatori 1"));
        installation.crm().update("account", coupledTo("export-customer", abroad), Map.of("address1_line1", "Main Street 1"));

        installation.synchronizeChanges("customer");
        installation.synchronizeChanges("export-customer");

        assertThat(inErp("select address from customer where no = '" + home + "'")).isEqualTo("Kauppatori 1");
        assertThat(inErp("select address from customer where no = '" + abroad + "'")).isEqualTo("Main Street 1");
        assertThat(Stream.of("customer", "export-customer").mapToLong(mapping -> installation.runtime().jobs().store()
                .latest(mapping, Direction.TO_ERP, null).orElseThrow().crmRequests()).sum()).as("one question for both").isEqualTo(1);
        assertThat(installation.runtime().couplings().list("customer", abroad, null, null, 1)).isEmpty();
        assertThat(installation.runtime().couplings().list("export-customer", home, null, null, 1)).isEmpty();
        for (String mapping : List.of("customer", "export-customer")) {
            assertThat(installation.runtime().parkedRecords().ofErpKey(mapping, home)).isEmpty();
            assertThat(installation.runtime().parkedRecords().ofErpKey(mapping, abroad)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_ledger_entry_brings_its_item_and_a_rate_its_currency(Database database) {
        installation = installations.get(database);
        String item = inErp("select min(no) from item where blocked = false");
        UUID product = coupledTo("item", item);
        double before = installation.crm().row("product", product).path("quantityonhand").asDouble();
        installation.inErp("insert into item_ledger_entry (entry_no, item_no, quantity, system_id, system_modified_at) values "
                + "(900001, '" + item + "', 7, '90000000-0000-0000-0000-000000000001', current_timestamp)");
        installation.inErp("update currency_exchange_rate set relational_exch_rate_amount = relational_exch_rate_amount * 2, "
                + "system_modified_at = current_timestamp where currency_code = 'USD'");
        UUID dollar = coupledTo("currency", "USD");
        double rate = installation.crm().row("transactioncurrency", dollar).path("exchangerate").asDouble();

        SynchJob items = changed("item", Direction.TO_CRM);
        changed("currency", Direction.TO_CRM);

        assertThat(items.read()).isEqualTo(1);
        assertThat(installation.crm().row("product", product).path("quantityonhand").asDouble()).isEqualTo(before + 7);
        assertThat(installation.crm().row("transactioncurrency", dollar).path("exchangerate").asDouble())
                .isLessThan(rate);
    }
}
