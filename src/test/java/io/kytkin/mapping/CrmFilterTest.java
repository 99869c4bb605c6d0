package io.kytkin.mapping;

import static io.kytkin.mapping.Customers.rowOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrmFilterTest {
    private static final UUID OWNER = UUID.fromString("0e000000-0000-4000-8000-000000000001");
    private static final Row ROW = rowOf("name", "O'Neil & Söner", "statecode", 0L, "creditlimit",
            new BigDecimal("10.50"), "isdisabled", false, "ownerid", OWNER,
            "begindate", LocalDate.of(2026, 3, 1), "createdon", Instant.parse("2026-03-01T10:00:00Z"),
            "parentcustomerid", null);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "statecode eq 0                              | true",
        "statecode ne 0                              | false",
        "statecode ge 0 and statecode lt 1           | true",
        "creditlimit eq 10.5                         | true",
        "creditlimit gt 10.5                         | false",
        "creditlimit le 10.50                        | true",
        "name eq 'o''neil & SÖNER'                   | true",
        "name eq 'O''Neil'                           | false",
        "isdisabled eq false                         | true",
        "ownerid eq 0E000000-0000-4000-8000-000000000001 | true",
        "begindate eq 2026-03-01                     | true",
        "begindate gt 2026-02-28                     | true",
        "createdon gt 2026-03-01                     | true",
        "createdon lt 2026-03-01T10:00:00.5Z         | true",
        "parentcustomerid eq null                    | true",
        "parentcustomerid ne null                    | false",
        "name ne null                                | true",
        "not (statecode eq 1)                        | true",
        "not statecode eq 0                          | false",
        "NAME NE NULL AND NOT (StateCode EQ 1)       | true",
    })
    void a_comparison_looks_at_the_rows_own_columns(String filter, boolean expected) {
        assertThat(CrmFilter.parse(filter.replace("NULL", "null")).test(ROW)).isEqualTo(expected);
    }

    @Test
    void a_blank_value_differs_from_every_other_and_is_neither_greater_nor_less() {
        assertThat(CrmFilter.parse("parentcustomerid ne 5").test(ROW)).isTrue();
        assertThat(CrmFilter.parse("parentcustomerid gt 5").test(ROW)).isFalse();
        assertThat(CrmFilter.parse("parentcustomerid le 5").test(ROW)).isFalse();
    }

    @Test
    void and_binds_closer_than_or() {
        assertThat(CrmFilter.parse("statecode eq 0 or statecode eq 1 and name eq 'x'").test(ROW)).isTrue();
        assertThat(CrmFilter.parse("(statecode eq 0 or statecode eq 1) and name eq 'x'").test(ROW)).isFalse();
    }

    @Test
    void its_attributes_are_named_once_in_lower_case() {
        assertThat(CrmFilter.parse("StateCode eq 0 and (ownerid ne null or statecode eq 1)").attributes())
                .containsExactly("statecode", "ownerid");
    }

    @Test
    void as_a_query_it_uses_the_names_of_the_wire() {
        CrmFilter filter = CrmFilter.parse("not (ownerid eq null  or name eq 'O''Neil (a or b)') AND statecode eq 0");

        assertThat(filter.toOData(attribute -> attribute.equals("ownerid") ? "_ownerid_value" : attribute))
                .isEqualTo("not (_ownerid_value eq null or name eq 'O''Neil (a or b)') and statecode eq 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "statecode = 0            | '=' is no comparison in 'statecode = 0'; write eq, ne, gt, ge, lt or le",
        "statecode eq             | 'statecode eq' ends where a value should follow",
        "statecode eq 0 and       | 'statecode eq 0 and' ends where an attribute should follow",
        "(statecode eq 0          | a parenthesis is not closed in '(statecode eq 0'",
        "statecode eq 0) or x     | ')' does not belong there in 'statecode eq 0) or x'",
        "name eq 'x               | a quote is not closed in 'name eq 'x'",
        "name eq x                | 'x' is no value; text stands in single quotes",
        "0 eq statecode           | '0' is no attribute in '0 eq statecode'; a comparison begins with one, "
                + "for example: statecode eq 0",
        "contains(name,'x')       | '(' is no comparison in 'contains(name,'x')'; write eq, ne, gt, ge, lt or le",
    })
    void a_mistake_names_the_word(String filter, String message) {
        assertThatThrownBy(() -> CrmFilter.parse(filter)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void a_column_that_was_not_read_is_no_blank() {
        assertThatThrownBy(() -> CrmFilter.parse("taxid eq null").test(ROW))
                .hasMessageContaining("'taxid' was not read");
    }
}
