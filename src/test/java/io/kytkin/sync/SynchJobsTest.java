package io.kytkin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.Database;
import io.kytkin.mapping.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way of a job from begin to end, on each database. */
class SynchJobsTest {

    @ParameterizedTest
    @EnumSource
    void each_record_is_created_once_and_coupled(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            runtime.erp().putMany("thing", 95);

            SynchJob job = runtime.run("thing", Scope.ALL);

            assertThat(job.state()).isEqualTo(SynchJob.State.FINISHED);
            assertThat(job.read()).isEqualTo(95);
            assertThat(job.total()).isEqualTo(95);
            assertThat(job.count(Outcome.CREATED)).isEqualTo(95);
            assertThat(runtime.crm().rows()).hasSize(95);
            assertThat(runtime.couplings().counts()).containsEntry("thing", 95L);
            assertThat(runtime.couplings().list("thing", null, null, null, 1000)).allMatch(stored ->
                    stored.coupling().isCoupled() && runtime.crm().rows().containsKey(stored.coupling().crmId()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void pages_that_may_hold_the_same_records_are_not_under_way_together(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            runtime.erp().putMany("thing", 60);
            runtime.erp().repeat();
            runtime.crm().answers((crm, page, record) -> {
                Thread.sleep(1);
                crm.store(page, record);
            });

            SynchJob job = runtime.run("thing", Scope.ALL);

            assertThat(job.count(Outcome.CREATED)).isEqualTo(60);
            assertThat(runtime.crm().mostPages()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_second_job_writes_nothing_and_reads_only_what_changed(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            runtime.erp().putMany("thing", 45);
            runtime.run("thing", Scope.ALL);
            runtime.crm().forgetWrites();

            SynchJob all = runtime.run("thing", Scope.ALL);
            SynchJob changed = runtime.run("thing", Scope.CHANGED);

            assertThat(all.count(Outcome.UNCHANGED)).isEqualTo(45);
            assertThat(changed.read()).isZero();
            assertThat(runtime.crm().writes()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_changed_record_is_updated(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            runtime.erp().putMany("thing", 15);
            runtime.run("thing", Scope.ALL);
            runtime.erp().put("thing", "000007", "another name", null, null);

            SynchJob job = runtime.run("thing", Scope.CHANGED);

            assertThat(job.read()).isEqualTo(1);
            assertThat(job.count(Outcome.UPDATED)).isEqualTo(1);
            assertThat(runtime.couplings().ofErpId("thing", "id-000007").orElseThrow().coupling().agreed().of("name").crm())
                    .isEqualTo("another name");
        }
    }
}
