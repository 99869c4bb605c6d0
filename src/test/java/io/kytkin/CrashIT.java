package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 1 after a crash: whenever the runtime is killed, exactly one account for each customer, coupled to it; and the
 * reverse. What is killed is a process of its own, so that it really is; who cleans up after it is one of this process, which
 * starts sooner.
 */
class CrashIT {
    private static final int CUSTOMERS = 400;
    private static final int ACCOUNTS = 200;
    private static final int KILLS = 10;
    private static final int PAGE = 6;
    private static final int AT_ONCE = 2;
    private static final int KILLS_TO_ERP = 4;
    /** Of a kill after the first page that is seen to arrive; in this time a runtime begins and ends several pages. */
    private static final int LATEST_MILLIS = 150;
    /** The same where the CRM takes its time. */
    private static final int LATEST_MILLIS_OF_SLOW_CRM = 600;

    @TempDir
    private Path folder;
    private Installation installation;
    private CustomersAndAccounts both;
    private final Random moment = new Random(20260101);

    private void start(int customers, int pageSize) {
        installation = Installation.in(folder, erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(customers)))
                .with("CRM_BATCH_SIZE", String.valueOf(pageSize)).with("CRM_MAX_PARALLEL", String.valueOf(AT_ONCE))
                .with("CRM_TIMEOUT_SECONDS", "1");
        both = new CustomersAndAccounts(installation);
    }

    @AfterEach
    void close() {
        installation.close();
    }

    /** Starts a process, waits until it has carried something across, and kills it a random moment later. */
    private void startAndKill(IntSupplier arrived, int latestMillis) throws Exception {
        int before = arrived.getAsInt();
        Path log = folder.resolve("kytkin.log");
        Process process = installation.startProcess(log, "synchronize", "customer");
        try {
            Awaitility.await().atMost(60, TimeUnit.SECONDS).pollInterval(10, TimeUnit.MILLISECONDS).until(() ->
                    !process.isAlive() || arrived.getAsInt() > before);
            Thread.sleep(moment.nextInt(latestMillis));
            assertThat(process.isAlive()).as("it is killed in the middle; it said: " + Files.readString(log)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private int createdAccounts() {
        return (int) installation.crm().statistics().created("account");
    }

    private int customers() {
        return installation.jdbi().withHandle(handle -> handle.createQuery("select count(*) from customer")
                .mapTo(Integer.class).one());
    }

    @Test
    void a_kill_at_any_moment_leaves_no_duplicate_and_loses_nothing_whatever_the_crm_answers() throws Exception {
        start(CUSTOMERS, PAGE);
        List<Fault> faults = List.of(Fault.throttled(1).withProbability(0.1, 3),
                Fault.status(503, -1).withProbability(0.1, 16), Fault.cutBeforeCommit().withProbability(0.1, 17),
                Fault.cutAfterCommit().withProbability(0.1, 10), Fault.delay(1500).withProbability(0.1, 13),
                // What meets none of these still takes a while, so that a kill finds requests under way.
                Fault.delay(80)).stream().map(fault -> fault.onMethod("POST").onTable("accounts")).toList();
        // Where a page asks what the CRM has already, above all of what a kill left.
        Fault unread = Fault.status(503, -1).onTable("$batch").withProbability(0.1, 25);
        faults.forEach(installation.crm().faults()::add);
        installation.crm().faults().add(unread);
        for (int kill = 0; kill < KILLS; kill++) {
            long before = createdAgain();
            startAndKill(this::createdAccounts, LATEST_MILLIS_OF_SLOW_CRM);
            // The first of them begins with nothing; each that follows finds what a kill left.
            assertThat(createdAgain() - before).isLessThanOrEqualTo(kill == 0 ? 0 : PAGE * AT_ONCE);
        }
        assertThat(faults).allSatisfy(fault -> assertThat(installation.crm().faults().met(fault)).isPositive());
        assertThat(installation.crm().faults().met(unread)).isPositive();
        installation.crm().faults().clear();
        assertThat(both.accounts()).as("it was killed in the middle to the last").isLessThan(CUSTOMERS);

        long before = createdAgain();
        both.synchronizeToTheEnd();
        assertThat(createdAgain() - before).isLessThanOrEqualTo(PAGE * AT_ONCE);
        both.assertExactlyOne(CUSTOMERS);

        installation.crm().resetStatistics();
        both.synchronizeToTheEnd();
        assertThat(installation.crm().statistics().writes()).isZero();
    }

    /** How many creates the CRM was sent of records that it had been sent before. */
    private long createdAgain() {
        return installation.crm().statistics().repeatedCreates("account");
    }

    @Test
    void a_kill_while_accounts_become_customers_gives_each_one_customer_and_no_number_twice() throws Exception {
        start(0, 10);
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
        for (int kill = 0; kill < KILLS_TO_ERP; kill++) {
            startAndKill(this::customers, LATEST_MILLIS);
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

    @Test
    void an_edit_made_between_a_lost_answer_and_the_retry_survives() throws Exception {
        start(CUSTOMERS, 20);
        installation.crm().faults().add(Fault.cutAfterCommit().onMethod("POST").onTable("accounts").times(1));
        startAndKill(this::createdAccounts, LATEST_MILLIS);
        installation.crm().faults().clear();
        ObjectNode account = installation.crm().rows("account").get(0);
        UUID id = UUID.fromString(account.get("accountid").asText());
        installation.crm().update("account", id, Map.of("telephone1", "+358 2 000 000"));

        both.synchronizeToTheEnd();

        both.assertExactlyOne(CUSTOMERS);
        assertThat(installation.crm().row("account", id).get("telephone1").asText()).isEqualTo("+358 2 000 000");
    }
}
