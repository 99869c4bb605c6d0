package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kytkin.mapping.FieldMapping.Arrow;
import io.kytkin.mapping.MappingDefinition.Policy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldLinesTest {

    private static FieldMapping line(String line) {
        return FieldLines.parse("customer", line).get(0);
    }

    private static List<String> mistakes(String block) {
        MappingProblem problem = catchThrowableOfType(MappingProblem.class, () -> FieldLines.parse("customer", block));
        return problem.mistakes().stream().map(mistake -> mistake.line() + ": " + mistake.text()).toList();
    }

    @Test
    void a_line_pairs_a_column_with_an_attribute() {
        FieldMapping field = line("  phone_no   <->  telephone1 ");

        assertThat(field.erp()).isEqualTo("phone_no");
        assertThat(field.crm()).isEqualTo("telephone1");
        assertThat(field.arrow()).isEqualTo(Arrow.BOTH);
        assertThat(field.constant()).isFalse();
    }

    @Test
    void arrows_say_where_a_value_travels() {
        assertThat(line("a -> b").arrow()).isEqualTo(Arrow.TO_CRM);
        assertThat(line("a <- b").arrow()).isEqualTo(Arrow.TO_ERP);
    }

    @Test
    void a_quoted_column_keeps_its_quotes_blanks_and_case() {
        assertThat(line("\"Credit Limit (LCY)\" -> creditlimit").erp()).isEqualTo("\"Credit Limit (LCY)\"");
    }

    @Test
    void attributes_are_named_in_lower_case() {
        assertThat(line("name -> Name").crm()).isEqualTo("name");
    }

    @Test
    void a_text_in_quotes_is_a_constant() {
        FieldMapping field = line("'it''s 3' -> customertypecode on create");

        assertThat(field.constant()).isTrue();
        assertThat(field.erp()).isEqualTo("it's 3");
        assertThat(field.onCreate()).isTrue();
    }

    @Test
    void modifiers_come_in_any_order_with_or_without_commas() {
        FieldMapping field = line("salesperson_code -> ownerid  required, else default owner coupled salesperson");

        assertThat(field.coupled()).isEqualTo("salesperson");
        assertThat(field.required()).isTrue();
        assertThat(field.elseDefaultOwner()).isTrue();
    }

    @Test
    void every_modifier_is_understood() {
        assertThat(line("a -> b coupled contact, second pass").secondPass()).isTrue();
        assertThat(line("a -> b from LCY").fromLcy()).isTrue();
        assertThat(line("a -> b blank is 'EUR'").blank()).isEqualTo("EUR");
        assertThat(line("a -> b else 0").elseValue()).isEqualTo("0");
        assertThat(line("a -> b else ''").elseValue()).isEmpty();
    }

    @Test
    void else_with_a_policy_in_a_two_way_line_is_no_value() {
        FieldMapping field = line("a <-> b else newest");

        assertThat(field.ownPolicy()).isEqualTo(Policy.NEWEST);
        assertThat(field.elseValue()).isNull();
    }

    @Test
    void option_codes_are_upper_case_and_keep_their_order() {
        assertThat(line("a -> b option {30 days=1, 2%10 NET30=2, 'A, B'=3, x=1}").options())
                .containsExactly(Map.entry("30 DAYS", 1), Map.entry("2%10 NET30", 2),
                        Map.entry("A, B", 3), Map.entry("X", 1));
    }

    @Test
    void comments_and_empty_lines_do_not_count_but_are_numbered() {
        List<FieldMapping> fields = FieldLines.parse("customer", """

                # all of it
                name -> name     # the name
                '#1' -> accountnumber
                """);

        assertThat(fields).extracting(FieldMapping::lineNumber).containsExactly(3, 4);
        assertThat(fields.get(0).line()).isEqualTo("name -> name");
        assertThat(fields.get(1).erp()).isEqualTo("#1");
    }

    @Test
    void all_mistakes_are_found_at_once_with_their_lines() {
        assertThat(mistakes("name - name\nphone_no telephone1\n\npost_code -> zip requird\n'x' <-> y")).containsExactly(
                "1: '-' is no arrow; write ->, <- or <->",
                "2: 'phone_no telephone1' is not a whole field line; write an ERP column, an arrow and a CRM attribute"
                        + ", for example: phone_no <-> telephone1",
                "4: 'requird' is no modifier; did you mean 'required'?",
                "5: the constant 'x' can only go to the CRM; write ->");
    }

    @Test
    void a_misspelt_modifier_does_not_hide_the_next_mistake() {
        assertThat(mistakes("a -> b cuopled currency, secnd pass, form LCY")).containsExactly(
                "1: 'cuopled' is no modifier; did you mean 'coupled'?",
                "1: 'secnd' is no modifier; did you mean 'second pass'?",
                "1: 'form' is no modifier; did you mean 'from LCY'?");
    }

    @Test
    void an_incomplete_modifier_says_what_must_follow() {
        assertThat(mistakes("a -> b second")).containsExactly("1: after 'second' must follow 'pass'");
        assertThat(mistakes("a -> b coupled")).containsExactly("1: after 'coupled' must follow the name of a mapping");
        assertThat(mistakes("a -> b blank 'x'")).singleElement().asString().contains("blank is 'EUR'");
        assertThat(mistakes("a -> b else")).singleElement().asString().contains("default owner");
        assertThat(mistakes("a -> b else default ownr")).first().asString().contains("must follow 'owner'");
    }

    @Test
    void an_option_list_is_checked_entry_by_entry() {
        assertThat(mistakes("a -> b option {30 DAYS, X=many, X=1, x=2}")).containsExactly(
                "1: '30 DAYS' in the option list is not CODE=number",
                "1: 'X=many' in the option list is not CODE=number",
                "1: the code 'X' is twice in the option list");
        assertThat(mistakes("a -> b option 3")).containsExactly(
                "1: '3' is no list of options; write {30 DAYS=1, 45 DAYS=3}");
    }

    @Test
    void what_is_opened_must_be_closed() {
        assertThat(mistakes("a -> b option {X=1")).singleElement().asString().endsWith("is not closed; write }");
        assertThat(mistakes("'a -> b")).singleElement().asString().endsWith("is not closed; write '");
    }

    @Test
    void modifiers_that_do_not_go_together_are_refused() {
        assertThat(mistakes("a <- b second pass"))
                .containsExactly("1: 'second pass' is about writing to the CRM; write ->");
        assertThat(mistakes("a <-> b from LCY")).containsExactly(
                "1: 'from LCY' converts on the way to the CRM only; write ->");
        assertThat(mistakes("a -> b on create, second pass")).singleElement().asString().contains("never be sent");
        assertThat(mistakes("a -> b coupled c, option {X=1}")).singleElement().asString().contains("exclude");
        assertThat(mistakes("a -> b else ask")).singleElement().asString().contains("two-way line");
    }

    @Test
    void a_block_without_lines_is_a_mistake() {
        assertThat(mistakes("# nothing\n")).singleElement().asString().contains("there is no field line");
    }
}
