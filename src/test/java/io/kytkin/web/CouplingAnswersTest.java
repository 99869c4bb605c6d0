package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Coupling;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CouplingAnswersTest {
    private final WebCase given = new WebCase();
    private final WebRuntime runtime = given.start(null);

    @AfterEach
    void stop() {
        runtime.close();
    }

    @Test
    void a_coupling_is_shown_with_both_keys_and_the_agreed_values() {
        UUID crmId = UUID.randomUUID();
        UUID id = given.couple("customer", "10000", crmId, Coupling.State.COUPLED).id();
        JsonNode coupling = runtime.get("/api/couplings/" + id).json();
        assertThat(coupling.path("erpKey").asText()).isEqualTo("10000");
        assertThat(coupling.path("crmUrl").asText()).isEqualTo("http://crm/account/" + crmId);
        assertThat(coupling.at("/agreedValues/name/crm").asText()).isEqualTo("Aalto");
        assertThat(coupling.path("lastSynchronizedAt").asText()).isEqualTo("2026-03-01T12:00:00Z");
    }

    @Test
    void couplings_are_found_by_either_key() {
        UUID crmId = UUID.randomUUID();
        given.couple("customer", WebCase.HOSTILE, crmId, Coupling.State.COUPLED);
        given.couple("customer", "20000", UUID.randomUUID(), Coupling.State.RESERVED);
        String key = URLEncoder.encode(WebCase.HOSTILE, StandardCharsets.UTF_8);
        assertThat(runtime.get("/api/couplings?erpKey=" + key).json().at("/items/0/crmId").asText())
                .isEqualTo(crmId.toString());
        assertThat(runtime.get("/api/couplings?crmId=" + crmId).json().path("items")).hasSize(1);
        assertThat(runtime.get("/api/couplings?crmId=7").status()).isEqualTo(400);
    }

    @Test
    void all_couplings_are_read_in_parts_without_repeating_any() {
        for (int number = 0; number < 5; number++) {
            given.couple("customer", "C" + number, UUID.randomUUID(), Coupling.State.COUPLED);
        }
        Set<String> keys = new HashSet<>();
        JsonNode part = runtime.get("/api/couplings?limit=2").json();
        part.path("items").forEach(item -> keys.add(item.path("erpKey").asText()));
        while (!part.path("nextCursor").isNull()) {
            part = runtime.get("/api/couplings?limit=2&cursor=" + part.path("nextCursor").asText()).json();
            part.path("items").forEach(item -> assertThat(keys.add(item.path("erpKey").asText())).isTrue());
        }
        assertThat(keys).hasSize(5);
    }

    @Test
    void an_unknown_coupling_or_mapping_is_not_found() {
        assertThat(runtime.get("/api/couplings/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(runtime.get("/api/couplings?mapping=nope").status()).isEqualTo(404);
    }
}
