package io.kytkin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.Database;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Parking;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may pass by itself is tried again, by the job itself and by later ones, ever more seldom; nothing is made twice by it. */
class RetriedRecordsTest {

    @ParameterizedTest
    @EnumSource
    void failures_that_pass_are_tried_again_later_and_later(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            runtime.crm().answers((crm, page, record) -> record.park(Parking.transientFailure("the CRM is busy")));
            runtime.erp().put("thing", "A");
            runtime.run("thing", Scope.ALL);
            ParkedRecord first = parked(runtime);
            assertThat(first.attempts()).as("the job itself tried again").isEqualTo(5);

            assertThat(runtime.run("thing", Scope.CHANGED).read()).as("not due yet").isZero();
            runtime.inState("update parked_record set attempts = 1, next_attempt_at = current_timestamp");
            runtime.inState("update parked_record set job = '" + UUID.randomUUID() + "'");
            runtime.run("thing", Scope.CHANGED);

            assertThat(parked(runtime).attempts()).isEqualTo(6);
            assertThat(waiting(parked(runtime))).isBetween(Duration.ofSeconds(120), Duration.ofSeconds(161));
            runtime.inState("update parked_record set attempts = 500, next_attempt_at = current_timestamp");
            runtime.run("thing", Scope.CHANGED);
            assertThat(waiting(parked(runtime))).isBetween(Duration.ofMinutes(47), Duration.ofMinutes(61));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_job_does_not_try_again_what_waits_for_others(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            Parking price = Parking.waitingForOthers("its price goes first", "state", "retired", null, "price", "P1");
            runtime.crm().answers((crm, page, record) -> record.park(price));
            runtime.erp().put("thing", "A");

            SynchJob job = runtime.run("thing", Scope.ALL);

            assertThat(job.state()).isEqualTo(SynchJob.State.FINISHED);
            assertThat(parked(runtime).parking()).isEqualTo(price);
            assertThat(parked(runtime).attempts()).isEqualTo(1);
            assertThat(waiting(parked(runtime))).as("the next job may").isLessThan(Duration.ofSeconds(6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_record_that_waited_for_others_and_then_fails_waits_for_them_no_longer(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            runtime.crm().answers((crm, page, record) -> record.park(Parking.waitingForOthers("its price goes first", "state")));
            runtime.erp().put("thing", "A");
            runtime.run("thing", Scope.ALL);

            runtime.crm().answers((crm, page, record) -> record.park(Parking.transientFailure("the CRM is busy")));
            runtime.run("thing", Scope.ALL);

            assertThat(parked(runtime).parking().waitsForOthers()).isFalse();
            assertThat(parked(runtime).attempts()).as("the job itself tried again").isGreaterThan(2);
        }
    }

    private static ParkedRecord parked(SyncRuntime runtime) {
        return runtime.parkedRecords().list("thing", null, null, 1).get(0);
    }

    private static Duration waiting(ParkedRecord parked) {
        return Duration.between(Instant.now(), parked.nextAttemptAt());
    }
    @ParameterizedTest
    @EnumSource
    void a_lost_answer_leaves_one_record_and_a_true_coupling(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            AtomicInteger losses = new AtomicInteger(7);
            runtime.crm().answers((crm, page, record) -> {
                if (losses.getAndDecrement() > 0) {
                    crm.storeSilently(page, record);
                } else {
                    crm.store(page, record);
                }
            });
            runtime.erp().putMany("thing", 25);

            SynchJob job = runtime.run("thing", Scope.ALL);

            assertThat(job.state()).isEqualTo(SynchJob.State.FINISHED);
            assertThat(job.count(Outcome.CREATED)).isEqualTo(18);
            assertThat(job.count(Outcome.COUPLED)).isEqualTo(7);
            assertThat(job.count(Outcome.PARKED)).isZero();
            assertThat(runtime.crm().rows()).hasSize(25);
            assertThat(runtime.couplings().counts()).containsEntry("thing", 25L);
            assertThat(runtime.parkedRecords().counts()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_record_that_breaks_the_transaction_does_not_take_its_page_with_it(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            runtime.erp().putMany("thing", 10);
            runtime.crm().answers((crm, page, record) -> {
                if (record.erpKey().equals("000004")) {
                    record.park(Parking.data("refused", "a field's name is never so long ".repeat(20), null));
                } else {
                    crm.store(page, record);
                }
            });

            SynchJob job = runtime.run("thing", Scope.ALL);

            assertThat(job.count(Outcome.CREATED)).isEqualTo(9);
            assertThat(runtime.couplings().counts()).containsEntry("thing", 9L);
            assertThat(runtime.parkedRecords().list("thing", null, null, 10)).singleElement().satisfies(parked ->
                    assertThat(parked.parking().reason()).contains("can't be saved").doesNotContain("update parked_record"));
        }
    }
}
