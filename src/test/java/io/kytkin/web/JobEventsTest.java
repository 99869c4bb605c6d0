package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kytkin.mapping.Direction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class JobEventsTest {

    @Test
    void a_listener_hears_of_a_job_while_the_stream_stays_open() throws IOException, InterruptedException {
        WebCase given = new WebCase();
        try (WebRuntime runtime = given.start(null)) {
            HttpResponse<InputStream> stream = runtime.listen("/api/events");
            assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream");
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
            assertThat(lines.readLine()).startsWith("retry:");
            assertThat(lines.readLine()).isEmpty();
            JobView job = given.state.finished("customer", Direction.TO_CRM, WebCase.NOW, WebCase.NOW);
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> {
                runtime.events().changed(job);
                return lines.ready();
            });
            assertThat(lines.readLine()).isEqualTo("event: job");
            assertThat(new ObjectMapper().readTree(lines.readLine().substring("data: ".length())).path("id").asText())
                    .isEqualTo(job.id().toString());
            stream.body().close();
        }
    }

    @Test
    void listening_needs_the_login() {
        try (WebRuntime runtime = new WebCase().start(new Login("anna", "secret"))) {
            assertThat(runtime.call("GET", "/api/events", HttpRequest.newBuilder()).status()).isEqualTo(401);
        }
    }
}
