package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deletes that the ERP does not tell of, and how many are acted on without asking. */
class DeletionSweepTest {
    private static final String NO = "C10000007";

    @TempDir
    private Path routes;

    private Installation installation;

    private void start(Database database, String onErpDelete) throws Exception {
        installation = Installation.on(database, erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(20)))
                .withOwnRoutes(routes);
        policy(onErpDelete);
        installation.start();
        installation.fullSynchronization("customer");
    }

    private void policy(String onErpDelete) throws IOException {
        installation.ownRoutes().edit("customer", text -> text.replaceAll("onErpDelete: .*", "onErpDelete: " + onErpDelete));
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private CouplingStore.Stored coupling(String no) {
        return installation.coupling("customer", no);
    }

    private SynchJob sweep(boolean allowed) {
        HttpResponse<String> answer = installation.rest().post("/api/mappings/customer/jobs",
                "{\"scope\": \"deletes\", \"allowDeletes\": " + allowed + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        UUID id = UUID.fromString(RestClient.json(answer).path("id").asText());
        Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(() ->
                installation.runtime().jobs().store().find(id).orElseThrow().finishedAt() != null);
        return installation.runtime().jobs().store().find(id).orElseThrow();
    }

    @Test
    void the_sweep_runs_by_its_own_schedule() throws Exception {
        start(Database.H2, "keep");
        installation.stop();
        installation.with("SCHEDULE_SWEEP", "* * * * * ?").start();
        installation.inErp("delete from customer where no = '" + NO + "'");

        Awaitility.await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(50)).until(() ->
                coupling(NO).coupling().state() == Coupling.State.BROKEN);
    }

    @ParameterizedTest
    @EnumSource
    void a_sweep_finds_what_the_erp_deleted_and_asks_where_it_is_more_than_the_threshold(Database database)
            throws Exception {
        start(database, "deactivate");
        UUID account = coupling(NO).coupling().crmId();
        installation.inErp("delete from customer where no = '" + NO + "'");
        installation.crm().resetStatistics();

        SynchJob job = sweep(false);

        assertThat(job.state()).as(job.message()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(job.count(Outcome.DELETED)).isEqualTo(1);
        assertThat(installation.crm().row("account", account).get("statecode").asInt()).isEqualTo(1);
        assertThat(installation.crm().statistics().writes()).isEqualTo(1);
        assertThat(coupling(NO).coupling().state()).isEqualTo(Coupling.State.BROKEN);

        installation.crm().delete("account", account);

        assertThat(sweep(false).count(Outcome.DELETED)).isEqualTo(1);
        assertThat(coupling(NO)).isNull();

        policy("delete");
        installation.runtime().mappingFiles().refresh();
        installation.runtime().mappingFiles().refresh();
        installation.inErp("delete from customer where no <= 'C10000012'");
        SynchJob stopped = sweep(false);

        assertThat(stopped.state()).isEqualTo(SynchJob.State.FAILED);
        assertThat(stopped.message()).contains("records were deleted in the ERP").contains("allowDeletes");
        assertThat(installation.crm().rows("account")).hasSize(19);

        SynchJob allowed = sweep(true);

        assertThat(allowed.state()).as(allowed.message()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(allowed.count(Outcome.DELETED)).isGreaterThan(10);
        assertThat(installation.crm().rows("account")).hasSize((int) (19 - allowed.count(Outcome.DELETED)));
        assertThat(installation.runtime().parkedRecords().list("customer", null, null, 50)).isEmpty();

        installation.inErp("delete from customer");
        SynchJob none = sweep(false);

        assertThat(none.state()).isEqualTo(SynchJob.State.FAILED);
        assertThat(none.message()).contains("none is left");
        assertThat(installation.crm().rows("account")).hasSize((int) (19 - allowed.count(Outcome.DELETED)));
    }

    @ParameterizedTest
    @EnumSource
    void what_the_crm_deleted_is_found_although_it_no_longer_knows_where_the_last_run_ended(Database database)
            throws Exception {
        start(database, "keep");
        installation.synchronizeChanges("customer");
        installation.crm().delete("account", coupling(NO).coupling().crmId());
        installation.crm().faults().add(Fault.status(410, -1).onUrl("deltatoken").times(1));

        installation.synchronizeChanges("customer");

        assertThat(coupling(NO).coupling().state()).isEqualTo(Coupling.State.BROKEN);
        installation.synchronizeChanges("customer");
        assertThat(installation.runtime().jobs().store().latest("customer", Direction.TO_ERP, null).orElseThrow().read())
                .isZero();
    }

    @Test
    void a_run_over_all_records_also_finds_what_the_crm_deleted_before_it() throws Exception {
        start(Database.H2, "keep");
        installation.synchronizeChanges("customer");
        installation.crm().delete("account", coupling(NO).coupling().crmId());

        installation.run(new JobRequest("customer", Direction.TO_ERP, Scope.ALL, List.of(), "test", null));

        assertThat(coupling(NO).coupling().state()).isEqualTo(Coupling.State.BROKEN);
    }
}
