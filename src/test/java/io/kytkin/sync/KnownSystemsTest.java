package io.kytkin.sync;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.Database;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KnownSystemsTest {

    @ParameterizedTest
    @EnumSource
    void the_system_of_the_first_start_is_known_again(Database database) {
        try (HikariDataSource state = database.createState()) {
            new KnownSystems(state).check("crm", "organization 1");
            new KnownSystems(state).check("erp", "CRONUS");

            assertThatCode(() -> new KnownSystems(state).check("crm", "organization 1")).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_state_that_knew_less_is_taken_once_and_knows_the_rest_from_then_on(Database database) {
        try (HikariDataSource state = database.createState()) {
            new KnownSystems(state).check("erp", "CRONUS");
            new KnownSystems(state).check("erp", "CRONUS in one database", "CRONUS");

            assertThatCode(() -> new KnownSystems(state).check("erp", "CRONUS in one database", "CRONUS"))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> new KnownSystems(state).check("erp", "CRONUS in another database", "CRONUS"))
                    .isInstanceOf(WrongSystem.class).hasMessageContaining("CRONUS in one database");
        }
    }

    @ParameterizedTest
    @EnumSource
    void another_system_is_refused_with_both_named(Database database) {
        try (HikariDataSource state = database.createState()) {
            new KnownSystems(state).check("crm", "organization 1");

            assertThatThrownBy(() -> new KnownSystems(state).check("crm", "organization 2"))
                    .isInstanceOf(WrongSystem.class)
                    .hasMessageContaining("organization 1").hasMessageContaining("organization 2");
        }
    }
}
