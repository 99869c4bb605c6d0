package io.kytkin.mapping;

import static io.kytkin.mapping.Customers.account;
import static io.kytkin.mapping.Customers.customer;
import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.WantedReferences.Code;
import io.kytkin.mapping.WantedReferences.CrmId;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class WantedReferencesTest {

    private static WantedReferences wanted(Customers customers, Direction direction, PageRecord... records) {
        return WantedReferences.of(customers.bound(), customers.page(direction, records));
    }

    @Test
    void every_coupled_field_asks_for_its_code_once_for_the_page() {
        Customers customers = Customers.mapping("salesperson_code -> ownerid coupled salesperson",
                "'se' -> parentid coupled customer", "primary_contact_no <- primarycontactid coupled contact");

        WantedReferences wanted = wanted(customers, Direction.TO_CRM, customer("salesperson_code", "jd "),
                customer("salesperson_code", "JD", "primary_contact_no", "CT1"), customer());

        assertThat(wanted.codes()).containsExactly(new Code("salesperson", "JD"), new Code("customer", "SE"));
        assertThat(wanted.crmIds()).isEmpty();
    }

    @Test
    void a_blank_asks_for_what_it_stands_for() {
        Customers customers =
                Customers.mapping("currency_code -> transactioncurrencyid coupled currency, blank is 'sek'");

        assertThat(wanted(customers, Direction.TO_CRM, customer()).codes())
                .containsExactly(new Code("currency", "SEK"));
    }

    @Test
    void a_code_with_the_separator_of_keys_is_asked_for_in_both_forms() {
        Customers customers = Customers.mapping("primary_contact_no -> primarycontactid coupled contact");

        assertThat(wanted(customers, Direction.TO_CRM, customer("primary_contact_no", "A,B")).codes())
                .containsExactly(new Code("contact", "A,B"), new Code("contact", "A\\,B"));
    }

    @Test
    void a_number_is_asked_for_as_keys_are_written() {
        Customers customers = Customers.mapping("discount -> primarycontactid coupled contact");

        assertThat(wanted(customers, Direction.TO_CRM, customer("discount", new BigDecimal("100.00"))).codes())
                .containsExactly(new Code("contact", "100"));
    }

    @Test
    void an_amount_in_local_currency_asks_for_both_currencies_even_if_the_row_brings_its_own() {
        Customers customers = Customers.mapping("currency_code <- transactioncurrencyid coupled currency",
                "credit_limit_lcy -> creditlimit from LCY");

        assertThat(wanted(customers, Direction.TO_CRM, customer("currency_code", "EUR")).codes())
                .containsExactly(new Code("currency", "EUR"), new Code("currency", "SEK"));
        assertThat(wanted(customers, Direction.TO_CRM, customer()).codes()).isEmpty();
    }

    @Test
    void towards_the_erp_references_are_asked_for_by_crm_id() {
        Customers customers = Customers.mapping("salesperson_code <-> ownerid coupled salesperson",
                "currency_code -> transactioncurrencyid coupled currency");

        WantedReferences wanted = wanted(customers, Direction.TO_ERP,
                account("ownerid", Customers.id("JD"), "transactioncurrencyid", Customers.id("EUR")), account());

        assertThat(wanted.crmIds()).containsExactly(new CrmId("salesperson", Customers.id("JD")));
        assertThat(wanted.codes()).isEmpty();
    }

    @Test
    void records_outside_the_filter_and_records_that_are_gone_want_nothing() {
        Customers customers = Customers.mapping("salesperson_code -> ownerid coupled salesperson");
        PageRecord outside = new PageRecord(Customers.customerRow("salesperson_code", "JD"), "1", "C1", null, false);
        PageRecord gone = new PageRecord(null, "1", "C1", null, true);

        assertThat(wanted(customers, Direction.TO_CRM, outside, gone).codes()).isEmpty();
    }
}
