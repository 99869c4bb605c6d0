package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.SandboxSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Conflicts of customers and accounts, and how a person decides them by REST. Each test has a customer of its own. */
class ConflictTest {
    private static final Map<TwoWayTest.Database, TwoSides> STARTED = new EnumMap<>(TwoWayTest.Database.class);

    private TwoSides sides;

    private void given(TwoWayTest.Database database) throws IOException {
        sides = STARTED.get(database);
        if (sides == null) {
            Path routes = Files.createTempDirectory("routes");
            sides = TwoSides.start(database, SandboxSettings.defaults(), 20, routes);
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
        sides.installation().crm().resetStatistics();
        sides.synchronize();
        sides.synchronize();
        assertThat(sides.installation().crm().statistics().writes()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void a_conflict_waits_with_both_values_of_each_of_its_fields_until_a_person_keeps_one_side(
            TwoWayTest.Database database) throws IOException {
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
    void a_conflict_is_decided_field_by_field(TwoWayTest.Database database) throws IOException {
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

    @ParameterizedTest
    @EnumSource
    void an_edit_made_after_the_decision_opens_the_conflict_again(TwoWayTest.Database database) throws IOException {
        given(database);
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

    @ParameterizedTest
    @EnumSource
    void a_conflict_ends_by_itself_when_both_sides_come_to_the_same_value(TwoWayTest.Database database)
            throws IOException {
        given(database);
        String no = TwoSides.no(4);
        bothEdit(no, "city", "Pori", "address1_city", "Rauma");
        sides.synchronize();
        sides.editAccount(no, "address1_city", "Pori");

        sides.synchronize();
        sides.synchronize();

        assertThat(sides.parked(no)).isEmpty();
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void a_conflict_ends_when_one_side_takes_its_edit_back(TwoWayTest.Database database) throws IOException {
        given(database);
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
}
