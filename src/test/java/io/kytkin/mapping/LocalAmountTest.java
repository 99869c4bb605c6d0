package io.kytkin.mapping;

import static io.kytkin.mapping.Customers.customer;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Amounts in local currency (SEK) on their way to a row in another one; the CRM's base currency is a third. */
class LocalAmountTest {
    private static final BigDecimal LIMIT = new BigDecimal("1000");

    private static Customers customers(String currencyModifiers) {
        return Customers.mapping("currency_code -> transactioncurrencyid coupled currency" + currencyModifiers,
                "credit_limit_lcy -> creditlimit from LCY");
    }

    private static Object limit(Customers customers, Object... row) {
        return customers.toCrm(customer(row)).values().get("creditlimit");
    }

    @Test
    void an_amount_is_converted_by_the_rates_of_both_currencies_and_rounded() {
        Customers customers = customers("").knowingCurrency("SEK", "11.45").knowingCurrency("EUR", "0.93");

        assertThat(limit(customers, "currency_code", "eur", "credit_limit_lcy", LIMIT))
                .isEqualTo(new BigDecimal("81.22"));
    }

    @Test
    void an_amount_in_a_row_of_local_currency_stays_as_it_is() {
        assertThat(limit(customers(", blank is 'SEK'").knowingCurrency("SEK", "11.45"), "credit_limit_lcy", LIMIT))
                .isEqualTo(LIMIT);
    }

    @Test
    void blank_may_stand_for_another_currency_than_the_local_one() {
        Customers customers = customers(", blank is 'EUR'").knowingCurrency("SEK", "10").knowingCurrency("EUR", "1");

        assertThat((BigDecimal) limit(customers, "credit_limit_lcy", LIMIT)).isEqualByComparingTo("100");
    }

    @Test
    void a_local_currency_that_is_not_coupled_makes_the_record_wait() {
        Parking parking = customers("").knowingCurrency("EUR", "1")
                .toCrm(customer("currency_code", "EUR", "credit_limit_lcy", LIMIT)).parking();

        assertThat(parking.parkingClass()).isEqualTo(ParkingClass.DEPENDENCY);
        assertThat(parking.waitsForMapping()).isEqualTo("currency");
        assertThat(parking.waitsForKey()).isEqualTo("SEK");
    }

    @Test
    void a_coupled_currency_without_a_rate_is_a_matter_of_data() {
        Parking parking = customers("").knowingCurrency("SEK", "10")
                .knowing("currency", "EUR", Coupling.State.COUPLED, Map.of())
                .toCrm(customer("currency_code", "EUR", "credit_limit_lcy", LIMIT)).parking();

        assertThat(parking.parkingClass()).isEqualTo(ParkingClass.DATA);
        assertThat(parking.reason()).contains("exchange rate of the currency 'EUR', which has none");
    }

    @Test
    void no_rate_is_needed_for_nothing() {
        assertThat((BigDecimal) limit(customers("").knowing("currency", "EUR"), "currency_code", "EUR",
                "credit_limit_lcy", BigDecimal.ZERO)).isEqualByComparingTo("0");
    }

    @Test
    void the_converted_amount_has_to_fit_too() {
        Customers customers = Customers.mapping("currency_code -> transactioncurrencyid coupled currency",
                "credit_limit_lcy -> creditlimit from LCY, else 0").knowingCurrency("SEK", "1")
                        .knowingCurrency("JPY", "1000000000");

        assertThat(limit(customers, "currency_code", "JPY", "credit_limit_lcy", LIMIT)).isEqualTo(BigDecimal.ZERO);
    }
}
