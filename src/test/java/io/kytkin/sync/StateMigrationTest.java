package io.kytkin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.Database;
import io.kytkin.mapping.Parking;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an earlier version wrote into the state database means the same after its migration. */
class StateMigrationTest {

    private static void migrateTo(String version, HikariDataSource state) {
        Flyway.configure().dataSource(state).locations("classpath:db/migration").target(version).load().migrate();
    }

    private static void park(HikariDataSource state, String record, String parkingClass, String field) {
        Jdbi.create(state).useHandle(handle -> handle.createUpdate("insert into parked_record (record_id, mapping, direction, "
                        + "id, class, reason, field, attempts, first_at, job) values (:record, 'item', 'toCrm', :id, :class, "
                        + "'why', :field, 1, current_timestamp, :id)").bind("record", record).bind("id", UUID.randomUUID())
                .bind("class", parkingClass).bind("field", field).execute());
    }

    @ParameterizedTest
    @EnumSource
    void a_transient_one_with_a_field_waited_for_others(Database database) {
        try (HikariDataSource state = database.createPooled()) {
            migrateTo("12", state);
            park(state, "retired once its prices are gone", "transient", "statecode");
            park(state, "the CRM is busy", "transient", null);
            park(state, "too long", "data", "name");

            StateDatabase.migrate(state);

            assertThat(new ParkedRecords(state).list("item", null, null, 10)).filteredOn(parked ->
                    parked.parking().waitsForOthers()).extracting(ParkedRecord::recordId)
                    .containsExactly("retired once its prices are gone");
            assertThat(new ParkedRecords(state).list("item", null, null, 10)).extracting(ParkedRecord::parking)
                    .extracting(Parking::field).containsExactly("statecode", null, "name");
        }
    }
}
