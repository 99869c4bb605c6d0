package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.SandboxSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The merge of customers and accounts: conflicts and how a person decides them by REST, policies, and values that differ
 * by their form only. Each test has a customer of its own; the CRM's clock is three minutes ahead of everybody's. What hangs on
 * times, codes and stored values runs on each database.
 */
class ConflictTest {
    private static final Map<Database, TwoSides> STARTED = new EnumMap<>(Database.class);

    private TwoSides sides;

    private void given(Database database) throws IOException {
        sides = STARTED.get(database);
        if (sides == null) {
            Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(3));
            Installation installation = TwoSides.on(database, SandboxSettings.defaults().withClock(ahead), 40);
            installation.inErp("update customer set name = 'Refused Oy' where no = '" + TwoSides.no(20) + "'");
            installation.crm().faults().add(Fault.refuseRecords("name", "Refused", "not this one"));
            sides = TwoSides.start(installation, file -> file
                    .replaceFirst("(contact +<-> .*)", "$1 else erp").replaceFirst("(fax_no +<-> .*)", "$1 else crm")
                    .replaceFirst("(home_page +<-> .*)", "$1 else newest"));
            installation.crm().faults().clear();
            STARTED.put(database, sides);
        }
    }

    @AfterAll
    static void close() {
        STARTED.values().forEach(TwoSides::close);
        STARTED.clear();
    }

    private void bothEdit(String no, String column, String inErp, String attribute, String inCrm) {
        sides.editCustomer(no, column, inErp);
        sides.editAccount(no, attribute, inCrm);
    }

    private JsonNode resolve(String no, String decision) {
        return sides.post("/api/parked-records/" + sides.parked(no).get(0).id() + "/resolution", decision);
    }

    private void awaitReleased(String no) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(20))
                .until(() -> sides.parked(no).isEmpty());
    }

    private void assertBoth(String no, String column, String attribute, String value) {
        assertThat(sides.customer(no, column)).isEqualTo(value);
        assertThat(sides.account(no, attribute)).isEqualTo(value);
    }

    private void assertQuiet() {
        sides.installation().assertQuiet("customer");
    }

    @ParameterizedTest
    @EnumSource
    void a_conflict_waits_with_both_values_of_each_of_its_fields_until_a_person_keeps_one_side(
            Database database) throws IOException {
        given(database);
        String no = TwoSides.no(1);
        bothEdit(no, "city", "Pori", "address1_city", "Rauma");
        bothEdit(no, "phone_no", "02-1", "telephone1", "02-2");
        sides.synchronize();
        JsonNode conflicts = sides.get("/api/parked-records?class=conflict").at("/items/0/conflicts");
        assertThat(conflicts).hasSize(2);
        assertThat(conflicts.toString()).contains("Pori", "Rauma", "02-1", "02-2");

        resolve(no, "{\"keep\": \"erp\"}");

        awaitReleased(no);
        assertBoth(no, "city", "address1_city", "Pori");
        assertBoth(no, "phone_no", "telephone1", "02-1");
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void a_conflict_is_decided_field_by_field(Database database) throws IOException {
        given(database);
        String no = TwoSides.no(2);
        bothEdit(no, "city", "Pori", "address1_city", "Rauma");
        bothEdit(no, "phone_no", "02-1", "telephone1", "02-2");
        sides.editAccount(no, "fax", "02-3");
        sides.synchronize();

        resolve(no, "{\"fields\": {\"city\": \"crm\", \"telephone1\": \"erp\"}}");

        awaitReleased(no);
        assertBoth(no, "city", "address1_city", "Rauma");
        assertBoth(no, "phone_no", "telephone1", "02-1");
        assertBoth(no, "fax_no", "fax", "02-3");
        assertQuiet();
    }

    @Test
    void an_edit_made_after_the_decision_opens_the_conflict_again() throws IOException {
        given(Database.H2);
        String no = TwoSides.no(3);
        bothEdit(no, "city", "Pori", "address1_city", "Rauma");
        sides.synchronize();
        sides.editAccount(no, "address1_city", "Raahe");

        resolve(no, "{\"keep\": \"erp\"}");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> sides.parked(no).stream()
                .allMatch(record -> "Raahe".equals(record.parking().crmValue()) && record.resolution() == null));

        assertThat(sides.customer(no, "city")).isEqualTo("Pori");
        assertThat(sides.account(no, "address1_city")).isEqualTo("Raahe");
        assertThat(sides.parked(no)).hasSize(2)
                .allMatch(record -> record.parking().parkingClass() == ParkingClass.CONFLICT);
    }

    @Test
    void a_conflict_ends_by_itself_when_both_sides_come_to_the_same_value() throws IOException {
        given(Database.H2);
        String no = TwoSides.no(4);
        bothEdit(no, "city", "Pori", "address1_city", "Rauma");
        sides.synchronize();
        sides.editAccount(no, "address1_city", "Pori");

        sides.synchronize();
        sides.synchronize();

        assertThat(sides.parked(no)).isEmpty();
        assertQuiet();
    }

    @Test
    void a_conflict_ends_when_one_side_takes_its_edit_back() throws IOException {
        given(Database.H2);
        String no = TwoSides.no(5);
        String before = sides.customer(no, "city");
        bothEdit(no, "city", "Pori", "address1_city", "Rauma");
        sides.synchronize();
        sides.editCustomer(no, "city", before);

        sides.synchronize();

        assertBoth(no, "city", "address1_city", "Rauma");
        assertThat(sides.parked(no)).isEmpty();
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void a_field_may_have_a_policy_of_its_own(Database database) throws IOException {
        given(database);
        String no = TwoSides.no(6);
        bothEdit(no, "contact", "Aino", "address1_primarycontactname", "Eino");
        bothEdit(no, "fax_no", "02-1", "fax", "02-2");

        sides.synchronize();

        assertThat(sides.parked(no)).isEmpty();
        assertBoth(no, "contact", "address1_primarycontactname", "Aino");
        assertBoth(no, "fax_no", "fax", "02-2");
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void the_newest_edit_counts_although_the_clocks_differ(Database database)
            throws IOException, InterruptedException {
        given(database);
        String older = TwoSides.no(7);
        String newer = TwoSides.no(8);
        sides.editAccount(older, "websiteurl", "http://crm");
        sides.editCustomer(newer, "home_page", "http://erp");
        // The CRM tells times in whole seconds, those of its records as well as that of its clock.
        Thread.sleep(2_200);
        sides.editCustomer(older, "home_page", "http://erp");
        sides.editAccount(newer, "websiteurl", "http://crm");

        sides.synchronize();

        assertBoth(older, "home_page", "websiteurl", "http://erp");
        assertBoth(newer, "home_page", "websiteurl", "http://crm");
        assertQuiet();
    }

    @Test
    void what_the_crm_makes_of_our_value_is_no_edit_and_counted() throws IOException {
        given(Database.H2);
        String no = TwoSides.no(9);
        sides.installation().crm().faults().add(Fault.rewriteValues("telephone1", "^0", "+358 "));
        sides.editCustomer(no, "phone_no", "02 555");

        sides.synchronize();

        assertThat(sides.account(no, "telephone1")).isEqualTo("+358 2 555");
        assertThat(sides.customer(no, "phone_no")).isEqualTo("02 555");
        assertThat(sides.latest(Direction.TO_ERP).message()).contains("1 record came back");
        assertQuiet();
        assertThat(sides.customer(no, "phone_no")).isEqualTo("02 555");

        sides.editCustomer(no, "phone_no", "02 666");
        sides.synchronize();
        sides.editAccount(no, "telephone1", "+358 2 777");
        sides.synchronize();
        sides.installation().crm().faults().clear();

        assertBoth(no, "phone_no", "telephone1", "+358 2 777");
        assertThat(sides.parked(no)).isEmpty();
        assertQuiet();
    }

    /** Nobody is told from Kytkin by its user where others have that too, as every caller of a sandbox without tokens. */
    @Test
    void an_edit_that_was_made_under_our_user_right_after_our_write_arrives() throws Exception {
        given(Database.H2);
        String no = TwoSides.no(13);
        sides.editCustomer(no, "city", "Kerava");
        sides.synchronize();
        assertThat(sides.account(no, "address1_city")).isEqualTo("Kerava");

        HttpResponse<String> edit = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(sides.installation().crm().url()
                        + "/api/data/v9.2/accounts(" + sides.accountId(no) + ")")).header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"address1_city\": \"Galway\"}")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(edit.statusCode()).isEqualTo(204);
        sides.synchronize();

        assertBoth(no, "city", "address1_city", "Galway");
        assertQuiet();
    }

    @Test
    void an_edit_that_we_overlooked_in_another_field_is_not_taken_for_our_own() throws IOException {
        given(Database.H2);
        String no = TwoSides.no(10);
        sides.editAccount(no, "telephone1", "+358 2 888");
        sides.editCustomer(no, "city", "Pori");

        sides.synchronize();

        assertBoth(no, "phone_no", "telephone1", "+358 2 888");
        assertBoth(no, "city", "address1_city", "Pori");
    }

    @ParameterizedTest
    @EnumSource
    void blanks_and_cut_texts_are_no_edits_in_either_direction(Database database) throws IOException {
        given(database);
        String no = TwoSides.no(11);
        String longText = "x".repeat(300);
        sides.editCustomer(no, "county", "Uusimaa   ");
        sides.editAccount(no, "address1_city", "  ");
        sides.editAccount(no, "address1_line2", longText.substring(0, 250));
        sides.synchronize();
        String held = sides.customer(no, "address_2");

        sides.editCustomer(no, "post_code", "20100");
        sides.synchronize();

        assertThat(sides.account(no, "address1_stateorprovince")).isEqualTo("Uusimaa");
        assertThat(sides.account(no, "address1_line2")).hasSize(250);
        assertThat(held).isEqualTo(sides.customer(no, "address_2")).hasSizeLessThan(250);
        assertThat(sides.parked(no)).isEmpty();
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void the_case_of_a_code_is_no_edit(Database database) throws IOException {
        given(database);
        String no = TwoSides.no(12);
        sides.editCustomer(no, "payment_terms_code", "30 days");
        sides.synchronize();
        sides.editAccount(no, "paymenttermscode", 1);
        sides.editAccount(no, "telephone1", "02-1");

        sides.synchronize();

        assertThat(sides.customer(no, "payment_terms_code")).isEqualTo("30 days");
        assertThat(sides.customer(no, "phone_no")).isEqualTo("02-1");
        assertQuiet();
    }

    @Test
    void a_create_that_was_refused_is_tried_again_and_its_error_does_not_outlive_the_success() throws IOException {
        given(Database.H2);
        String no = TwoSides.no(20);
        sides.synchronize();
        JsonNode record = sides.get("/api/records/customer/" + no);
        assertThat(record.path("explanation").asText()).contains("is not in the CRM", "not this one");

        sides.post("/api/parked-records/retry", "{\"mapping\": \"customer\", \"class\": \"data\"}");

        awaitReleased(no);
        assertThat(sides.account(no, "name")).isEqualTo("Refused Oy");
        assertThat(sides.get("/api/records/customer/" + no).path("parked")).isEmpty();
    }
}
