package io.kytkin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.Database;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.ParkingClass;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing is stuck, nothing is silent: each class of parked record, and what releases it. */
class ParkedRecordsTest {

    /** Refuses the records for as long as their name is "bad". */
    private static void refuseBadNames(SyncRuntime runtime) {
        runtime.crm().answers((crm, page, record) -> {
            if ("bad".equals(record.source().get("name"))) {
                record.park(Parking.data("name: the CRM does not take 'bad'", "name", "bad"));
            } else {
                crm.store(page, record);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void refused_records_are_parked_with_field_and_value_and_the_others_are_written(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            refuseBadNames(runtime);
            runtime.erp().putMany("thing", 30);
            runtime.erp().put("thing", "A", "bad", null, null);
            runtime.erp().put("thing", "B", "bad", null, null);

            SynchJob job = runtime.run("thing", Scope.ALL);

            assertThat(job.count(Outcome.CREATED)).isEqualTo(30);
            assertThat(job.count(Outcome.PARKED)).isEqualTo(2);
            assertThat(runtime.parkedRecords().ofErpKey("thing", "a")).singleElement().satisfies(parked -> {
                assertThat(parked.parking().field()).isEqualTo("name");
                assertThat(parked.parking().erpValue()).isEqualTo("bad");
                assertThat(parked.attempts()).isEqualTo(1);
                assertThat(parked.nextAttemptAt()).isNull();
            });
            assertThat(runtime.parkedRecords().causes(null, null)).containsExactly(new ParkedRecord.Cause("thing", "data",
                    "name: the CRM does not take 'bad'", 2));
            assertThat(runtime.couplings().ofErpId("thing", "id-A")).as("the reservation is taken back").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusals_that_name_each_record_s_own_value_are_one_cause_and_tried_again_as_one(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            runtime.crm().answers((crm, page, record) -> record.park(Parking.refused("A thing with the number '"
                    + record.erpKey() + "' exists already (412).", null, null)));
            runtime.erp().putMany("thing", 3);

            runtime.run("thing", Scope.ALL);

            String cause = "A thing with the number \u2026 exists already (\u2026).";
            assertThat(runtime.parkedRecords().causes(null, null)).containsExactly(
                    new ParkedRecord.Cause("thing", "data", cause, 3));
            assertThat(runtime.parkedRecords().list("thing", null, null, 10)).extracting(parked -> parked.parking().reason())
                    .as("each keeps its own").doesNotHaveDuplicates().allMatch(reason -> reason.endsWith("exists already (412)."));
            assertThat(runtime.parkedRecords().retry("thing", null, cause)).containsEntry("thing", 3L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_record_is_tried_again_when_it_changes_and_then_not_parked_any_more(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            refuseBadNames(runtime);
            runtime.erp().put("thing", "A", "bad", null, null);
            runtime.run("thing", Scope.ALL);
            assertThat(runtime.run("thing", Scope.CHANGED).read()).isZero();

            runtime.erp().put("thing", "A", "good", null, null);
            SynchJob job = runtime.run("thing", Scope.CHANGED);

            assertThat(job.count(Outcome.CREATED)).isEqualTo(1);
            assertThat(runtime.parkedRecords().counts()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_child_waits_for_its_parent_and_is_released_when_that_is_coupled(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("parent")
                .with("child", "parent_code -> parentid coupled parent")) {
            runtime.erp().put("child", "C1", "one", "P1", null);
            runtime.erp().put("child", "C2", "two", "P2", null);
            runtime.run("child", Scope.ALL);
            assertThat(runtime.parkedRecords().list("child", ParkingClass.DEPENDENCY, null, 10)).hasSize(2)
                    .allSatisfy(parked -> assertThat(parked.parking().waitsForMapping()).isEqualTo("parent"));
            assertThat(runtime.run("child", Scope.CHANGED).read()).isZero();

            runtime.erp().put("parent", "p1");
            runtime.run("parent", Scope.ALL);
            SynchJob job = runtime.run("child", Scope.CHANGED);

            assertThat(job.count(Outcome.CREATED)).isEqualTo(1);
            assertThat(runtime.parkedRecords().list("child", null, null, 10)).extracting(ParkedRecord::erpKey)
                    .containsExactly("C2");
            Coupling parent = runtime.couplings().ofErpId("parent", "id-p1").orElseThrow().coupling();
            Coupling child = runtime.couplings().ofErpId("child", "id-C1").orElseThrow().coupling();
            assertThat(runtime.crm().rows().get(child.crmId())).containsEntry("parentid", parent.crmId());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_child_read_in_the_crm_is_released_by_the_key_of_its_parent_there(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("parent")) {
            runtime.erp().put("parent", "P1");
            runtime.run("parent", Scope.ALL);
            String parent = runtime.couplings().ofErpId("parent", "id-P1").orElseThrow().coupling().crmId().toString();
            park(runtime, "known", parent);
            park(runtime, "unknown", "00000000-0000-4000-8000-000000000000");

            assertThat(runtime.parkedRecords().due("child", Direction.TO_ERP, null, null, 10)).containsExactly("known");
        }
    }

    private static void park(SyncRuntime runtime, String record, String waitsFor) {
        runtime.inState("insert into parked_record (record_id, mapping, direction, id, class, reason, waits_mapping, waits_key,"
                + " attempts, first_at, job) values ('" + record + "', 'child', 'toErp', '" + java.util.UUID.randomUUID()
                + "', 'dependency', 'waits', 'parent', '" + waitsFor + "', 1, current_timestamp, '"
                + java.util.UUID.randomUUID() + "')");
    }

    @ParameterizedTest
    @EnumSource
    void what_a_second_pass_owes_is_paid_once_the_other_record_is_coupled(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("friend")
                .with("thing", "friend_code -> friendid coupled friend, second pass")) {
            runtime.erp().put("thing", "A", "a", null, "F1");
            runtime.erp().put("thing", "B", "b", null, null);
            runtime.run("thing", Scope.ALL);
            assertThat(runtime.couplings().owing("thing", true, null, 10)).containsExactly("id-A");
            assertThat(runtime.run("thing", Scope.CHANGED).read()).isEqualTo(1);
            assertThat(runtime.run("thing", Scope.CHANGED).read()).as("what still waits").isZero();
            assertThat(runtime.run("thing", Scope.DEBTS).count(Outcome.UNCHANGED)).isEqualTo(1);

            runtime.erp().put("friend", "F1");
            runtime.run("friend", Scope.ALL);
            SynchJob pass = runtime.run("thing", Scope.CHANGED);

            assertThat(pass.count(Outcome.UPDATED)).isEqualTo(1);
            assertThat(runtime.couplings().owing("thing", true, null, 10)).isEmpty();
            Coupling thing = runtime.couplings().ofErpId("thing", "id-A").orElseThrow().coupling();
            Coupling friend = runtime.couplings().ofErpId("friend", "id-F1").orElseThrow().coupling();
            assertThat(runtime.crm().rows().get(thing.crmId())).containsEntry("friendid", friend.crmId());
        }
    }

    @ParameterizedTest
    @EnumSource
    void chosen_records_are_synchronized_whatever_the_position(Database database) {
        try (SyncRuntime runtime = new SyncRuntime(database, 3).with("thing")) {
            runtime.erp().putMany("thing", 30);

            SynchJob job = runtime.run("thing", Scope.RECORDS, "id-000003", "id-000017", "id-none");

            assertThat(job.count(Outcome.CREATED)).isEqualTo(2);
            assertThat(job.count(Outcome.OUT_OF_SCOPE)).isEqualTo(1);
            assertThat(runtime.position("thing")).isNull();
            assertThat(List.copyOf(runtime.crm().rows().values())).hasSize(2);
        }
    }
}
