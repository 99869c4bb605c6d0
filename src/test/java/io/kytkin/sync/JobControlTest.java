package io.kytkin.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.Database;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.ParkingClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a job's one control point promises: permits, position, stop, lease, live edit, and an end that always comes. */
@Timeout(60)
class JobControlTest {
    private SyncRuntime runtime = new SyncRuntime(Database.H2, 3).with("thing");

    @AfterEach
    void close() {
        runtime.close();
    }

    /** Lets the CRM hold back the records of a page until the latch opens. */
    private CountDownLatch holdBack(int firstRecord, int lastRecord) {
        CountDownLatch open = new CountDownLatch(1);
        runtime.crm().answers((crm, page, record) -> {
            int number = Integer.parseInt(record.erpKey());
            if (number >= firstRecord && number <= lastRecord) {
                open.await(20, TimeUnit.SECONDS);
            }
            crm.store(page, record);
        });
        return open;
    }

    private void awaitWrites(int count) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> runtime.crm().writes().size() >= count);
    }

    @Test
    void pages_in_flight_never_exceed_the_permits() {
        runtime.erp().putMany("thing", 300);
        runtime.crm().answers((crm, page, record) -> {
            Thread.sleep(1);
            crm.store(page, record);
        });

        runtime.run("thing", Scope.ALL);

        assertThat(runtime.crm().mostPages()).isEqualTo(3);
        assertThat(runtime.permits().inFlight()).isZero();
    }

    @Test
    void a_job_whose_end_the_state_refuses_to_keep_does_not_keep_its_mapping() {
        runtime.erp().putMany("thing", 5);
        runtime.inState("alter table job add constraint never_over check (finished_at is null)");
        assertThatThrownBy(() -> runtime.run("thing", Scope.ALL)).hasStackTraceContaining("NEVER_OVER");
        runtime.inState("alter table job drop constraint never_over");

        assertThat(runtime.run("thing", Scope.ALL).state()).isEqualTo(SynchJob.State.FINISHED);
    }

    @Test
    void one_permit_is_enough() {
        runtime.close();
        runtime = new SyncRuntime(Database.H2, 1).with("thing").with("other");
        runtime.erp().putMany("thing", 55);
        runtime.erp().putMany("other", 55);
        UUID other = runtime.begin("other", Scope.ALL);

        assertThat(runtime.run("thing", Scope.ALL).count(Outcome.CREATED)).isEqualTo(55);
        assertThat(runtime.awaitEnd(other).count(Outcome.CREATED)).isEqualTo(55);
        assertThat(runtime.crm().mostPages()).isEqualTo(1);
    }

    @Test
    void the_position_stays_before_a_page_that_is_not_saved() {
        runtime.erp().putMany("thing", 100);
        CountDownLatch open = holdBack(10, 19);
        UUID job = runtime.begin("thing", Scope.ALL);
        awaitWrites(60);

        assertThat(runtime.position("thing")).isEqualTo("10");

        open.countDown();
        runtime.awaitEnd(job);
        assertThat(runtime.position("thing")).isEqualTo("100");
    }

    @Test
    void a_job_over_all_records_does_not_take_a_position_back() {
        runtime.erp().putMany("thing", 100);
        runtime.run("thing", Scope.ALL);
        runtime.erp().put("thing", "000005", "another name", null, null);
        CountDownLatch open = holdBack(0, 999);
        UUID job = runtime.begin("thing", Scope.ALL);
        Awaitility.await().until(() -> runtime.jobs().store().find(job).orElseThrow().read() > 20);

        assertThat(runtime.position("thing")).isEqualTo("100");

        open.countDown();
        runtime.awaitEnd(job);
        assertThat(runtime.position("thing")).isEqualTo("101");
    }

    @Test
    void a_mapping_is_synchronized_by_one_job_at_a_time() {
        runtime.erp().putMany("thing", 30);
        CountDownLatch open = holdBack(0, 999);
        UUID job = runtime.begin("thing", Scope.ALL);

        assertThatThrownBy(() -> runtime.begin("thing", Scope.ALL)).isInstanceOf(AlreadyRunning.class)
                .satisfies(refusal -> assertThat(((AlreadyRunning) refusal).running()).isEqualTo(job));

        open.countDown();
        assertThat(runtime.awaitEnd(job).state()).isEqualTo(SynchJob.State.FINISHED);
    }

    @Test
    void a_second_runtime_is_refused_and_told_by_whom() {
        runtime.erp().putMany("thing", 30);
        CountDownLatch open = holdBack(0, 999);
        UUID job = runtime.begin("thing", Scope.ALL);
        Awaitility.await().until(() -> runtime.jobs().store().find(job).orElseThrow().startedAt() != null);
        try (SyncRuntime second = new SyncRuntime(unclosable(), runtime.erp(), new MemoryCrm(), 3)
                .with("thing")) {
            SynchJob refused = second.run("thing", Scope.ALL);

            assertThat(refused.state()).isEqualTo(SynchJob.State.FAILED);
            assertThat(refused.message()).contains("Another runtime (runtime ").contains("'thing'");
            assertThat(second.crm().writes()).isEmpty();
        }
        open.countDown();
        assertThat(runtime.awaitEnd(job).state()).isEqualTo(SynchJob.State.FINISHED);
    }

    /** The same database again, so that closing one runtime leaves the other's connections alone. */
    private HikariDataSource unclosable() {
        HikariDataSource again = new HikariDataSource();
        again.setJdbcUrl(((HikariDataSource) runtime.state()).getJdbcUrl());
        return again;
    }

    @Test
    void a_job_whose_lease_was_taken_over_writes_nothing_more() {
        runtime.erp().putMany("thing", 100);
        CountDownLatch open = holdBack(0, 999);
        UUID job = runtime.begin("thing", Scope.ALL);
        Awaitility.await().until(() -> runtime.crm().mostPages() == 3);
        runtime.inState("update lease set token = token + 1, owner = 'another runtime'");

        open.countDown();
        SynchJob ended = runtime.awaitEnd(job);

        assertThat(ended.state()).isEqualTo(SynchJob.State.FAILED);
        assertThat(ended.message()).contains("another runtime took over the mapping 'thing'");
        assertThat(ended.read()).isZero();
        assertThat(runtime.crm().writes().size()).isLessThanOrEqualTo(30);
        assertThat(runtime.couplings().counts()).isEmpty();
        assertThat(runtime.parkedRecords().counts()).isEmpty();
        assertThat(runtime.position("thing")).isNull();
        assertThat(runtime.permits().inFlight()).isZero();
    }

    @Test
    void a_cancelled_job_ends_after_the_pages_in_hand() {
        runtime.erp().putMany("thing", 500);
        CountDownLatch open = holdBack(30, 999);
        UUID job = runtime.begin("thing", Scope.ALL);
        awaitWrites(30);

        assertThat(runtime.jobs().cancel(job)).isTrue();
        open.countDown();
        SynchJob ended = runtime.awaitEnd(job);

        assertThat(ended.state()).isEqualTo(SynchJob.State.CANCELLED);
        assertThat(ended.read()).isBetween(30L, 70L);
        assertThat(ended.read()).isEqualTo(ended.count(Outcome.CREATED)).isEqualTo(runtime.crm().rows().size());
        assertThat(runtime.jobs().cancel(job)).isFalse();
    }

    @Test
    void a_job_is_cancelled_through_any_runtime_on_its_state() {
        runtime.erp().putMany("thing", 500);
        CountDownLatch open = holdBack(30, 999);
        UUID job = runtime.begin("thing", Scope.ALL);
        awaitWrites(30);
        HikariDataSource again = new HikariDataSource();
        again.setJdbcUrl(((HikariDataSource) runtime.state()).getJdbcUrl());
        try (SyncRuntime other = new SyncRuntime(again, runtime.erp(), runtime.crm(), 3)) {
            assertThat(other.jobs().cancel(job)).isTrue();
            assertThat(runtime.jobs().store().find(job).orElseThrow().state()).isEqualTo(SynchJob.State.RUNNING);
            Awaitility.await().pollDelay(Duration.ofMillis(600)).until(() -> true);
            open.countDown();

            SynchJob ended = runtime.awaitEnd(job);

            assertThat(ended.state()).isEqualTo(SynchJob.State.CANCELLED);
            assertThat(ended.read()).isBetween(30L, 70L);
            assertThat(other.jobs().cancel(job)).isFalse();
        }
    }

    @Test
    void ticks_that_fall_into_a_run_become_one_more_run_after_it() {
        runtime.erp().putMany("thing", 20);
        runtime.run("thing", Scope.ALL);
        runtime.erp().put("thing", "000100");
        CountDownLatch open = holdBack(100, 100);
        UUID job = runtime.begin("thing", Scope.CHANGED);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() ->
                runtime.jobs().store().find(job).orElseThrow().state() == SynchJob.State.RUNNING);
        runtime.erp().put("thing", "000500");
        for (int times = 0; times < 5; times++) {
            tick();
        }
        assertThat(scheduled()).isEmpty();
        open.countDown();
        runtime.awaitEnd(job);

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> runtime.crm().rows().size() == 22
                && runtime.jobs().isIdle());
        assertThat(scheduled()).hasSize(1);
        tick();
        assertThat(runtime.jobs().isIdle()).isTrue();
        assertThat(runtime.jobs().store().list("thing", "failed", null, 10)).isEmpty();
    }

    private void tick() {
        runtime.context().createProducerTemplate().send("seda:due-mappings?waitForTaskToComplete=Always",
                ExchangePattern.InOut, exchange -> exchange.setProperty("mapping", "thing"));
    }

    private List<SynchJob> scheduled() {
        return runtime.jobs().store().list("thing", null, null, 100).stream()
                .filter(job -> job.trigger().equals(JobRequest.SCHEDULE)).toList();
    }

    @Test
    void a_job_never_tells_of_more_records_done_than_there_are() {
        runtime.erp().putMany("thing", 30);
        CountDownLatch open = holdBack(10, 999);
        List<SynchJob> told = Collections.synchronizedList(new ArrayList<>());
        runtime.jobs().listen(told::add);
        UUID job = runtime.begin("thing", Scope.ALL);
        awaitWrites(10);
        runtime.inState("update job set total = 5 where id = '" + job + "'");
        open.countDown();

        assertThat(runtime.awaitEnd(job).read()).isEqualTo(30);
        assertThat(told).isNotEmpty().allMatch(each -> each.total() == null || each.read() <= each.total());
        assertThat(runtime.jobs().store().find(job).orElseThrow().total()).isEqualTo(30);
    }

    @Test
    void the_job_after_a_stop_goes_on_where_it_was_and_sends_nothing_again() {
        runtime.erp().putMany("thing", 300);
        CountDownLatch open = holdBack(60, 999);
        UUID job = runtime.begin("thing", Scope.ALL);
        awaitWrites(60);
        runtime.jobs().stopAll();
        open.countDown();
        SynchJob stopped = runtime.awaitEnd(job);
        assertThat(stopped.state()).isEqualTo(SynchJob.State.CANCELLED);
        assertThat(stopped.message()).contains("stopped");

        try (SyncRuntime next = new SyncRuntime(unclosable(), runtime.erp(), runtime.crm(), 3).with("thing")) {
            SynchJob rest = next.run("thing", Scope.CHANGED);

            assertThat(rest.read()).isEqualTo(300 - stopped.read());
            assertThat(runtime.crm().writes()).hasSize(300).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_job_that_cannot_read_on_fails_but_ends_well() {
        runtime.erp().putMany("thing", 100);
        runtime.erp().failAfter(50);

        SynchJob failed = runtime.run("thing", Scope.ALL);

        assertThat(failed.state()).isEqualTo(SynchJob.State.FAILED);
        assertThat(failed.message()).isEqualTo("the ERP's database is gone");
        assertThat(failed.count(Outcome.CREATED)).isEqualTo(50);
        assertThat(runtime.position("thing")).isEqualTo("50");
        assertThat(runtime.permits().inFlight()).isZero();
        runtime.erp().failAfter(0);
        assertThat(runtime.run("thing", Scope.CHANGED).count(Outcome.CREATED)).isEqualTo(50);
    }

    @Test
    void records_of_a_page_whose_route_fails_are_parked_and_tried_again_by_the_same_job() {
        runtime.erp().putMany("thing", 30);
        AtomicInteger failures = new AtomicInteger();
        runtime.crm().answers((crm, page, record) -> {
            if (record.erpKey().equals("000015") && failures.getAndIncrement() == 0) {
                throw new IllegalStateException("a step broke");
            }
            crm.store(page, record);
        });

        SynchJob job = runtime.run("thing", Scope.ALL);

        assertThat(job.state()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(job.read()).isEqualTo(30);
        assertThat(job.count(Outcome.CREATED)).isEqualTo(30);
        assertThat(job.count(Outcome.PARKED)).isZero();
        assertThat(runtime.crm().writes()).hasSize(30).doesNotHaveDuplicates();
        assertThat(runtime.parkedRecords().counts()).isEmpty();
    }

    @Test
    void a_job_gives_up_when_one_page_after_the_other_fails() {
        runtime.erp().putMany("thing", 1000);
        runtime.crm().answers((crm, page, record) -> {
            throw new IllegalStateException("the network is gone");
        });

        SynchJob job = runtime.run("thing", Scope.ALL);

        assertThat(job.state()).isEqualTo(SynchJob.State.FAILED);
        assertThat(job.message()).contains("in a row failed").contains("the network is gone");
        assertThat(job.read()).isLessThan(100);
        assertThat(runtime.parkedRecords().counts().get("thing").get(ParkingClass.TRANSIENT)).isEqualTo(job.read());
    }

    @Test
    void a_route_that_ends_without_saving_keeps_no_permit() throws Exception {
        runtime.erp().putMany("half", 25);
        runtime.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:stop-here").routeId("stop-here").stop();
            }
        });
        runtime.with(Things.mapping(runtime.context(), "half"), "direct:stop-here");

        SynchJob job = runtime.run("half", Scope.ALL);

        assertThat(job.count(Outcome.PARKED)).isEqualTo(25);
        assertThat(runtime.permits().inFlight()).isZero();
        assertThat(runtime.parkedRecords().causes("half", null)).singleElement()
                .satisfies(cause -> assertThat(cause.reason()).contains("half-to-crm").contains("save-page"));
    }

    @Test
    void an_edited_mapping_takes_effect_between_two_pages() {
        runtime.erp().putMany("thing", 100);
        CountDownLatch open = holdBack(40, 999);
        UUID job = runtime.begin("thing", Scope.ALL);
        awaitWrites(40);
        runtime.replace(Things.mapping(runtime.context(), "thing", "'fixed' -> name2".replace("name2", "number")));
        open.countDown();

        SynchJob ended = runtime.awaitEnd(job);

        assertThat(ended.state()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(runtime.crm().writes()).hasSize(100).doesNotHaveDuplicates();
        long edited = runtime.crm().rows().values().stream().filter(row -> "fixed".equals(row.get("number"))).count();
        assertThat(edited).isBetween(30L, 60L);
    }

    @Test
    void a_job_is_cancelled_when_the_file_of_its_mapping_is_removed() {
        runtime.erp().putMany("thing", 100);
        CountDownLatch open = holdBack(40, 999);
        UUID job = runtime.begin("thing", Scope.ALL);
        awaitWrites(40);
        runtime.mappings().remove("thing");
        open.countDown();

        SynchJob ended = runtime.awaitEnd(job);
        assertThat(ended.state()).as("a person wanted it").isEqualTo(SynchJob.State.CANCELLED);
        assertThat(ended.message()).isEqualTo("the file of the mapping is gone");
    }

    @Test
    void a_change_between_pages_waits_for_the_pages_in_hand() throws Exception {
        runtime.erp().putMany("thing", 200);
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        UUID job = runtime.begin("thing", Scope.ALL);
        for (int change = 0; change < 5; change++) {
            runtime.permits().betweenPages(() -> {
                int before = runtime.crm().writes().size();
                pause(20);
                seen.add(runtime.crm().writes().size() - before);
            });
        }

        assertThat(runtime.awaitEnd(job).count(Outcome.CREATED)).isEqualTo(200);
        assertThat(seen).containsOnly(0);
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_job_cancelled_before_it_began_reads_nothing() {
        JobRequest request = new JobRequest("thing", Direction.TO_CRM, Scope.ALL, List.of(), "test", null);
        runtime.erp().putMany("thing", 10);
        UUID queued = runtime.jobs().queue(request);
        assertThat(runtime.jobs().cancel(queued)).isTrue();

        runtime.context().createProducerTemplate().sendBodyAndProperty("direct:synch-job", request, "queued", queued);

        assertThat(runtime.awaitEnd(queued).state()).isEqualTo(SynchJob.State.CANCELLED);
        assertThat(runtime.crm().writes()).isEmpty();
    }

    @Test
    void listeners_hear_of_the_begin_and_the_end() {
        List<SynchJob.State> heard = Collections.synchronizedList(new ArrayList<>());
        runtime.jobs().listen(job -> heard.add(job.state()));
        runtime.erp().putMany("thing", 30);

        runtime.run("thing", Scope.ALL);

        assertThat(heard).first().isEqualTo(SynchJob.State.RUNNING);
        assertThat(heard).last().isEqualTo(SynchJob.State.FINISHED);
    }

    @Test
    void jobs_of_a_runtime_that_is_gone_are_ended_and_others_are_left_alone() {
        runtime.inState("insert into job (id, mapping, direction, scope, trigger_name, state, queued_at) values "
                + "(random_uuid(), 'gone', 'toCrm', 'all', 'rest', 'running', current_timestamp), "
                + "(random_uuid(), 'alive', 'toCrm', 'all', 'rest', 'running', current_timestamp)");
        runtime.inState("insert into lease (mapping, owner, token, until) values "
                + "('alive', 'other', 1, current_timestamp + interval '1' minute)");

        runtime.jobs().store().endAbandoned();

        assertThat(runtime.jobs().store().list("gone", null, null, 1).get(0).state()).isEqualTo(SynchJob.State.FAILED);
        assertThat(runtime.jobs().store().list("alive", null, null, 1).get(0).state()).isEqualTo(SynchJob.State.RUNNING);
    }
}
