package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FullSynchronizationAnswersTest {
    private static final String RUNS = "/api/full-synchronizations";

    private final WebCase given = new WebCase();
    private final WebRuntime runtime = given.start(null);

    @AfterEach
    void stop() {
        runtime.close();
    }

    @Test
    void without_a_start_it_is_a_review() {
        WebRuntime.Reply reply = runtime.post(RUNS, "{\"mappings\":[\"customer\"]}");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("state").asText()).isEqualTo("review");
        assertThat(reply.json().at("/lines/0/mapping").asText()).isEqualTo("customer");
        assertThat(runtime.get(reply.header("Location")).json()).isEqualTo(reply.json());
    }

    @Test
    void a_reviewed_one_is_started_and_becomes_the_latest() {
        String run = runtime.post(RUNS, null).header("Location");
        WebRuntime.Reply started = runtime.post(run + "/start", null);
        assertThat(started.status()).isEqualTo(202);
        assertThat(started.json().path("state").asText()).isEqualTo("running");
        assertThat(runtime.get(RUNS + "/latest").json().path("id")).isEqualTo(started.json().path("id"));
    }

    @Test
    void it_can_be_started_at_once() {
        WebRuntime.Reply reply = runtime.post(RUNS, "{\"start\":true}");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().path("who").asText()).isEqualTo("anonymous on 127.0.0.1");
    }

    @Test
    void a_second_one_can_not_be_started_while_one_runs() {
        String running = runtime.post(RUNS, "{\"start\":true}").header("Location");
        WebRuntime.Reply second = runtime.post(RUNS, "{\"start\":true}");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json().path("instance").asText()).isEqualTo(running);
    }

    @Test
    void before_the_first_one_there_is_no_latest() {
        assertThat(runtime.get(RUNS + "/latest").status()).isEqualTo(404);
    }

    @Test
    void a_running_one_is_cancelled_once() {
        String run = runtime.post(RUNS, "{\"start\":true}").header("Location");
        assertThat(runtime.delete(run).json().path("state").asText()).isEqualTo("cancelled");
        assertThat(runtime.delete(run).status()).isEqualTo(409);
    }

    @Test
    void unknown_and_broken_mappings_are_refused_before_anything_is_counted() {
        assertThat(runtime.post(RUNS, "{\"mappings\":[\"nope\"]}").status()).isEqualTo(404);
        assertThat(runtime.post(RUNS, "{\"mappings\":[\"broken\"]}").status()).isEqualTo(409);
        assertThat(runtime.post(RUNS, "{\"dryRun\":true}").status()).isEqualTo(400);
        assertThat(given.state.runs).isEmpty();
    }

    @Test
    void an_unknown_one_is_not_found() {
        assertThat(runtime.get(RUNS + "/7").status()).isEqualTo(404);
        assertThat(runtime.delete(RUNS + "/00000000-0000-0000-0000-000000000000").status()).isEqualTo(404);
        assertThat(runtime.post(RUNS + "/7/start", null).status()).isEqualTo(404);
    }
}
