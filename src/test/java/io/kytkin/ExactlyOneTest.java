package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.SynchJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 1: after a crash at any moment, and whatever the CRM answers or fails to answer, exactly one account for each
 * customer, coupled to it; and the reverse. Where the runtime is killed it is a process of its own, so that it really is;
 * who cleans up after it is one of this process, which starts sooner.
 */
class ExactlyOneTest {
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
    private final Random moment = new Random(20260101);

    private void start(int customers, int pageSize) {
        installation = Installation.in(folder, erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(customers)))
                .with("CRM_BATCH_SIZE", String.valueOf(pageSize)).with("CRM_MAX_PARALLEL", String.valueOf(AT_ONCE))
                .with("CRM_TIMEOUT_SECONDS", "1");
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
            Awaitility.await().atMost(60, TimeUnit.SECONDS).pollInterval(5, TimeUnit.MILLISECONDS).until(() ->
                    !process.isAlive() || arrived.getAsInt() > before);
            Thread.sleep(moment.nextInt(latestMillis));
            assertThat(process.isAlive()).as("it is killed in the middle; it said: " + Files.readString(log)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Finishes what was interrupted, if anything was, and compares all once more. @return the jobs of the latter */
    private List<SynchJob> synchronizeToTheEnd() {
        if (installation.runtime() == null) {
            installation.start().runtime().fullSynchronizations().resume().ifPresent(installation::awaitEnd);
        }
        FullSynchronization run = installation.fullSynchronization("customer");
        List<SynchJob> jobs = installation.jobs(run);
        assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
        assertThat(jobs).allSatisfy(job -> assertThat(job.count(Outcome.PARKED)).isZero());
        return jobs;
    }

    private int accounts() {
        return installation.crm().rows("account").size();
    }

    private int customers() {
        return installation.jdbi().withHandle(handle -> handle.createQuery("select count(*) from customer")
                .mapTo(Integer.class).one());
    }

    /** The couplings of customers by their CRM record; none of a CRM record or a customer twice. */
    private Map<UUID, Coupling> couplings() {
        Map<UUID, Coupling> couplings = new HashMap<>();
        Set<String> customers = new HashSet<>();
        installation.runtime().couplings().list("customer", null, null, null, 10 * CUSTOMERS).forEach(stored -> {
            Coupling coupling = stored.coupling();
            assertThat(coupling.state()).isEqualTo(Coupling.State.COUPLED);
            assertThat(couplings.put(coupling.crmId(), coupling)).isNull();
            assertThat(customers.add(coupling.erpId())).isTrue();
        });
        return couplings;
    }

    /** One account for each customer, and each coupled with its own. */
    private void assertExactlyOne() {
        Map<UUID, String> accounts = new HashMap<>();
        installation.crm().rows("account").forEach(account ->
                accounts.put(UUID.fromString(account.get("accountid").asText()), account.get("name").asText()));
        Map<String, Customer> customers = customersInScope();
        assertThat(customers).hasSize(CUSTOMERS);
        assertThat(accounts.values()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(
                customers.values().stream().map(Customer::name).toList());
        Map<UUID, Coupling> couplings = couplings();
        assertThat(couplings.keySet()).isEqualTo(accounts.keySet());
        couplings.forEach((account, coupling) -> assertThat(customers.get(coupling.erpId()))
                .isEqualTo(new Customer(coupling.erpKey(), accounts.get(account))));
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
            startAndKill(this::accounts, LATEST_MILLIS_OF_SLOW_CRM);
            // The first of them begins with nothing; each that follows finds what a kill left.
            assertThat(createdAgain() - before).isLessThanOrEqualTo(kill == 0 ? 0 : PAGE * AT_ONCE);
        }
        assertThat(faults).allSatisfy(fault -> assertThat(installation.crm().faults().met(fault)).isPositive());
        assertThat(installation.crm().faults().met(unread)).isPositive();
        installation.crm().faults().clear();
        assertThat(accounts()).as("it was killed in the middle to the last").isLessThan(CUSTOMERS);

        long before = createdAgain();
        synchronizeToTheEnd();
        assertThat(createdAgain() - before).isLessThanOrEqualTo(PAGE * AT_ONCE);
        assertExactlyOne();

        installation.crm().resetStatistics();
        synchronizeToTheEnd();
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
        Map<UUID, String> names = new HashMap<>();
        for (int account = 0; account < ACCOUNTS; account++) {
            String name = "New " + account;
            names.put(installation.crm().create("account", Map.of("name", name, "customertypecode", 3)), name);
        }
        for (int kill = 0; kill < KILLS_TO_ERP; kill++) {
            startAndKill(this::customers, LATEST_MILLIS);
        }
        synchronizeToTheEnd();

        Map<String, Customer> made = customersInScope();
        assertThat(made.values()).extracting(Customer::name).containsExactlyInAnyOrderElementsOf(names.values());
        assertThat(made.values()).extracting(Customer::no).containsExactlyInAnyOrderElementsOf(numbers());
        Map<UUID, Coupling> couplings = couplings();
        assertThat(couplings.keySet()).isEqualTo(names.keySet());
        couplings.forEach((account, coupling) -> assertThat(made.get(coupling.erpId()))
                .isEqualTo(new Customer(coupling.erpKey(), names.get(account))));
        assertThat(accounts()).isEqualTo(ACCOUNTS);
        assertThat(customersWithAContact()).isEqualTo(ACCOUNTS);

        String before = lastChange();
        installation.crm().resetStatistics();
        assertThat(synchronizeToTheEnd()).allSatisfy(job -> {
            assertThat(job.count(Outcome.CREATED)).isZero();
            assertThat(job.count(Outcome.UPDATED)).isZero();
        });
        assertThat(installation.crm().statistics().writes()).isZero();
        assertThat(lastChange()).isEqualTo(before);
    }

    private record Customer(String no, String name) { }

    /** By their system id. */
    private Map<String, Customer> customersInScope() {
        Map<String, Customer> customers = new HashMap<>();
        installation.jdbi().useHandle(handle -> handle.createQuery("select system_id, no, name from customer where blocked = ''")
                .map((row, context) -> customers.put(row.getString(1), new Customer(row.getString(2), row.getString(3)))).list());
        return customers;
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
    void answers_that_fail_or_never_come_leave_no_duplicate_and_lose_nothing() throws Exception {
        start(CUSTOMERS, 20);
        installation.crm().faults().add(Fault.throttled(1).onMethod("POST").onTable("accounts").times(2));
        installation.crm().faults().add(Fault.status(503, -1).onMethod("POST").onTable("accounts").fromThe(5).times(2));
        installation.crm().faults().add(Fault.cutBeforeCommit().onMethod("POST").onTable("accounts").fromThe(8).times(2));
        installation.crm().faults().add(Fault.cutAfterCommit().onMethod("POST").onTable("accounts").fromThe(11).times(2));
        installation.crm().faults().add(Fault.delay(1500).onMethod("POST").onTable("accounts").fromThe(14).times(2));

        installation.start().fullSynchronization("customer");
        installation.stop();
        installation.crm().faults().clear();
        Thread.sleep(1000);
        synchronizeToTheEnd();

        assertExactlyOne();
    }

    @Test
    void a_lost_state_database_makes_no_duplicate() throws Exception {
        start(CUSTOMERS, 20);
        synchronizeToTheEnd();
        int before = accounts();
        installation.stop();

        for (String file : List.of("state.mv.db", "state.trace.db")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        synchronizeToTheEnd();

        assertThat(accounts()).isEqualTo(before);
        assertExactlyOne();
    }

    @Test
    void an_edit_made_between_a_lost_answer_and_the_retry_survives() throws Exception {
        start(CUSTOMERS, 20);
        installation.crm().faults().add(Fault.cutAfterCommit().onMethod("POST").onTable("accounts").times(1));
        startAndKill(this::accounts, LATEST_MILLIS);
        installation.crm().faults().clear();
        ObjectNode account = installation.crm().rows("account").get(0);
        UUID id = UUID.fromString(account.get("accountid").asText());
        installation.crm().update("account", id, Map.of("telephone1", "+358 2 000 000"));

        synchronizeToTheEnd();

        assertExactlyOne();
        assertThat(installation.crm().row("account", id).get("telephone1").asText()).isEqualTo("+358 2 000 000");
    }
}
