package io.kytkin.mapping;

import static io.kytkin.mapping.Customers.customer;
import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.Decision.Action;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of a value on its way to a new CRM record. */
class ToCrmValuesTest {

    private static Object sent(String line, Object... row) {
        Decision decision = Customers.mapping(line).knowing("salesperson", "JD").knowing("contact", "CT, 1")
                .toCrm(customer(row));
        assertThat(decision.action()).isEqualTo(Action.CREATE);
        return decision.values().get(line.split("\\s+")[2]);
    }

    private static Parking parked(String line, Object... row) {
        Decision decision = Customers.mapping(line).toCrm(customer(row));
        assertThat(decision.action()).isEqualTo(Action.PARK);
        return decision.parking();
    }

    @Test
    void a_new_record_is_sent_with_all_that_is_filled() {
        Decision decision = Customers.mapping("name -> name", "phone_no -> telephone1", "'3' -> customertypecode")
                .toCrm(customer("name", "Ahlgren"));

        assertThat(decision.values()).containsOnlyKeys("name", "customertypecode").containsEntry("name", "Ahlgren")
                .containsEntry("customertypecode", 3L);
        assertThat(decision.agreed().of("telephone1")).isEqualTo(new AgreedValues.Pair(null, null));
    }

    @Test
    void blanks_at_the_end_are_no_part_of_a_text() {
        assertThat(sent("name -> name", "name", "Ahlgren  ")).isEqualTo("Ahlgren");
        assertThat(sent("name -> name", "name", "   ")).isNull();
    }

    @Test
    void a_text_too_long_is_cut_and_said_so() {
        Decision decision = Customers.mapping("name -> name").toCrm(customer("name", "x".repeat(29) + " yz"));

        assertThat(decision.values()).containsEntry("name", "x".repeat(29));
        assertThat(decision.notices()).containsExactly(
                "name: '" + "x".repeat(20) + "...' (32 characters) was cut to the 30 that the CRM holds");
    }

    @Test
    void a_cut_never_splits_a_character() {
        assertThat(sent("name -> name", "name", "x".repeat(29) + "😀")).isEqualTo("x".repeat(29));
        assertThat(sent("name -> name", "name", "x".repeat(28) + "😀y")).isEqualTo("x".repeat(28) + "😀");
    }

    @Test
    void decimals_are_rounded_half_up_to_the_scale_of_the_crm() {
        assertThat(sent("discount -> discountrate", "discount", new BigDecimal("0.12500")))
                .isEqualTo(new BigDecimal("0.13"));
        assertThat(sent("discount -> numberofemployees", "discount", new BigDecimal("2.5"))).isEqualTo(3L);
    }

    @Test
    void a_number_outside_the_bounds_parks_the_record_naming_the_bound() {
        Parking parking = parked("credit_limit_lcy -> creditlimit", "credit_limit_lcy", new BigDecimal("-5"));

        assertThat(parking.parkingClass()).isEqualTo(ParkingClass.DATA);
        assertThat(parking.reason()).isEqualTo("creditlimit: the value is less than the 0 that the CRM allows");
        assertThat(parking.field()).isEqualTo("creditlimit");
        assertThat(parking.erpValue()).isEqualTo("-5");
        assertThat(parked("employees -> numberofemployees", "employees", 1_000_001L).reason())
                .isEqualTo("numberofemployees: the value is more than the 1000000 that the CRM allows");
    }

    @Test
    void the_else_value_stands_for_a_value_that_the_crm_can_not_take() {
        assertThat(sent("credit_limit_lcy -> creditlimit else 0", "credit_limit_lcy", new BigDecimal("-5")))
                .isEqualTo(BigDecimal.ZERO);
        assertThat(sent("employees_text -> numberofemployees else 7", "employees_text", "many")).isEqualTo(7L);
        assertThat(sent("employees_text -> numberofemployees else ''", "employees_text", "many")).isNull();
    }

    @Test
    void a_value_that_is_no_number_parks_the_record() {
        assertThat(parked("employees_text -> numberofemployees", "employees_text", "many"))
                .isEqualTo(Parking.data("numberofemployees: the value is not a whole number", "numberofemployees",
                        "many"));
    }

    @Test
    void numbers_become_texts_in_their_plain_form() {
        assertThat(sent("credit_limit_lcy -> name", "credit_limit_lcy", new BigDecimal("1E+3"))).isEqualTo("1000");
    }

    @Test
    void a_value_after_else_is_sent_with_a_notice_that_says_what_it_replaces() {
        assertThat(Customers.mapping("credit_limit_lcy -> creditlimit else 0").toCrm(customer("credit_limit_lcy",
                new BigDecimal("-5"))).notices()).containsExactly(
                "creditlimit: the value is less than the 0 that the CRM allows; 0 was sent instead");
        assertThat(Customers.mapping("payment_terms_code -> paymenttermscode option {30 DAYS=1} else ''").toCrm(customer(
                "payment_terms_code", "CASH")).notices()).singleElement().asString().contains("'CASH' is not among")
                .endsWith("; a blank was sent instead");
        assertThat(Customers.mapping("credit_limit_lcy -> creditlimit else 0").toCrm(customer("credit_limit_lcy",
                new BigDecimal("5"))).notices()).isEmpty();
    }

    @Test
    void zero_is_a_number_and_no_blank() {
        assertThat(sent("employees -> numberofemployees", "employees", 0L)).isEqualTo(0L);
    }

    @Test
    void booleans_days_and_times_find_their_kind() {
        assertThat(sent("blocked -> donotemail", "blocked", true)).isEqualTo(true);
        assertThat(sent("employees -> donotemail", "employees", 1L)).isEqualTo(true);
        assertThat(sent("blocked -> numberofemployees", "blocked", true)).isEqualTo(1L);
        assertThat(sent("started -> opened", "started", LocalDate.of(2026, 3, 1))).isEqualTo(LocalDate.of(2026, 3, 1));
    }

    @Test
    void a_day_begins_at_midnight_in_the_companys_time_zone_both_ways() {
        assertThat(sent("started -> lastcalled", "started", LocalDate.of(2026, 3, 1)))
                .isEqualTo(Instant.parse("2026-02-28T23:00:00Z"));
        assertThat(sent("modified_at -> opened", "modified_at", Instant.parse("2026-02-28T23:00:00Z")))
                .isEqualTo(LocalDate.of(2026, 3, 1));
    }

    @Test
    void an_option_is_found_by_its_code_trimmed_and_in_upper_case() {
        assertThat(sent("payment_terms_code -> paymenttermscode option {30 DAYS=1, 45 days=3}", "payment_terms_code",
                " 30 days")).isEqualTo(1L);
        assertThat(sent("payment_terms_code -> paymenttermscode option {30 DAYS=1}")).isNull();
        assertThat(sent("blocked -> statecode option {true=1, false=0}, on create", "blocked", false)).isEqualTo(0L);
    }

    @Test
    void an_unknown_option_parks_the_record_listing_the_known_ones() {
        Parking parking = parked("payment_terms_code -> paymenttermscode option {30 DAYS=1, 14 DAYS=2}",
                "payment_terms_code", "CASH");

        assertThat(parking.reason())
                .isEqualTo("'CASH' is not among the options of paymenttermscode (14 DAYS, 30 DAYS); "
                + "add it to the field line");
        assertThat(sent("payment_terms_code -> paymenttermscode option {30 DAYS=1} else 4", "payment_terms_code",
                "CASH"))
                .isEqualTo(4L);
    }

    @Test
    void a_number_that_is_no_option_of_the_crm_parks_the_record() {
        assertThat(parked("employees -> paymenttermscode", "employees", 9L).reason())
                .isEqualTo("paymenttermscode: the CRM has no option 9");
    }

    @Test
    void a_policy_after_else_stands_for_no_value() {
        assertThat(parked("payment_terms_code <-> paymenttermscode option {30 DAYS=1} else erp", "payment_terms_code",
                "CASH").parkingClass()).isEqualTo(ParkingClass.DATA);
        assertThat(parked("employees_text <-> numberofemployees else erp", "employees_text", "x").parkingClass())
                .isEqualTo(ParkingClass.DATA);
    }

    @Test
    void a_code_becomes_the_record_that_it_is_coupled_to() {
        Decision decision = Customers.mapping("salesperson_code -> ownerid coupled salesperson")
                .knowing("salesperson", "JD").toCrm(customer("salesperson_code", "jd "));

        assertThat(decision.values()).containsEntry("ownerid", Customers.id("salesperson JD"));
        assertThat(decision.targets()).containsEntry("ownerid", "systemuser");
    }

    @Test
    void a_code_with_the_separator_of_keys_is_found_too() {
        assertThat(Customers.mapping("primary_contact_no -> primarycontactid coupled contact")
                .knowing("contact", RecordKey.join(List.of("A,B")))
                .toCrm(customer("primary_contact_no", "a,b")).values())
                .containsEntry("primarycontactid", Customers.id("contact A\\,B"));
    }

    @Test
    void a_code_that_is_not_coupled_makes_the_record_wait_for_it() {
        Parking parking = parked("salesperson_code -> ownerid coupled salesperson", "salesperson_code", "ob");

        assertThat(parking.parkingClass()).isEqualTo(ParkingClass.DEPENDENCY);
        assertThat(parking.waitsForMapping()).isEqualTo("salesperson");
        assertThat(parking.waitsForKey()).isEqualTo("OB");
        assertThat(parking.reason()).isEqualTo("ownerid waits for a salesperson that is not coupled");
    }

    @Test
    void a_reserved_record_is_not_referred_to() {
        Decision decision = Customers.mapping("salesperson_code -> ownerid coupled salesperson")
                .knowing("salesperson", "JD", Coupling.State.RESERVED, Map.of())
                .toCrm(customer("salesperson_code", "JD"));

        assertThat(decision.parking().parkingClass()).isEqualTo(ParkingClass.DEPENDENCY);
    }

    @Test
    void the_default_owner_stands_for_blank_and_for_unknown() {
        String line = "salesperson_code -> ownerid coupled salesperson, else default owner";

        assertThat(sent(line)).isEqualTo(Customers.DEFAULT_OWNER);
        assertThat(sent(line, "salesperson_code", "OB")).isEqualTo(Customers.DEFAULT_OWNER);
    }

    @Test
    void without_a_default_owner_the_owner_is_left_to_the_crm() {
        Decision decision = Customers.mapping("name -> name",
                "salesperson_code -> ownerid coupled salesperson, else default owner").withoutDefaultOwner()
                .toCrm(customer("name", "Ahlgren", "salesperson_code", "OB"));

        assertThat(decision.action()).isEqualTo(Action.CREATE);
        assertThat(decision.values()).doesNotContainKey("ownerid");
        assertThat(decision.agreed().of("ownerid")).isNull();
    }

    @Test
    void else_with_an_empty_text_clears_a_reference_that_is_not_coupled() {
        assertThat(sent("primary_contact_no -> primarycontactid coupled contact, else ''", "primary_contact_no", "X"))
                .isNull();
    }

    @Test
    void a_blank_stands_for_what_blank_is() {
        UUID currency = Customers.id("currency SEK");

        assertThat(Customers.mapping("currency_code -> transactioncurrencyid coupled currency, blank is 'SEK'")
                .knowing("currency", "SEK").toCrm(customer()).values())
                        .containsEntry("transactioncurrencyid", currency);
        assertThat(sent("name -> name blank is 'nobody'")).isEqualTo("nobody");
    }

    @Test
    void a_required_blank_parks_the_record() {
        assertThat(parked("name -> name required").reason()).isEqualTo("name is required, but name is blank");
        assertThat(parked("salesperson_code -> ownerid coupled salesperson, required").reason())
                .isEqualTo("ownerid is required, but salesperson_code is blank");
    }

    @Test
    void a_constant_may_be_coupled() {
        assertThat(Customers.mapping("'sek' -> transactioncurrencyid coupled currency").knowing("currency", "SEK")
                .toCrm(customer()).values()).containsEntry("transactioncurrencyid", Customers.id("currency SEK"));
    }

    @Test
    void a_column_that_was_not_read_is_left_out() {
        PageRecord record = new PageRecord(Customers.rowOf("id", "1", "no", "C1", "name", "Ahlgren"), "1", "C1", null,
                true);

        Decision decision = Customers.mapping("name -> name", "phone_no -> telephone1 required").toCrm(record);

        assertThat(decision.action()).isEqualTo(Action.CREATE);
        assertThat(decision.agreed().byAttribute()).containsOnlyKeys("name");
    }

    @Test
    void a_field_of_the_second_pass_is_owed_and_not_sent_with_the_create() {
        Customers customers = Customers.mapping("name -> name",
                "primary_contact_no -> primarycontactid coupled contact, second pass")
                .knowing("contact", "CT1");

        Decision decision = customers.toCrm(customer("name", "Ahlgren", "primary_contact_no", "CT1"));

        assertThat(decision.values()).containsOnlyKeys("name");
        assertThat(decision.debts()).containsExactly("primarycontactid");
        assertThat(decision.agreed().of("primarycontactid")).isNull();
    }

    @Test
    void a_blank_field_of_the_second_pass_is_not_owed() {
        Decision decision = Customers.mapping("name -> name",
                "primary_contact_no -> primarycontactid coupled contact, second pass")
                        .toCrm(customer("name", "Ahlgren"));

        assertThat(decision.debts()).isEmpty();
        assertThat(decision.agreed().of("primarycontactid")).isEqualTo(new AgreedValues.Pair(null, null));
    }
}
