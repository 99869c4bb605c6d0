package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberSourceTest {

    @ParameterizedTest
    @CsvSource({"10000, 10, 10010", "K0099, 1, K0100", "C-9, 1, C-10", "C099-A, 1, C100-A", "2024-0001, 1, 2024-0002",
        "99999999999999999999, 1, 100000000000000000000"})
    void the_last_run_of_digits_counts_up_and_keeps_its_zeros(String number, int by, String next) {
        assertThat(NumberSource.next(number, by)).isEqualTo(next);
    }

    @Test
    void a_number_without_digits_can_t_be_counted_up() {
        assertThatThrownBy(() -> NumberSource.next("ABC", 1)).hasMessage("'ABC' has no digits to count up");
    }

    @Test
    void a_series_may_have_the_erp_s_original_names() {
        NumberSource source = NumberSource.parse("\"No_\" from \"CRONUS Ltd_$No_ Series Line\".\"Last No_ Used\" "
                + "step \"Increment-by No_\" where \"Series Code\" = 'CUST'");

        assertThat(source.column()).isEqualTo("\"No_\"");
        assertThat(source.table()).isEqualTo("\"CRONUS Ltd_$No_ Series Line\"");
        assertThat(source.lastUsed()).isEqualTo("\"Last No_ Used\"");
        assertThat(source.step()).isEqualTo("\"Increment-by No_\"");
        assertThat(source.condition()).isEqualTo("\"Series Code\" = 'CUST'");
    }

    @Test
    void a_series_may_stand_in_a_schema_and_be_the_only_row() {
        NumberSource source = NumberSource.parse("no from dbo.series.last_no");

        assertThat(source.table()).isEqualTo("dbo.series");
        assertThat(source.lastUsed()).isEqualTo("last_no");
        assertThat(source.condition()).isNull();
    }

    @Test
    void a_range_has_two_numbers_of_the_same_length() {
        assertThat(NumberSource.parse("no from 'CRM001' to 'CRM999'").isRange()).isTrue();
        assertThatThrownBy(() -> NumberSource.parse("no from 'CRM1' to 'CRM999'")).hasMessageContaining("same length");
    }

    @Test
    void anything_else_is_answered_with_what_it_should_look_like() {
        assertThatThrownBy(() -> NumberSource.parse("the next one")).hasMessageContaining("'the next one' is not understood")
                .hasMessageContaining("no from no_series_line.last_no_used where");
    }
}
