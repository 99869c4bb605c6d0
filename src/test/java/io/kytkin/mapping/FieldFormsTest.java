package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.Decision.Action;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values of the two sides that differ by their form only. */
class FieldFormsTest {

    private static boolean same(String line, Object inErp, Object inCrm) {
        BoundMapping bound = Customers.mapping(line).bound();
        return new FieldForms(bound, bound.definition().fields().get(0)).same(inErp, inCrm);
    }

    @Test
    void blanks_around_a_text_say_nothing() {
        assertThat(same("name <-> name", "Ahlgren  ", " Ahlgren")).isTrue();
        assertThat(same("name <-> name", "  ", null)).isTrue();
        assertThat(same("name <-> name", "Ahlgren", null)).isFalse();
        assertThat(same("name <-> name", "Ahlgren", "ahlgren")).isFalse();
    }

    @Test
    void a_text_equals_what_the_narrower_side_has_room_for() {
        String text = "0123456789".repeat(5);
        assertThat(same("name <-> name", text, text.substring(0, 30))).isTrue();
        assertThat(same("phone_no <-> telephone1", text.substring(0, 30), text)).isTrue();
        assertThat(same("name <-> name", text, text.substring(0, 29))).isFalse();
    }

    @Test
    void decimals_that_one_side_does_not_keep_say_nothing() {
        assertThat(same("discount <-> discountrate", new BigDecimal("1.00"), new BigDecimal("1.0"))).isTrue();
        assertThat(same("discount <-> discountrate", new BigDecimal("1.00567"), new BigDecimal("1.01"))).isTrue();
        assertThat(same("discount <-> discountrate", new BigDecimal("1.02"), new BigDecimal("1.01"))).isFalse();
    }

    @Test
    void a_day_equals_any_time_of_it_in_the_companys_zone() {
        assertThat(same("started <-> lastcalled", LocalDate.parse("2026-03-02"), Instant.parse("2026-03-01T23:30:00Z")))
                .isTrue();
        assertThat(same("started <-> lastcalled", LocalDate.parse("2026-03-01"), Instant.parse("2026-03-01T23:30:00Z")))
                .isFalse();
    }

    @Test
    void a_form_of_its_own_is_neither_sent_to_the_crm_nor_written_to_the_erp() {
        Customers customers = Customers.mapping("discount <-> discountrate", "phone_no <-> telephone1");
        PageRecord toCrm = Customers.coupled(Customers.customer("discount", new BigDecimal("1.00567"), "phone_no", "08"));
        toCrm.meets(Customers.accountRow("discountrate", new BigDecimal("1.01"), "telephone1", "08 "));
        PageRecord toErp = Customers.coupled(Customers.account("discountrate", new BigDecimal("1.01"), "telephone1", "08 "));
        toErp.meets(Customers.customerRow("discount", new BigDecimal("1.00567"), "phone_no", "08"));

        assertThat(customers.toCrm(toCrm).action()).isEqualTo(Action.NOTHING);
        assertThat(customers.toErp(toErp).action()).isEqualTo(Action.NOTHING);
        assertThat(toErp.decision().agreed().of("discountrate")).isEqualTo(new AgreedValues.Pair("1.00567", "1.01"));
    }

    @Test
    void the_case_of_a_code_is_not_written_to_the_erp() {
        PageRecord record = Customers.coupled(Customers.account("paymenttermscode", 1L));
        record.meets(Customers.customerRow("payment_terms_code", "30 days"));

        Decision decision = Customers.mapping("payment_terms_code <-> paymenttermscode option {30 DAYS=1}").toErp(record);

        assertThat(decision.values()).isEqualTo(Map.of());
        assertThat(decision.agreed().of("paymenttermscode")).isEqualTo(new AgreedValues.Pair("30 days", "1"));
    }
}
