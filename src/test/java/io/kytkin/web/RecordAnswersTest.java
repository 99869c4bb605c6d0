package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordAnswersTest {
    private final WebCase given = new WebCase();
    private final WebRuntime runtime = given.start(null);

    @AfterEach
    void stop() {
        runtime.close();
    }

    private JsonNode record(String key) {
        return runtime.get("/api/records/customer/" + URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")).json();
    }

    @Test
    void a_coupled_record_is_shown_field_by_field_on_both_sides() {
        UUID crmId = UUID.randomUUID();
        given.inErp("10000", true, "Aalto Oy", new BigDecimal("1000.50"));
        given.inCrm(crmId, "Aalto", new BigDecimal("1000.5000"));
        given.couple("customer", "10000", crmId, Coupling.State.COUPLED);
        JsonNode record = record("10000");
        assertThat(record.path("explanation").asText())
                .isEqualTo("customer '10000' is in the CRM as account " + crmId + ".");
        assertThat(record.at("/fields/0/erpValue").asText()).isEqualTo("Aalto Oy");
        assertThat(record.at("/fields/0/crmValue").asText()).isEqualTo("Aalto");
        assertThat(record.at("/fields/0/agreed/crm").asText()).isEqualTo("Aalto");
        assertThat(record.at("/fields/1/erpValue")).isEqualTo(record.at("/fields/1/crmValue"));
    }

    @Test
    void a_record_outside_the_filter_is_explained_by_the_filter() {
        given.inErp("10000", false, "Aalto", null);
        assertThat(record("10000").path("explanation").asText()).contains("not in the CRM", "blocked = ''");
    }

    @Test
    void a_record_that_no_job_came_to_yet_is_said_to_be_so() {
        given.inErp("10000", true, "Aalto", null);
        assertThat(record("10000").path("explanation").asText()).contains("in scope", "no synch job");
    }

    @Test
    void a_parked_record_is_explained_by_its_reason_and_what_releases_it() {
        given.inErp("10000", true, "Aalto", null);
        given.park("10000", "dependency", "its currency SEK is not coupled yet",
                new ParkedRecordView.WaitsFor("currency", "SEK"));
        JsonNode record = record("10000");
        assertThat(record.path("explanation").asText()).contains("its currency SEK is not coupled yet.",
                "released when currency 'SEK' is coupled");
        assertThat(record.path("parked")).hasSize(1);
    }

    @Test
    void a_coupled_record_whose_change_is_held_back_says_both() {
        UUID crmId = UUID.randomUUID();
        given.inErp("10000", true, "Aalto", null);
        given.inCrm(crmId, "Aalto", null);
        given.couple("customer", "10000", crmId, Coupling.State.COUPLED);
        given.park("10000", "conflict", "both sides changed name", null);
        assertThat(record("10000").path("explanation").asText())
                .contains("is in the CRM", "held back: both sides changed name. A person has to decide",
                        "/resolution");
    }

    @Test
    void a_reserved_record_says_that_its_answer_is_not_known() {
        given.inErp("10000", true, "Aalto", null);
        given.couple("customer", "10000", UUID.randomUUID(), Coupling.State.RESERVED);
        assertThat(record("10000").path("explanation").asText()).contains("its answer is not known");
    }

    @Test
    void a_partner_deleted_in_the_crm_is_missed() {
        given.inErp("10000", true, "Aalto", null);
        given.couple("customer", "10000", UUID.randomUUID(), Coupling.State.COUPLED);
        JsonNode record = record("10000");
        assertThat(record.path("inCrm").asBoolean()).isFalse();
        assertThat(record.path("explanation").asText()).contains("no longer exists there");
    }

    @Test
    void a_record_deleted_in_the_erp_is_found_by_its_coupling() {
        UUID crmId = UUID.randomUUID();
        given.inCrm(crmId, "Aalto", null);
        given.couple("customer", "10000", crmId, Coupling.State.COUPLED);
        JsonNode record = record("10000");
        assertThat(record.path("inErp").asBoolean()).isFalse();
        assertThat(record.path("explanation").asText()).contains("the ERP no longer has it");
    }

    @Test
    void a_silent_crm_is_named_and_the_rest_is_still_told() {
        given.crmAnswers = false;
        given.inErp("10000", true, "Aalto", null);
        given.couple("customer", "10000", UUID.randomUUID(), Coupling.State.COUPLED);
        JsonNode record = record("10000");
        assertThat(record.path("problems")).hasSize(1);
        assertThat(record.path("inCrm").isNull()).isTrue();
        assertThat(record.at("/fields/0/erpValue").asText()).isEqualTo("Aalto");
    }

    @Test
    void a_mapping_that_creates_nothing_says_what_couples_its_records() {
        given.inErp("JD", true, "Jane", null);
        assertThat(runtime.get("/api/records/salesperson/jd").json().path("explanation").asText())
                .contains("creates nothing there", "exactly one record there matches it");
    }

    @Test
    void any_character_of_a_key_finds_its_record() {
        given.inErp(WebCase.HOSTILE, true, "Aalto", null);
        assertThat(record(WebCase.HOSTILE).path("erpKey").asText()).isEqualTo(WebCase.HOSTILE);
    }

    @Test
    void a_key_that_names_nothing_is_not_found_and_a_broken_mapping_a_conflict() {
        assertThat(runtime.get("/api/records/customer/nope").status()).isEqualTo(404);
        assertThat(runtime.get("/api/records/nope/10000").status()).isEqualTo(404);
        assertThat(runtime.get("/api/records/broken/10000").status()).isEqualTo(409);
    }

    @Test
    void the_record_it_waits_for_says_why_it_is_not_there_either() {
        given.inErp("10000", true, "Aalto", null);
        given.inErp("JD", false, "Jane", null);
        given.park("10000", "dependency", "ownerid waits for a salesperson that is not coupled",
                new ParkedRecordView.WaitsFor("salesperson", "JD"));
        JsonNode waitsFor = record("10000").path("waitsFor");
        assertThat(waitsFor).hasSize(1);
        assertThat(waitsFor.at("/0/explanation").asText())
                .startsWith("salesperson 'JD' is not in the CRM, because").contains("blocked = ''");
    }

    @Test
    void a_code_that_names_nothing_in_the_erp_is_said_to_be_so() {
        given.inErp("10000", true, "Aalto", null);
        given.park("10000", "dependency", "ownerid waits for a salesperson that is not coupled",
                new ParkedRecordView.WaitsFor("salesperson", "XX"));
        assertThat(record("10000").at("/waitsFor/0/explanation").asText()).contains("The ERP has no salesperson 'XX'");
    }

    @Test
    void the_last_job_of_each_direction_is_shown() {
        given.inErp("10000", true, "Aalto", null);
        JobView job = given.state.finished("customer", Direction.TO_CRM, WebCase.NOW, WebCase.NOW);
        assertThat(record("10000").at("/lastJobs/0/id").asText()).isEqualTo(job.id().toString());
    }
}
