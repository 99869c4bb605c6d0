package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.SandboxSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An ERP whose trigger rewrites every customer that is written ({@link RewritingTrigger}): names in upper case, blanks and
 * punctuation taken away, amounts rounded, a town's name replaced. Nothing of it may bounce between the sides. Each test
 * has a customer of its own.
 */
class RewritingTest {
    private static final Map<Database, TwoSides> STARTED = new EnumMap<>(Database.class);

    private TwoSides sides;

    private void given(Database database) throws IOException {
        sides = STARTED.get(database);
        if (sides == null) {
            sides = TwoSides.start(TwoSides.on(database, SandboxSettings.defaults(), 20), file -> file
                    .replaceFirst("credit_limit_lcy +-> creditlimit +from LCY", "credit_limit_lcy <-> creditlimit"));
            RewritingTrigger.install(sides.installation());
            sides.installation().inErp("insert into no_series_line (series_code, line_no, starting_no, last_no_used, "
                    + "system_id, system_modified_at) values ('CUSTOMER', 10000, 'K00001', 'K00000', "
                    + "cast('00000000-0000-0000-0000-000000000001' as uuid), current_timestamp)");
            // What the trigger makes of the customers that are there already has arrived before the tests begin.
            sides.installation().inErp("update customer set system_modified_at = current_timestamp");
            sides.synchronize();
            STARTED.put(database, sides);
        }
    }

    @AfterAll
    static void close() {
        STARTED.values().forEach(TwoSides::close);
        STARTED.clear();
    }

    /** Two more runs write nothing on either side. */
    private void assertQuiet(String no) {
        String modified = sides.customer(no, "system_modified_at");
        sides.installation().assertQuiet("customer");
        assertThat(sides.customer(no, "system_modified_at")).isEqualTo(modified);
        assertThat(sides.latest(Direction.TO_ERP).count(Outcome.UPDATED)).isZero();
        assertThat(sides.parked(no)).isEmpty();
    }

    private void assertRewritten(String no, String attribute, Object given, String column, String held) {
        sides.editAccount(no, attribute, given);

        sides.synchronize();

        assertThat(sides.latest(Direction.TO_ERP).message()).contains("1 record came back");
        assertThat(sides.customer(no, column)).startsWith(held);
        assertQuiet(no);
        assertThat(sides.customer(no, column)).startsWith(held);
        assertThat(sides.account(no, attribute)).isEqualTo(given.toString());
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_name_in_upper_case_is_the_erps_form_of_it(Database database) throws IOException {
        given(database);
        assertRewritten(TwoSides.no(1), "name", "Aurinko & Pojat Oy", "name", "AURINKO & POJAT OY");
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void blanks_and_punctuation_taken_away_are_no_edit(Database database) throws IOException {
        given(database);
        assertRewritten(TwoSides.no(2), "telephone1", "+358 (2) 111-222", "phone_no", "3582111222");
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_rounded_amount_is_the_erps_form_of_it(Database database) throws IOException {
        given(database);
        assertRewritten(TwoSides.no(3), "creditlimit", 1234.56, "credit_limit_lcy", "1235");
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_value_replaced_by_the_erp_goes_to_the_crm_once(Database database) throws IOException {
        given(database);
        String no = TwoSides.no(4);
        sides.editAccount(no, "address1_city", "Helsinki");
        sides.editAccount(no, "telephone1", "02-1");

        sides.synchronize();
        assertThat(sides.customer(no, "city")).isEqualTo("Helsingfors");
        sides.installation().crm().resetStatistics();
        sides.synchronize();

        assertThat(sides.installation().crm().statistics().writes()).isEqualTo(1);
        assertThat(sides.account(no, "address1_city")).isEqualTo("Helsingfors");
        assertThat(sides.account(no, "telephone1")).isEqualTo("02-1");
        assertQuiet(no);
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_later_edit_of_a_rewritten_field_travels_from_either_side(Database database) throws IOException {
        given(database);
        String no = TwoSides.no(5);
        sides.editAccount(no, "name", "Aurinko Oy");
        sides.synchronize();

        sides.editCustomer(no, "name", "KUU OY");
        sides.synchronize();
        assertThat(sides.account(no, "name")).isEqualTo("KUU OY");

        sides.editAccount(no, "name", "Kuu Oyj");
        sides.synchronize();
        assertThat(sides.customer(no, "name")).isEqualTo("KUU OYJ");
        assertQuiet(no);
    }

    /** A workflow of the CRM, which runs after the write and in another user's name. */
    private void runWorkflow(String no) {
        if ("Helsingfors".equals(sides.account(no, "address1_city"))) {
            sides.editAccount(no, "address1_city", "Helsinki");
        }
    }

    /** Trigger and workflow undo each other's value, until nothing of it travels any more. */
    private void alternate(String no) {
        sides.editAccount(no, "address1_city", "Helsinki");
        for (int run = 0; run < 6; run++) {
            sides.synchronize();
            runWorkflow(no);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_field_that_both_sides_rewrite_waits_for_a_person_and_the_rest_of_the_record_goes_on(
            Database database) throws IOException {
        given(database);
        String no = TwoSides.no(6);
        alternate(no);
        sides.editAccount(no, "address1_line1", "Kauppatori 1");
        sides.editCustomer(no, "post_code", "20100");
        sides.synchronize();
        sides.synchronize();
        String modified = sides.customer(no, "system_modified_at");
        sides.installation().crm().resetStatistics();
        sides.synchronize();

        assertThat(sides.installation().crm().statistics().writes()).isZero();
        assertThat(sides.customer(no, "system_modified_at")).isEqualTo(modified);
        assertThat(sides.customer(no, "address")).isEqualTo("Kauppatori 1");
        assertThat(sides.account(no, "address1_postalcode")).isEqualTo("20100");
        assertThat(sides.parked(no)).hasSize(1);
        JsonNode parked = sides.get("/api/records/customer/" + no).at("/parked/0");
        assertThat(parked.path("class").asText()).isEqualTo("conflict");
        assertThat(parked.path("field").asText()).isEqualTo("address1_city");
        assertThat(parked.path("erpValue").asText()).isEqualTo("Helsingfors");
        assertThat(parked.path("crmValue").asText()).isEqualTo("Helsinki");
        assertThat(parked.path("reason").asText()).contains("address1_city", "change the rule", "one way");
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void an_alternating_field_goes_on_once_a_person_has_decided(Database database) throws IOException {
        given(database);
        String no = TwoSides.no(7);
        alternate(no);

        sides.post("/api/parked-records/" + sides.parked(no).get(0).id() + "/resolution", "{\"keep\": \"erp\"}");

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> sides.parked(no).stream()
                .noneMatch(record -> record.parking().parkingClass() == ParkingClass.CONFLICT));
        sides.synchronize();
        assertThat(sides.account(no, "address1_city")).isEqualTo("Helsingfors");
        assertQuiet(no);
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void an_alternating_field_is_released_by_a_new_value(Database database)
            throws IOException {
        given(database);
        String no = TwoSides.no(8);
        alternate(no);

        sides.editAccount(no, "address1_city", "Turku");
        sides.synchronize();

        assertThat(sides.customer(no, "city")).isEqualTo("Turku");
        assertQuiet(no);
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void a_customer_made_of_an_account_is_rewritten_too_and_does_not_come_back(Database database)
            throws IOException {
        given(database);
        UUID account = sides.installation().crm().create("account", Map.of("name", "Uusi Oy " + database,
                "customertypecode", 3, "address1_city", "Helsinki"));
        sides.synchronize();
        sides.synchronize();
        String no = sides.installation().runtime().couplings().list("customer", null, account, null, 1).get(0)
                .coupling().erpKey();

        assertThat(sides.customer(no, "name")).isEqualTo("UUSI OY " + database);
        assertThat(sides.account(no, "name")).isEqualTo("Uusi Oy " + database);
        assertThat(sides.account(no, "address1_city")).isEqualTo("Helsingfors");
        assertQuiet(no);
    }
}
