package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 1 after a crash: whenever the runtime is killed, exactly one account for each customer, coupled to it; for the
 * reverse see {@link CrashToErpIT}. What is killed is a process of its own, so that it really is; who cleans up after it is
 * one of this process, which starts sooner.
 */
class CrashIT {
    private static final int CUSTOMERS = 400;
    private static final int KILLS = 10;
    private static final int PAGE = 6;
    private static final int AT_ONCE = 2;
    /** Of a kill after the first page that is seen to arrive; in this time a runtime begins and ends several pages. */
    private static final int LATEST_MILLIS = 150;
    /** The same where the CRM takes its time. */
    private static final int LATEST_MILLIS_OF_SLOW_CRM = 600;

    @TempDir
    private Path folder;
    private Installation installation;
    private CustomersAndAccounts both;
    private Killer killer;

    private void start(int pageSize) {
        installation = Installation.in(folder, erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(CUSTOMERS)))
                .with("CRM_BATCH_SIZE", String.valueOf(pageSize)).with("CRM_MAX_PARALLEL", String.valueOf(AT_ONCE))
                .with("CRM_TIMEOUT_SECONDS", "1");
        both = new CustomersAndAccounts(installation);
        killer = new Killer(installation, folder.resolve("kytkin.log"));
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private int createdAccounts() {
        return (int) installation.crm().statistics().created("account");
    }

    @Test
    void a_kill_at_any_moment_leaves_no_duplicate_and_loses_nothing_whatever_the_crm_answers() throws Exception {
        start(PAGE);
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
            killer.startAndKill(this::createdAccounts, LATEST_MILLIS_OF_SLOW_CRM);
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
    void an_edit_made_between_a_lost_answer_and_the_retry_survives() throws Exception {
        start(20);
        installation.crm().faults().add(Fault.cutAfterCommit().onMethod("POST").onTable("accounts").times(1));
        killer.startAndKill(this::createdAccounts, LATEST_MILLIS);
        installation.crm().faults().clear();
        ObjectNode account = installation.crm().rows("account").get(0);
        UUID id = UUID.fromString(account.get("accountid").asText());
        installation.crm().update("account", id, Map.of("telephone1", "+358 2 000 000"));

        both.synchronizeToTheEnd();

        both.assertExactlyOne(CUSTOMERS);
        assertThat(installation.crm().row("account", id).get("telephone1").asText()).isEqualTo("+358 2 000 000");
    }
}
