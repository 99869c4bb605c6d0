package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sandbox.SandboxSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 1: after a crash at any moment, and whatever the CRM answers or fails to answer, exactly one account for each
 * customer, coupled to it. The runtime is a process of its own, so that it can really be killed.
 */
class ExactlyOneTest {
    private static final int CUSTOMERS = 400;
    private static final int KILLS = 10;

    @TempDir
    private Path folder;
    private Installation installation;
    private String stateUrl;

    @BeforeEach
    void start() {
        stateUrl = "jdbc:h2:file:" + folder.resolve("state");
        installation = Installation.on(SandboxSettings.defaults().withAuthentication(false),
                "jdbc:h2:file:" + folder.resolve("erp") + ";AUTO_SERVER=TRUE", Installation.memory("unused"),
                erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(CUSTOMERS)))
                .with("CRM_BATCH_SIZE", "20").with("CRM_MAX_PARALLEL", "2").with("CRM_TIMEOUT_SECONDS", "1")
                .with("STATE_JDBC_URL", "").with("DATA_DIRECTORY", folder.toString());
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private Process synchronize() throws Exception {
        return installation.startProcess(folder.resolve("kytkin.log"), "synchronize", "customer");
    }

    private void synchronizeToTheEnd() throws Exception {
        Process process = synchronize();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(java.nio.file.Files.readString(folder.resolve("kytkin.log"))).isZero();
    }

    private void assertExactlyOne() throws SQLException {
        List<ObjectNode> accounts = installation.crm().rows("account");
        Set<String> names = new HashSet<>();
        Set<String> ids = new HashSet<>();
        accounts.forEach(account -> {
            names.add(account.get("name").asText());
            ids.add(account.get("accountid").asText());
        });
        assertThat(accounts).hasSize(CUSTOMERS);
        Set<String> coupled = new HashSet<>();
        try (Connection state = DriverManager.getConnection(stateUrl, "", ""); Statement query = state.createStatement();
             ResultSet rows = query.executeQuery("select crm_id, case when reservation in (select id from reservation) "
                     + "then 'reserved' else state end as state from coupling where mapping = 'customer'")) {
            while (rows.next()) {
                assertThat(rows.getString("state")).isEqualTo("coupled");
                assertThat(coupled.add(rows.getString("crm_id"))).isTrue();
            }
        }
        assertThat(coupled).isEqualTo(ids);
    }

    @Test
    void a_kill_at_any_moment_leaves_no_duplicate_and_loses_nothing() throws Exception {
        Random moment = new Random(20260101);
        installation.crm().faults().add(Fault.delay(60).onMethod("POST").onTable("accounts"));
        for (int kill = 0; kill < KILLS; kill++) {
            int before = installation.crm().rows("account").size();
            Process process = synchronize();
            Awaitility.await().atMost(60, TimeUnit.SECONDS).pollInterval(5, TimeUnit.MILLISECONDS).until(() ->
                    !process.isAlive() || installation.crm().rows("account").size() > before);
            Thread.sleep(moment.nextInt(150));
            process.destroyForcibly().waitFor();
        }
        installation.crm().faults().clear();

        synchronizeToTheEnd();
        assertExactlyOne();

        installation.crm().resetStatistics();
        synchronizeToTheEnd();
        assertThat(installation.crm().statistics().writes()).isZero();
    }

    @Test
    void answers_that_fail_or_never_come_leave_no_duplicate_and_lose_nothing() throws Exception {
        installation.crm().faults().add(Fault.throttled(1).onMethod("POST").onTable("accounts").times(2));
        installation.crm().faults().add(Fault.status(503, -1).onMethod("POST").onTable("accounts").fromThe(5).times(2));
        installation.crm().faults().add(Fault.cutBeforeCommit().onMethod("POST").onTable("accounts").fromThe(8).times(2));
        installation.crm().faults().add(Fault.cutAfterCommit().onMethod("POST").onTable("accounts").fromThe(11).times(2));
        installation.crm().faults().add(Fault.delay(1500).onMethod("POST").onTable("accounts").fromThe(14).times(2));

        Process process = synchronize();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        installation.crm().faults().clear();
        Thread.sleep(1000);
        synchronizeToTheEnd();

        assertExactlyOne();
    }

    @Test
    void a_lost_state_database_makes_no_duplicate() throws Exception {
        synchronizeToTheEnd();
        Set<String> before = new HashSet<>();
        installation.crm().rows("account").forEach(account -> before.add(account.get("accountid").asText()));

        for (String file : new String[] {"state.mv.db", "state.trace.db"}) {
            java.nio.file.Files.deleteIfExists(folder.resolve(file));
        }
        synchronizeToTheEnd();

        assertThat(installation.crm().rows("account")).hasSize(before.size());
        assertExactlyOne();
    }

    @Test
    void an_edit_made_between_a_lost_answer_and_the_retry_survives() throws Exception {
        installation.crm().faults().add(Fault.cutAfterCommit().onMethod("POST").onTable("accounts").times(1));
        Process process = synchronize();
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> !installation.crm().rows("account").isEmpty());
        process.destroyForcibly().waitFor();
        installation.crm().faults().clear();
        ObjectNode account = installation.crm().rows("account").get(0);
        java.util.UUID id = java.util.UUID.fromString(account.get("accountid").asText());
        installation.crm().update("account", id, Map.of("telephone1", "+358 2 000 000"));

        synchronizeToTheEnd();

        assertExactlyOne();
        assertThat(installation.crm().row("account", id).get("telephone1").asText()).isEqualTo("+358 2 000 000");
    }
}
