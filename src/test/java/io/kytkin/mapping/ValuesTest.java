package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ValuesTest {

    @Test
    void canonical_text_is_the_same_for_equal_values() {
        assertThat(Values.text(new BigDecimal("10.500"))).isEqualTo("10.5");
        assertThat(Values.text(new BigDecimal("1E+3"))).isEqualTo("1000");
        assertThat(Values.text(new BigDecimal("0.00"))).isEqualTo("0");
        assertThat(Values.text("Ahlgren  ")).isEqualTo("Ahlgren");
        assertThat(Values.text(" indented")).isEqualTo(" indented");
        assertThat(Values.text(LocalDate.of(2026, 3, 1))).isEqualTo("2026-03-01");
        assertThat(Values.text(Instant.parse("2026-03-01T10:00:00Z"))).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(Values.text(UUID.fromString("0E000000-0000-4000-8000-00000000000A")))
                .isEqualTo("0e000000-0000-4000-8000-00000000000a");
    }

    @Test
    void blank_text_is_null() {
        assertThat(Values.text("  ")).isNull();
        assertThat(Values.text(null)).isNull();
        assertThat(Values.comparable(" ")).isNull();
    }

    @Test
    void a_value_that_is_not_of_the_kind_is_refused_with_what_it_is_not() {
        for (Kind kind : List.of(Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN, Kind.DATE, Kind.DATE_TIME, Kind.GUID)) {
            assertThatThrownBy(() -> Values.convert("x", kind, ZoneOffset.UTC))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("is not ");
        }
        assertThatThrownBy(() -> Values.convert(new BigDecimal("1E+30"), Kind.INTEGER, ZoneOffset.UTC))
                .hasMessage("is not a whole number");
        assertThatThrownBy(() -> Values.convert(new BigDecimal("1.5"), Kind.OPTION, ZoneOffset.UTC))
                .hasMessage("is not an option's number");
    }

    @Test
    void texts_become_what_they_say() {
        assertThat(Values.convert(" 12 ", Kind.INTEGER, ZoneOffset.UTC)).isEqualTo(12L);
        assertThat(Values.convert("1.50", Kind.MONEY, ZoneOffset.UTC)).isEqualTo(new BigDecimal("1.50"));
        assertThat(Values.convert("Yes", Kind.BOOLEAN, ZoneOffset.UTC)).isEqualTo(true);
        assertThat(Values.convert("2026-03-01", Kind.DATE, ZoneOffset.UTC)).isEqualTo(LocalDate.of(2026, 3, 1));
    }

    @Test
    void a_key_of_several_columns_can_be_taken_apart_again() {
        for (List<String> parts : List.of(List.of("a"), List.of("a,b", "c\\d"), List.of("", "x"), List.of("a,b"))) {
            assertThat(RecordKey.split(RecordKey.join(parts))).isEqualTo(parts);
        }
        assertThat(RecordKey.join(List.of("a,b", "c"))).isEqualTo("a\\,b,c");
    }

    @Test
    void a_code_is_compared_trimmed_and_in_upper_case() {
        assertThat(RecordKey.code(" jd ")).isEqualTo("JD");
    }

    @Test
    void a_rows_key_is_the_text_of_its_columns() {
        Row row = Customers.rowOf("a", new BigDecimal("7.0"), "\"B\"", "x,y", "c", null);

        assertThat(Values.key(row, List.of("a", "B", "c"))).isEqualTo("7,x\\,y,");
    }
}
