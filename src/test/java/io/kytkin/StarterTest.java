package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** By whose name jobs go. */
class StarterTest {
    @Test
    void the_jobs_of_a_full_synchronization_bear_the_name_of_who_started_it_not_of_who_reviewed_it() {
        try (TwoSides sides = TwoSides.of(Installation.on(erp ->
                CompanyGenerator.generate(erp, GeneratorSettings.customers(2))).start())) {
            UUID run = sides.installation().runtime().fullSynchronizations().review(List.of("currency"), "reviewer").id();
            assertThat(sides.get("/api/full-synchronizations/" + run).path("who").asText()).isEqualTo("reviewer");

            assertThat(sides.post("/api/full-synchronizations/" + run + "/start", "").path("who").asText())
                    .isEqualTo("anonymous on 127.0.0.1");

            sides.installation().awaitEnd(run);
            assertThat(sides.get("/api/jobs").path("items")).isNotEmpty()
                    .allSatisfy(job -> assertThat(job.path("who").asText()).isEqualTo("anonymous on 127.0.0.1"));
        }
    }
}
