package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ErpTemplateTest {

    private static Row account(String country) {
        return new Row(new Row.Header(List.of("address1_country")), new Object[] {country}, null);
    }

    @Test
    void the_first_template_that_fits_counts() {
        NewErpRecords rules = new NewErpRecords(MappingDefinition.Create.ALWAYS, null, ErpTemplate.parse("customer", """
                # where from
                address1_country eq 'FI' : group = 'DOMESTIC', terms = '30 DAYS, net'
                otherwise : group = 'EXPORT'
                """));

        assertThat(rules.templateFor(account("FI")).orElseThrow().values()).containsEntry("group", "DOMESTIC")
                .containsEntry("terms", "30 DAYS, net");
        assertThat(rules.templateFor(account("NO")).orElseThrow().values()).containsEntry("group", "EXPORT");
        assertThat(rules.templateFor(account(null)).orElseThrow().line()).isEqualTo(3);
    }

    @Test
    void a_colon_or_an_apostrophe_in_a_value_is_part_of_it() {
        ErpTemplate template = ErpTemplate.parse("customer", "address1_country eq 'a:b' : note = 'it''s: so'").get(0);

        assertThat(template.fits(account("A:B"))).isTrue();
        assertThat(template.values()).containsEntry("note", "it's: so");
    }

    @Test
    void mistakes_are_told_with_their_line() {
        assertThatThrownBy(() -> ErpTemplate.parse("customer", "otherwise : group = 'A'\notherwise group"))
                .hasMessageContaining("erpTemplates, line 2: 'otherwise group' is not understood");
        assertThatThrownBy(() -> ErpTemplate.parse("customer", "otherwise : group = DOMESTIC"))
                .hasMessageContaining("'group = DOMESTIC' is not understood");
        assertThatThrownBy(() -> ErpTemplate.parse("customer", "otherwise : * = 'x'"))
                .hasMessageContaining("all others can only be left blank");
    }
}
