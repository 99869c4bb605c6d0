package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 1 without a crash, for which see {@link CrashIT}: whatever the CRM answers or fails to answer, exactly one account
 * for each customer, coupled to it.
 */
class ExactlyOneTest {
    private static final int CUSTOMERS = 400;

    @TempDir
    private Path folder;
    private Installation installation;
    private CustomersAndAccounts both;

    @BeforeEach
    void install() {
        installation = Installation.in(folder, erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(CUSTOMERS)))
                .with("CRM_BATCH_SIZE", "20").with("CRM_MAX_PARALLEL", "2").with("CRM_TIMEOUT_SECONDS", "1");
        both = new CustomersAndAccounts(installation);
    }

    @AfterEach
    void close() {
        installation.close();
    }

    @Test
    void answers_that_fail_or_never_come_leave_no_duplicate_and_lose_nothing() throws Exception {
        installation.crm().faults().add(Fault.throttled(1).onMethod("POST").onTable("accounts").times(2));
        installation.crm().faults().add(Fault.status(503, -1).onMethod("POST").onTable("accounts").fromThe(5).times(2));
        installation.crm().faults().add(Fault.cutBeforeCommit().onMethod("POST").onTable("accounts").fromThe(8).times(2));
        installation.crm().faults().add(Fault.cutAfterCommit().onMethod("POST").onTable("accounts").fromThe(11).times(2));
        installation.crm().faults().add(Fault.delay(1500).onMethod("POST").onTable("accounts").fromThe(14).times(2));

        installation.start().fullSynchronization("customer");
        installation.stop();
        installation.crm().faults().clear();
        Thread.sleep(1000);
        both.synchronizeToTheEnd();

        both.assertExactlyOne(CUSTOMERS);
    }

    @Test
    void a_lost_state_database_makes_no_duplicate() throws Exception {
        both.synchronizeToTheEnd();
        int before = both.accounts();
        installation.stop();

        for (String file : List.of("state.mv.db", "state.trace.db")) {
            Files.deleteIfExists(folder.resolve(file));
        }
        both.synchronizeToTheEnd();

        assertThat(both.accounts()).isEqualTo(before);
        both.assertExactlyOne(CUSTOMERS);
    }
}
