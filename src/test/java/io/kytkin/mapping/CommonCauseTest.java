package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What answers to several records have in common. */
class CommonCauseTest {
    @Test
    void ids_quoted_values_and_numbers_are_left_out() {
        assertThat(CommonCause.of("account With Id = 7f3c1a52-0d0e-4c41-9a2e-5f6d0a9b1c2d Does Not Exist"))
                .isEqualTo("account With Id = \u2026 Does Not Exist");
        assertThat(CommonCause.of("A product with the number 'K-1410' already exists."))
                .isEqualTo("A product with the number \u2026 already exists.");
        assertThat(CommonCause.of("Value too long for column \"NAME\": \"Oy\" (120)"))
                .isEqualTo("Value too long for column \u2026: \u2026 (\u2026)");
        assertThat(CommonCause.of("amount -12.50 is too low")).isEqualTo("amount \u2026 is too low");
    }

    @Test
    void names_error_codes_and_apostrophes_stay() {
        assertThat(CommonCause.of("address1_city was refused (0x80040237): the user's role doesn't allow it"))
                .isEqualTo("address1_city was refused (0x80040237): the user's role doesn't allow it");
    }
}
