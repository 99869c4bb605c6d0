package io.kytkin.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.Database;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.sync.FullSynchronization.Line;
import io.kytkin.sync.FullSynchronization.LineState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class FullSynchronizationsTest {
    private SyncRuntime runtime = family(new SyncRuntime(Database.H2, 3));

    /** Parent and stranger stand alone, child waits for parent, grandchild for child. */
    private static SyncRuntime family(SyncRuntime runtime) {
        return runtime.with("parent", "friend_code -> friendid coupled child, second pass")
                .with("child", "parent_code -> parentid coupled parent")
                .with("grandchild", "parent_code -> parentid coupled child")
                .with("stranger");
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private FullSynchronization start(SyncRuntime in, String... mappings) {
        UUID id = in.fullSynchronizations().review(List.of(mappings), "tester").id();
        return in.fullSynchronizations().start(id, "tester");
    }

    private FullSynchronization awaitEnd(SyncRuntime in, UUID id) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(() ->
                in.fullSynchronizations().find(id).orElseThrow().state() != FullSynchronization.State.RUNNING
                        && in.jobs().isIdle());
        return in.fullSynchronizations().find(id).orElseThrow();
    }

    private static Line line(FullSynchronization run, String mapping, int pass) {
        return run.lines().stream().filter(line -> line.mapping().equals(mapping) && line.pass() == pass).findFirst()
                .orElseThrow();
    }

    private SynchJob job(FullSynchronization run, String mapping, int pass) {
        return runtime.jobs().store().find(line(run, mapping, pass).toCrmJob()).orElseThrow();
    }

    /** Holds back all records of a mapping until the latch opens. */
    private CountDownLatch holdBack(String mapping) {
        CountDownLatch open = new CountDownLatch(1);
        runtime.crm().answers((crm, page, record) -> {
            if (page.mapping().name().equals(mapping)) {
                open.await(20, TimeUnit.SECONDS);
            }
            crm.store(page, record);
        });
        return open;
    }

    private void fill() {
        for (int number = 0; number < 15; number++) {
            runtime.erp().put("parent", "P" + number, "parent", null, "C" + number);
            runtime.erp().put("child", "C" + number, "child", "P" + number, null);
            runtime.erp().put("grandchild", "G" + number, "grandchild", "C" + number, null);
            runtime.erp().put("stranger", "S" + number);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everything_is_written_in_the_order_of_its_references(Database database) {
        close();
        runtime = family(new SyncRuntime(database, 3));
        fill();

        FullSynchronization run = awaitEnd(runtime, start(runtime).id());

        assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
        assertThat(run.lines()).allMatch(line -> line.state() == LineState.FINISHED);
        assertThat(run.who()).isEqualTo("tester");
        assertThat(runtime.parkedRecords().counts()).isEmpty();
        assertThat(runtime.crm().rows()).hasSize(60);
        assertThat(job(run, "child", 1).startedAt()).isAfterOrEqualTo(job(run, "parent", 1).finishedAt());
        assertThat(job(run, "grandchild", 1).startedAt()).isAfterOrEqualTo(job(run, "child", 1).finishedAt());
        assertThat(job(run, "parent", 2).startedAt()).isAfterOrEqualTo(job(run, "child", 1).finishedAt());
        assertThat(job(run, "parent", 2).scope()).isEqualTo(Scope.DEBTS);
        assertThat(runtime.couplings().owing("parent", true, null, 100)).isEmpty();
    }

    @Test
    void lines_that_need_nothing_of_each_other_run_at_the_same_time() {
        fill();
        CountDownLatch open = holdBack("parent");
        UUID id = start(runtime).id();

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> line(runtime.fullSynchronizations().find(id)
                .orElseThrow(), "stranger", 1).state() == LineState.FINISHED);
        FullSynchronization now = runtime.fullSynchronizations().find(id).orElseThrow();
        assertThat(line(now, "parent", 1).state()).isEqualTo(LineState.RUNNING);
        assertThat(line(now, "child", 1).state()).isEqualTo(LineState.WAITING);

        open.countDown();
        assertThat(awaitEnd(runtime, id).state()).isEqualTo(FullSynchronization.State.FINISHED);
    }

    @Test
    void a_failed_line_blocks_its_children_by_name_and_nothing_else() {
        fill();
        runtime.crm().answers((crm, page, record) -> {
            if (page.mapping().name().equals("child")) {
                throw new IllegalStateException("the table child is gone");
            }
            crm.store(page, record);
        });
        runtime.erp().putMany("child", 50);

        FullSynchronization run = awaitEnd(runtime, start(runtime).id());

        assertThat(run.state()).isEqualTo(FullSynchronization.State.FAILED);
        assertThat(line(run, "child", 1).state()).isEqualTo(LineState.FAILED);
        assertThat(line(run, "child", 1).message()).contains("the table child is gone");
        assertThat(line(run, "grandchild", 1).state()).isEqualTo(LineState.BLOCKED);
        assertThat(line(run, "grandchild", 1).message()).contains("child failed");
        assertThat(line(run, "parent", 2).state()).isEqualTo(LineState.BLOCKED);
        assertThat(line(run, "parent", 1).state()).isEqualTo(LineState.FINISHED);
        assertThat(line(run, "stranger", 1).state()).isEqualTo(LineState.FINISHED);
    }

    /** The timer that takes it up looks every five seconds. */
    @Test
    void one_whose_lines_the_state_could_not_keep_for_a_moment_is_taken_up_again() throws Exception {
        fill();
        CountDownLatch open = holdBack("parent");
        UUID id = start(runtime).id();
        Awaitility.await().until(() -> line(runtime.fullSynchronizations().find(id).orElseThrow(), "stranger", 1).state()
                == LineState.FINISHED);
        runtime.inState("alter table full_synchronization_line rename to away");
        open.countDown();
        Awaitility.await().until(() -> runtime.jobs().isIdle());
        Thread.sleep(500);

        runtime.inState("alter table away rename to full_synchronization_line");

        assertThat(awaitEnd(runtime, id).state()).isEqualTo(FullSynchronization.State.FINISHED);
    }

    @Test
    void a_second_start_is_refused_while_one_runs() {
        fill();
        CountDownLatch open = holdBack("parent");
        UUID first = start(runtime).id();

        assertThatThrownBy(() -> start(runtime)).isInstanceOf(NotPossible.class)
                .satisfies(refusal -> assertThat(((NotPossible) refusal).inTheWay()).isEqualTo(first));

        open.countDown();
        awaitEnd(runtime, first);
        assertThatThrownBy(() -> runtime.fullSynchronizations().start(first, "tester")).isInstanceOf(NotPossible.class);
    }

    @Test
    void who_asks_to_go_on_after_the_timer_did_gets_the_one_that_goes_on() {
        fill();
        CountDownLatch open = holdBack("parent");
        UUID id = start(runtime).id();

        assertThat(runtime.fullSynchronizations().resume()).contains(id);

        open.countDown();
        awaitEnd(runtime, id);
        assertThat(runtime.fullSynchronizations().resume()).isEmpty();
    }

    @Test
    void of_two_starts_at_the_same_moment_one_is_refused() {
        List<UUID> reviews = java.util.stream.IntStream.range(0, 6)
                .mapToObj(at -> runtime.fullSynchronizations().review(List.of(), null).id()).toList();

        long started = reviews.parallelStream().filter(id -> {
            try {
                runtime.fullSynchronizations().start(id, "tester");
                return true;
            } catch (NotPossible refused) {
                return false;
            }
        }).count();

        reviews.forEach(id -> awaitEnd(runtime, id));
        long ran = reviews.stream().filter(id -> runtime.fullSynchronizations().find(id).orElseThrow().startedAt() != null)
                .count();
        assertThat(ran).isEqualTo(started);
        assertThat(started).isGreaterThanOrEqualTo(1);
    }

    @Test
    void a_cancelled_one_begins_no_further_line() {
        fill();
        CountDownLatch open = holdBack("parent");
        UUID id = start(runtime).id();
        Awaitility.await().until(() -> runtime.permits().inFlight() > 0);

        assertThat(runtime.fullSynchronizations().cancel(id)).isTrue();
        open.countDown();
        FullSynchronization run = awaitEnd(runtime, id);

        assertThat(run.state()).isEqualTo(FullSynchronization.State.CANCELLED);
        assertThat(line(run, "child", 1).state()).isEqualTo(LineState.SKIPPED);
        assertThat(runtime.couplings().counts()).doesNotContainKey("child");
        assertThat(runtime.fullSynchronizations().cancel(id)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void after_a_stop_it_goes_on_where_it_was(Database database) {
        close();
        HikariDataSource state = database.createState();
        runtime = family(new SyncRuntime(state, new MemoryReader(), new MemoryCrm(), 3));
        fill();
        CountDownLatch open = holdBack("child");
        UUID id = start(runtime).id();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> line(runtime.fullSynchronizations().find(id)
                .orElseThrow(), "child", 1).toCrmJob() != null && runtime.permits().inFlight() > 0);
        runtime.jobs().stopAll();
        open.countDown();
        Awaitility.await().until(() -> runtime.jobs().isIdle());
        UUID parentsJob = line(runtime.fullSynchronizations().find(id).orElseThrow(), "parent", 1).toCrmJob();

        SyncRuntime next = family(new SyncRuntime(again(database, state), runtime.erp(), runtime.crm(), 3));
        try (next) {
            assertThat(next.fullSynchronizations().resume()).contains(id);
            FullSynchronization run = awaitEnd(next, id);

            assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
            assertThat(line(run, "parent", 1).toCrmJob()).as("what was finished is not run again").isEqualTo(parentsJob);
            assertThat(next.crm().rows()).hasSize(60);
            assertThat(next.crm().writes().stream().filter(write -> write.startsWith("create"))).hasSize(60)
                    .doesNotHaveDuplicates();
        }
    }

    private static HikariDataSource again(Database database, HikariDataSource state) {
        HikariDataSource again = new HikariDataSource();
        again.setJdbcUrl(state.getJdbcUrl());
        return again;
    }

    @Test
    void one_that_another_runtime_runs_is_left_to_it_and_taken_over_when_that_is_gone() {
        fill();
        CountDownLatch open = holdBack("parent");
        UUID id = start(runtime).id();
        Awaitility.await().until(() -> runtime.permits().inFlight() > 0);
        SyncRuntime second = family(new SyncRuntime(again(Database.H2, (HikariDataSource) runtime.state()),
                runtime.erp(), runtime.crm(), 3));
        try (second) {
            assertThat(second.fullSynchronizations().resume()).isEmpty();
            assertThatThrownBy(() -> start(second)).isInstanceOf(NotPossible.class);

            runtime.inState("update lease set until = current_timestamp - interval '1' second");
            assertThat(second.fullSynchronizations().resume()).contains(id);
            open.countDown();
            awaitEnd(runtime, id);

            assertThat(awaitEnd(second, id).state()).isEqualTo(FullSynchronization.State.FINISHED);
            assertThat(second.crm().writes().stream().filter(write -> write.startsWith("create"))).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_review_counts_orders_and_changes_nothing() {
        fill();

        FullSynchronization review = runtime.fullSynchronizations().review(List.of("child"), "tester");

        assertThat(review.state()).isEqualTo(FullSynchronization.State.REVIEW);
        assertThat(review.lines()).extracting(Line::mapping).containsExactly("parent", "child", "parent");
        assertThat(line(review, "child", 1).dependsOn()).containsExactly("parent");
        assertThat(line(review, "child", 1).erpCount()).isEqualTo(15);
        assertThat(line(review, "child", 1).recommendation()).contains("full synchronization");
        assertThat(runtime.crm().writes()).isEmpty();
        assertThat(runtime.fullSynchronizations().latest()).hasValueSatisfying(latest ->
                assertThat(latest.id()).isEqualTo(review.id()));
    }

    /** As the CRM, which counts to 5000. */
    @Test
    void a_review_does_not_take_a_count_that_ends_for_the_number_of_records() {
        fill();
        runtime.run("parent", Scope.ALL);
        MemoryReader crm = new MemoryReader();
        crm.putMany("parent", 20);
        assertThat(recommendation(crm)).startsWith("couple first: ");

        crm.countTo(3);

        assertThat(recommendation(crm)).contains("couple first, unless all are coupled", "3 records or more");
    }

    private String recommendation(MemoryReader crm) {
        return new FullSynchronizationReview(runtime.mappings(), Map.of(Direction.TO_CRM, runtime.erp(), Direction.TO_ERP, crm),
                runtime.couplings(), List.of("parent")).lines().get(0).recommendation();
    }

    @Test
    void a_review_of_a_mapping_that_does_not_exist_is_refused() {
        assertThatThrownBy(() -> runtime.fullSynchronizations().review(List.of("chlid"), null))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("chlid");
    }

    @Test
    void a_review_names_what_a_mapping_refers_to_and_does_not_find() {
        runtime.with("orphan", "parent_code -> parentid coupled nobody");

        assertThat(runtime.fullSynchronizations().review(List.of("orphan"), null).problems())
                .anySatisfy(problem -> assertThat(problem).contains("orphan").contains("nobody"));
    }

    @Test
    void mappings_that_refer_to_each_other_in_a_circle_are_named() {
        runtime.with("parent", "parent_code -> parentid coupled grandchild");

        assertThatThrownBy(() -> runtime.fullSynchronizations().review(List.of(), null)).isInstanceOf(MappingProblem.class)
                .hasMessageContaining("grandchild").hasMessageContaining("second pass");
    }

    @Test
    void a_line_waits_for_a_job_that_has_its_mapping() {
        fill();
        CountDownLatch open = holdBack("stranger");
        UUID other = runtime.begin("stranger", Scope.ALL);
        Awaitility.await().until(() -> runtime.permits().inFlight() > 0);
        UUID id = start(runtime, "stranger").id();
        open.countDown();

        assertThat(runtime.awaitEnd(other).state()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(awaitEnd(runtime, id).state()).isEqualTo(FullSynchronization.State.FINISHED);
    }
}
