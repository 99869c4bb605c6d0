package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.mapping.AgreedValues.Pair;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a field counts as going to and fro. */
class TurnsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Pair ONE = new Pair("Helsingfors", "Helsingfors");
    private static final Pair OTHER = new Pair("Helsinki", "Helsinki");

    private Turns turns = Turns.none();
    private Instant now = NOW;

    /** @return how often it went to and fro by now */
    private int write(Direction to, Pair written, Pair replaced) {
        int alternations = turns.alternations("city", to, written, now);
        turns = Turns.read(turns.with("city", to, replaced, alternations, now).text());
        return alternations;
    }

    @Test
    void values_that_are_undone_in_turn_alternate() {
        assertThat(write(Direction.TO_ERP, OTHER, ONE)).isZero();
        assertThat(write(Direction.TO_CRM, ONE, OTHER)).isEqualTo(1);
        assertThat(write(Direction.TO_ERP, OTHER, ONE)).isEqualTo(2);
        assertThat(write(Direction.TO_CRM, ONE, OTHER)).isEqualTo(3);
    }

    @Test
    void a_new_value_or_the_same_direction_begins_anew() {
        write(Direction.TO_ERP, OTHER, ONE);
        write(Direction.TO_CRM, ONE, OTHER);

        assertThat(write(Direction.TO_CRM, OTHER, ONE)).isZero();
        assertThat(write(Direction.TO_ERP, new Pair("Turku", "Turku"), OTHER)).isZero();
        assertThat(turns.alternations("post code", Direction.TO_CRM, OTHER, now)).isZero();
    }

    @Test
    void what_people_change_every_few_days_does_not_alternate() {
        write(Direction.TO_ERP, OTHER, ONE);
        now = NOW.plus(Duration.ofDays(3));

        assertThat(write(Direction.TO_CRM, ONE, OTHER)).isZero();
    }

    @Test
    void fields_that_nobody_touches_are_forgotten() {
        write(Direction.TO_ERP, OTHER, ONE);

        assertThat(turns.with("name", Direction.TO_CRM, ONE, 0, NOW.plus(Duration.ofDays(3))).text())
                .startsWith("name toCrm").doesNotContain("city");
    }

    @Test
    void what_is_no_turn_is_refused_with_its_text() {
        assertThat(Turns.read(null).text()).isEmpty();
        assertThatThrownBy(() -> Turns.read("city toErp 1")).hasMessageContaining("'city toErp 1'");
    }
}
