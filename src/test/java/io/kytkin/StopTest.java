package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sandbox.SandboxSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in the middle of a full synchronization against a slow CRM: the pages in hand are finished, and that is all. */
class StopTest {
    private static final int CUSTOMERS = 400;
    private static final int PAGE = 20;
    private static final int AT_ONCE = 2;

    @TempDir
    private Path folder;

    @Test
    void a_stop_finishes_the_pages_in_hand_and_nothing_is_sent_again_at_the_next_start() throws Exception {
        try (Installation installation = Installation.on(SandboxSettings.defaults().withAuthentication(false),
                "jdbc:h2:file:" + folder.resolve("erp") + ";AUTO_SERVER=TRUE", Installation.memory("unused"),
                erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(CUSTOMERS)))) {
            installation.with("CRM_BATCH_SIZE", String.valueOf(PAGE)).with("CRM_MAX_PARALLEL", String.valueOf(AT_ONCE))
                    .with("STATE_JDBC_URL", "").with("DATA_DIRECTORY", folder.toString());
            installation.crm().faults().add(Fault.delay(400).onMethod("POST").onTable("accounts"));
            Path log = folder.resolve("kytkin.log");
            Process first = installation.startProcess(log, "synchronize", "customer");
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() ->
                    installation.crm().rows("account").size() >= 2 * PAGE);

            int atStop = installation.crm().rows("account").size();
            first.destroy();

            assertThat(first.waitFor(20, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
            assertThat(Files.readString(log)).contains("Stopped after the pages in hand").doesNotContain("Exception");
            int created = installation.crm().rows("account").size();
            assertThat(created).isLessThanOrEqualTo(atStop + AT_ONCE * PAGE).isLessThan(CUSTOMERS);
            assertThat(count("coupling where mapping = 'customer' and reservation in (select id from reservation)"))
                    .as("sent, but not known to have arrived").isZero();
            assertThat(count("coupling where mapping = 'customer'")).isEqualTo(created);

            installation.crm().faults().clear();
            Process second = installation.startProcess(log, "synchronize", "customer");

            assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).as(Files.readString(log)).isZero();
            assertThat(installation.crm().rows("account")).hasSize(CUSTOMERS);
            assertThat(installation.crm().statistics().repeatedCreates("account")).isZero();
            assertThat(installation.crm().statistics().created("account")).isEqualTo(CUSTOMERS);
            assertThat(installation.crm().statistics().updated("account")).isZero();
        }
    }

    private long count(String what) throws SQLException {
        try (Connection state = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("state"), "", "");
             Statement query = state.createStatement(); ResultSet rows = query.executeQuery("select count(*) from " + what)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
