package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.apache.camel.component.quartz.QuartzComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/** A synchronization never stops in silence: health and metrics over HTTP say how far each mapping is behind. */
class MappingHealthTest {
    private Installation installation;

    @BeforeEach
    void start() {
        installation = Installation.on(erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(5)))
                .with("SCHEDULE_DEFAULT", "* * * * * ?").with("POLL_LONGEST_SECONDS", "1")
                .with("HEALTH_STALLED_MINUTES", "1").start();
        installation.fullSynchronization("customer");
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private HttpResponse<String> get(String path) {
        return installation.rest().get(path);
    }

    @Test
    void a_mapping_that_stops_being_synchronized_takes_health_down_and_is_named() throws Exception {
        assertThat(get("/observe/health").statusCode()).isEqualTo(200);

        letSchedulesRest();
        Database.execute(installation.state(),
                "update job set finished_at = finished_at - interval '5' minute, started_at = started_at - interval '5' minute");

        HttpResponse<String> health = get("/observe/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).contains("mappings").contains("DOWN");
        assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);

        installation.runtime().jobs().pauses().pause("*", "maintenance");
        assertThat(get("/observe/health").statusCode()).isEqualTo(200);
        installation.runtime().jobs().pauses().resume("*");
        scheduler().start();
        await().atMost(Duration.ofSeconds(10)).until(() -> get("/observe/health").statusCode() == 200);
    }

    @Test
    void the_lag_counts_from_the_oldest_hint_or_record_that_is_tried_again() throws Exception {
        // A job that is under way when its mapping is paused waits, and is counted as one.
        letSchedulesRest();
        installation.runtime().jobs().pauses().pause("*", "maintenance");
        long before = lag();
        assertThat(before).isLessThan(60);

        Database.execute(installation.state(), "insert into hint (record_id, mapping, direction, kind, told_at) values "
                + "('1', 'customer', 'toCrm', 'ID', current_timestamp - interval '10' minute)");
        assertThat(lag()).isBetween(600L, 660L);
        Database.execute(installation.state(), "insert into parked_record (record_id, mapping, direction, id, class, reason, "
                + "attempts, first_at, job) values ('1', 'customer', 'toCrm', random_uuid(), 'transient', 'busy', 1, "
                + "current_timestamp - interval '20' minute, random_uuid()), ('2', 'customer', 'toCrm', random_uuid(), 'data', "
                + "'too long', 1, current_timestamp - interval '30' minute, random_uuid())");
        assertThat(lag()).isBetween(1200L, 1260L);
    }

    private Scheduler scheduler() {
        return installation.runtime().context().getComponent("quartz", QuartzComponent.class).getScheduler();
    }

    private void letSchedulesRest() throws SchedulerException {
        scheduler().standby();
        await().atMost(Duration.ofSeconds(20)).until(() -> installation.runtime().jobs().isIdle());
    }

    private long lag() {
        return RestClient.json(get("/api/mappings/customer")).path("lagSeconds").asLong();
    }

    @Test
    void metrics_tell_the_lag_and_the_couplings_of_each_mapping() throws Exception {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(get("/observe/metrics").body())
                .containsPattern("kytkin_lag_seconds\\{.*mapping=\"customer\".*} \\d")
                .containsPattern("kytkin_last_success_seconds\\{.*mapping=\"customer\".*} \\d")
                .containsPattern("kytkin_couplings\\{.*mapping=\"customer\".*} 5"));
    }
}
