package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM in the middle of a full synchronization against a slow CRM: the pages in hand are finished, and that is all.
 * The runtime is a process of its own, except where only the time counts that it takes.
 */
class StopIT {
    private static final int CUSTOMERS = 400;
    private static final int PAGE = 20;
    private static final int AT_ONCE = 2;
    /** What a shell says of a process that SIGTERM ended: 128 + 15. */
    private static final int ENDED_BY_SIGTERM = 143;
    private static final Pattern REST = Pattern.compile("REST +(http://[\\d.:]+)/api/");

    @TempDir
    private Path folder;
    private Installation installation;
    private Process process;

    @BeforeEach
    void slowDown() {
        installation = Installation.in(folder, erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(CUSTOMERS)))
                .with("CRM_BATCH_SIZE", String.valueOf(PAGE)).with("CRM_MAX_PARALLEL", String.valueOf(AT_ONCE));
        installation.crm().faults().add(Fault.delay(400).onMethod("POST").onTable("accounts"));
    }

    @AfterEach
    void close() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        installation.close();
    }

    @Test
    void a_stopped_command_finishes_the_pages_in_hand_and_the_next_one_sends_nothing_again() throws Exception {
        process = installation.startProcess(log(), "synchronize", "customer");
        awaitAccounts(2 * PAGE);

        stopInTheMiddle();

        assertThat(Files.readString(log())).contains("Stopped after the pages in hand");
        installation.crm().faults().clear();
        process = installation.startProcess(log(), "synchronize", "customer");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log())).isZero();
        assertAllSentOnce();
    }

    @Test
    void a_stopped_runtime_finishes_the_pages_in_hand_and_goes_on_by_itself_at_the_next_start() throws Exception {
        process = installation.startProcess(log());
        post("/api/full-synchronizations", "{\"mappings\": [\"customer\"], \"start\": true}");
        awaitAccounts(2 * PAGE);

        stopInTheMiddle();

        installation.crm().faults().clear();
        process = installation.startProcess(log());
        address();
        assertThat(Files.readString(log())).contains("Going on with the full synchronization that was interrupted");
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertAllSentOnce();
    }

    @Test
    void a_stopped_runtime_gives_up_on_a_step_into_a_route_that_was_taken_away() throws Exception {
        installation.start();
        UUID id = installation.runtime().fullSynchronizations().review(List.of("customer"), "test").id();
        installation.runtime().context().getRouteController().stopRoute("company-contacts");
        installation.runtime().fullSynchronizations().start(id, "test");
        awaitAccounts(PAGE);

        assertThat(CompletableFuture.runAsync(installation::stop)).succeedsWithin(Duration.ofSeconds(10));
    }

    private Path log() {
        return folder.resolve("kytkin.log");
    }

    private void awaitAccounts(int number) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() ->
                installation.crm().rows("account").size() >= number);
    }

    /** Stops the process and checks what it leaves: at most the pages in hand were added, each confirmed whole. */
    private void stopInTheMiddle() throws Exception {
        int atStop = installation.crm().rows("account").size();
        process.destroy();

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("it ends within a few seconds").isTrue();
        assertThat(process.exitValue()).as(Files.readString(log())).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(Files.readString(log())).doesNotContain("Exception", "\tat ");
        int created = installation.crm().rows("account").size();
        assertThat(created).isLessThanOrEqualTo(atStop + AT_ONCE * PAGE).isLessThan(CUSTOMERS);
        assertThat(coupled("where reservation in (select id from reservation) and"))
                .as("sent, but not known to have arrived").isEmpty();
        assertThat(coupled("where")).isEqualTo(accounts());
    }

    private void assertAllSentOnce() throws SQLException {
        assertThat(accounts()).hasSize(CUSTOMERS);
        assertThat(coupled("where")).isEqualTo(accounts());
        assertThat(installation.crm().statistics().repeatedCreates("account")).isZero();
        assertThat(installation.crm().statistics().created("account")).isEqualTo(CUSTOMERS);
        assertThat(installation.crm().statistics().updated("account")).isZero();
    }

    /** The address of REST, which the runtime prints when it has nothing to do at once any more. */
    private String address() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            Matcher printed = REST.matcher(Files.readString(log()));
            return printed.find() ? printed.group(1) : null;
        }, java.util.Objects::nonNull);
    }

    private void post(String path, String body) {
        HttpResponse<String> answer = new RestClient(address()).post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private Set<String> accounts() {
        Set<String> ids = new HashSet<>();
        installation.crm().rows("account").forEach(account -> ids.add(account.get("accountid").asText()));
        return ids;
    }

    /** The CRM records of the couplings of customers, none of them twice. */
    private Set<String> coupled(String where) throws SQLException {
        Set<String> ids = new HashSet<>();
        try (Connection state = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("state"), "", "");
             Statement query = state.createStatement(); ResultSet rows = query.executeQuery(
                     "select crm_id from coupling " + where + " mapping = 'customer'")) {
            while (rows.next()) {
                assertThat(ids.add(rows.getString("crm_id"))).isTrue();
            }
        }
        return ids;
    }
}
