package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 1 after a crash, on the way to the ERP: whenever the runtime is killed, exactly one customer for each account. */
class CrashToErpIT {
    private static final int ACCOUNTS = 200;
    private static final int KILLS = 4;
    /** Of a kill after the first page that is seen to arrive; in this time a runtime begins and ends several pages. */
    private static final int LATEST_MILLIS = 150;

    @TempDir
    private Path folder;
    private Installation installation;

    @AfterEach
    void close() {
        installation.close();
    }

    private int customers() {
        return installation.jdbi().withHandle(handle -> handle.createQuery("select count(*) from customer")
                .mapTo(Integer.class).one());
    }

    @Test
    void a_kill_while_accounts_become_customers_gives_each_one_customer_and_no_number_twice() throws Exception {
        installation = Installation.in(folder, erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(0)))
                .with("CRM_BATCH_SIZE", "10").with("CRM_MAX_PARALLEL", "2").with("CRM_TIMEOUT_SECONDS", "1");
        CustomersAndAccounts both = new CustomersAndAccounts(installation);
        Killer killer = new Killer(installation, folder.resolve("kytkin.log"));
        installation.inErp("insert into no_series_line (series_code, line_no, starting_no, last_no_used, system_id, "
                + "system_modified_at) values ('CUSTOMER', 10000, 'K0001', 'K0000', '" + UUID.randomUUID()
                + "', current_timestamp)");
        installation.inErp("insert into customer (no, name, blocked, system_id, system_modified_at) values ('K0025', "
                + "'Made by hand', 'All', '" + UUID.randomUUID() + "', current_timestamp)");
        SlowTrigger.install(installation, "customer");
        // This one comes after the customers' transaction and before the couplings are confirmed.
        SlowTrigger.install(installation, "contact");
        List<String> names = IntStream.range(0, ACCOUNTS).mapToObj(account -> "New " + account).toList();
        names.forEach(name -> installation.crm().create("account", Map.of("name", name, "customertypecode", 3)));
        for (int kill = 0; kill < KILLS; kill++) {
            killer.startAndKill(this::customers, LATEST_MILLIS);
        }
        both.synchronizeToTheEnd();

        both.assertExactlyOne(ACCOUNTS);
        assertThat(both.customers().values()).extracting(CustomersAndAccounts.Customer::name)
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(both.customers().values()).extracting(CustomersAndAccounts.Customer::no)
                .containsExactlyInAnyOrderElementsOf(numbers());
        assertThat(customersWithAContact()).isEqualTo(ACCOUNTS);

        String before = lastChange();
        installation.crm().resetStatistics();
        assertThat(both.synchronizeToTheEnd()).allSatisfy(job -> {
            assertThat(job.count(Outcome.CREATED)).isZero();
            assertThat(job.count(Outcome.UPDATED)).isZero();
        });
        assertThat(installation.crm().statistics().writes()).isZero();
        assertThat(lastChange()).isEqualTo(before);
    }

    /** Those of the series without a gap, but for the one that was taken. */
    private static Set<String> numbers() {
        Set<String> numbers = new HashSet<>();
        for (int number = 1; number <= ACCOUNTS + 1; number++) {
            numbers.add(String.format("K%04d", number));
        }
        numbers.remove("K0025");
        return numbers;
    }

    private int customersWithAContact() {
        return installation.jdbi().withHandle(handle -> handle.createQuery("select count(*) from customer c "
                + "join contact_business_relation r on r.no = c.no join contact p on p.no = r.contact_no and p.name = c.name")
                .mapTo(Integer.class).one());
    }

    private String lastChange() {
        return installation.jdbi().withHandle(handle -> handle.createQuery("select concat((select max(system_modified_at) "
                + "from customer), ' ', (select max(system_modified_at) from contact), ' ', (select last_no_used from "
                + "no_series_line))").mapTo(String.class).one());
    }
}
