package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariant 12: deletes by policy, never by surprise. */
class DeletesTest {
    private static final String NO = "C10000007";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path routes;

    private Installation installation;
    private UUID account;

    /** @param policies lines that replace those of the customer's mapping file */
    private void start(TwoWayTest.Database database, String onErpDelete, String onCrmDelete) throws Exception {
        installation = Installation.on(SandboxSettings.defaults().withAuthentication(false), database.url("erp"),
                database.url("state"), erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(20)))
                .withOwnRoutes(routes);
        Path file = routes.resolve("mappings/customer.camel.yaml");
        Files.writeString(file, Files.readString(file)
                .replaceAll("onErpDelete: .*", "onErpDelete: " + onErpDelete)
                .replaceAll("onCrmDelete: .*", "onCrmDelete: " + onCrmDelete));
        installation.start();
        installation.fullSynchronization("customer");
        account = coupling(NO).coupling().crmId();
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private CouplingStore.Stored coupling(String no) {
        List<CouplingStore.Stored> found = installation.runtime().couplings().list("customer", no, null, null, 2);
        return found.isEmpty() ? null : found.get(0);
    }

    private String customer(String column) throws SQLException {
        try (Connection erp = installation.erp().getConnection(); Statement statement = erp.createStatement();
             ResultSet row = statement.executeQuery("select " + column + " from customer where no = '" + NO + "'")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    private ObjectNode account(UUID id) {
        return installation.crm().row("account", id);
    }

    private List<ParkedRecord> parked() {
        return installation.runtime().parkedRecords().list("customer", null, null, 50);
    }

    private SynchJob sweep(boolean allowed) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(HttpRequest.newBuilder(URI.create(installation.runtime().address()
                        + "/api/mappings/customer/jobs")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"scope\": \"deletes\", \"allowDeletes\": " + allowed + "}"))
                .build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        UUID id = UUID.fromString(answer.body().replaceAll("(?s).*?\"id\"\\s*:\\s*\"([^\"]+)\".*", "$1"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(() ->
                installation.runtime().jobs().store().find(id).orElseThrow().finishedAt() != null);
        return installation.runtime().jobs().store().find(id).orElseThrow();
    }

    private SynchJob latest(Direction direction) {
        return installation.runtime().jobs().store().latest("customer", direction, null).orElseThrow();
    }

    private void assertQuiet() {
        installation.crm().resetStatistics();
        installation.synchronizeChanges("customer");
        installation.synchronizeChanges("customer");
        assertThat(installation.crm().statistics().writes()).isZero();
    }

    @Test
    void a_kept_customer_stays_as_it_is_and_its_coupling_is_broken() throws Exception {
        start(TwoWayTest.Database.H2, "keep", "keep");
        installation.crm().delete("account", account);

        installation.synchronizeChanges("customer");

        assertThat(latest(Direction.TO_ERP).state()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(latest(Direction.TO_ERP).count(Outcome.DELETED)).isEqualTo(1);
        assertThat(latest(Direction.TO_ERP).count(Outcome.PARKED)).isZero();
        assertThat(coupling(NO).coupling().state()).isEqualTo(Coupling.State.BROKEN);
        assertThat(customer("blocked")).isEmpty();
        assertThat(parked()).isEmpty();
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void a_restored_account_is_created_once_under_a_new_key(TwoWayTest.Database database) throws Exception {
        start(database, "keep", "restore");
        installation.crm().delete("account", account);

        installation.synchronizeChanges("customer");
        installation.synchronizeChanges("customer");

        Coupling restored = coupling(NO).coupling();
        assertThat(restored.state()).isEqualTo(Coupling.State.COUPLED);
        assertThat(restored.crmId()).isNotEqualTo(account);
        assertThat(restored.generation()).isEqualTo(1);
        assertThat(account(restored.crmId()).get("name").asText()).isEqualTo(customer("name"));
        assertThat(installation.crm().rows("account")).hasSize(20);
        assertThat(parked()).isEmpty();
        assertQuiet();
    }

    @Test
    void an_account_found_missing_when_it_is_updated_is_restored_by_the_same_job() throws Exception {
        start(TwoWayTest.Database.H2, "keep", "restore");
        installation.synchronizeChanges("customer");
        installation.crm().delete("account", account);
        installation.inErp("update customer set city = 'Pori', system_modified_at = current_timestamp where no = '" + NO
                + "'");

        installation.synchronizeChanges("customer");

        Coupling restored = coupling(NO).coupling();
        assertThat(restored.crmId()).isNotEqualTo(account);
        assertThat(account(restored.crmId()).get("address1_city").asText()).isEqualTo("Pori");
        assertThat(installation.crm().rows("account")).hasSize(20);
        assertQuiet();
        assertThat(parked()).isEmpty();
    }

    @Test
    void a_customer_is_blocked_where_the_policy_says_so() throws Exception {
        start(TwoWayTest.Database.H2, "keep", "deactivate blocked = 'All'");
        installation.crm().delete("account", account);

        installation.synchronizeChanges("customer");

        assertThat(customer("blocked")).isEqualTo("All");
        assertThat(coupling(NO).coupling().state()).isEqualTo(Coupling.State.BROKEN);
        assertQuiet();
    }

    @Test
    void a_customer_is_deleted_where_the_policy_says_so_but_never_with_an_edit_nobody_sent() throws Exception {
        start(TwoWayTest.Database.H2, "keep", "delete");
        UUID other = coupling("C10000008").coupling().crmId();
        installation.inErp("update customer set city = 'Pori' where no = 'C10000008'");
        installation.crm().delete("account", account);
        installation.crm().delete("account", other);

        installation.synchronizeChanges("customer");

        assertThat(customer("no")).isNull();
        assertThat(coupling(NO)).isNull();
        assertThat(coupling("C10000008").coupling().state()).isEqualTo(Coupling.State.COUPLED);
        assertThat(parked()).singleElement().satisfies(record -> {
            assertThat(record.parking().parkingClass()).isEqualTo(ParkingClass.PARTNER_DELETED);
            assertThat(record.parking().reason()).contains("city");
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_sweep_finds_the_customers_that_the_erp_deleted(TwoWayTest.Database database) throws Exception {
        start(database, "deactivate", "keep");
        installation.inErp("delete from customer where no = '" + NO + "'");
        installation.crm().resetStatistics();

        SynchJob job = sweep(false);

        assertThat(job.state()).as(job.message()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(job.count(Outcome.DELETED)).isEqualTo(1);
        assertThat(account(account).get("statecode").asInt()).isEqualTo(1);
        assertThat(installation.crm().statistics().writes()).isEqualTo(1);
        assertThat(coupling(NO).coupling().state()).isEqualTo(Coupling.State.BROKEN);
        assertQuiet();
        installation.crm().delete("account", account);
        assertThat(sweep(false).count(Outcome.DELETED)).isEqualTo(1);
        assertThat(coupling(NO)).isNull();
        assertThat(parked()).isEmpty();
    }

    @Test
    void more_deletes_than_the_threshold_stop_the_job_until_a_person_allows_them() throws Exception {
        start(TwoWayTest.Database.H2, "delete", "keep");
        installation.inErp("delete from customer where no <= 'C10000012'");

        SynchJob stopped = sweep(false);

        assertThat(stopped.state()).isEqualTo(SynchJob.State.FAILED);
        assertThat(stopped.message()).contains("records were deleted in the ERP").contains("allowDeletes");
        assertThat(installation.crm().rows("account")).hasSize(20);

        SynchJob allowed = sweep(true);

        assertThat(allowed.state()).as(allowed.message()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(installation.crm().rows("account")).hasSize((int) (20 - allowed.count(Outcome.DELETED)));
        assertThat(allowed.count(Outcome.DELETED)).isGreaterThan(10);
        assertThat(parked()).isEmpty();
    }

    @Test
    void an_empty_table_is_no_reason_to_delete_anything() throws Exception {
        start(TwoWayTest.Database.H2, "delete", "keep");
        Map<String, Long> before = installation.runtime().couplings().counts();
        installation.stop();
        installation.with("DELETES_MOST", "1000").start();
        installation.inErp("delete from customer");

        SynchJob stopped = sweep(false);

        assertThat(stopped.state()).isEqualTo(SynchJob.State.FAILED);
        assertThat(stopped.message()).contains("none is left");
        assertThat(installation.crm().rows("account")).hasSize(20);
        assertThat(installation.runtime().couplings().counts()).isEqualTo(before);
    }
}
