package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueFormTest {

    @ParameterizedTest
    @CsvSource({"Kerava, KERAVA", "'Oy  Ab', Oy Ab", "03-123 45, 0312345", "02 555, +358 2 555", "+358 2 555, 02-555",
        "0123, 00358123", "FI-1234, fi1234"})
    void another_case_blanks_punctuation_and_the_country_of_a_phone_number_are_form(String given, String held) {
        assertThat(ValueForm.isSame(given, held)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Kerava, Galway", "Kerava Oy, Kerava", "02 555, 02 556", "02 555, 12 555", "02 555, +358 2 556", "a, ''", "-, +"})
    void anything_else_is_another_value(String given, String held) {
        assertThat(ValueForm.isSame(given, held)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1.255, 1.26, true", "1.255, 1.25, true", "1.25, 1.255, false", "1.25, 1.35, false", "12.5, 2.5, false"})
    void fewer_decimals_are_form(BigDecimal given, BigDecimal held, boolean isForm) {
        assertThat(ValueForm.isSame(given.toString(), held)).isEqualTo(isForm);
    }

    @Test
    void a_value_that_was_taken_away_is_another() {
        assertThat(ValueForm.isSame("Kerava", null)).isFalse();
    }
}
