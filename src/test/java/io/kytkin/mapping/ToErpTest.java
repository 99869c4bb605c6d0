package io.kytkin.mapping;

import static io.kytkin.mapping.Customers.account;
import static io.kytkin.mapping.Customers.coupled;
import static io.kytkin.mapping.Customers.customerRow;
import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.AgreedValues.Pair;
import io.kytkin.mapping.Decision.Action;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the ERP is told of a record read in the CRM. */
class ToErpTest {

    private static PageRecord met(PageRecord record, Object... erpRow) {
        record.meets(customerRow(erpRow));
        return record;
    }

    @Test
    void a_changed_value_is_written_and_an_unchanged_one_is_not() {
        PageRecord record = met(coupled(account("name", "New", "telephone1", "08-1"), "name", "Old", "Old",
                "telephone1", "08-1", "08-1"), "name", "Old", "phone_no", "08-1");

        Decision decision = Customers.mapping("name <- name", "phone_no <- telephone1").toErp(record);

        assertThat(decision.action()).isEqualTo(Action.UPDATE);
        assertThat(decision.values()).isEqualTo(Map.of("name", "New"));
        assertThat(decision.agreed().of("name")).isEqualTo(new Pair("New", "New"));
    }

    @Test
    void what_the_erp_holds_already_is_agreed_and_not_written() {
        PageRecord record = met(coupled(account("name", "New"), "name", "Old", "Old"), "name", "New");

        Decision decision = Customers.mapping("name <- name").toErp(record);

        assertThat(decision.action()).isEqualTo(Action.NOTHING);
        assertThat(decision.agreed().of("name")).isEqualTo(new Pair("New", "New"));
    }

    @Test
    void nothing_new_keeps_the_agreed_values() {
        PageRecord record = met(coupled(account("name", "Old"), "name", "Old", "Old"), "name", "Old");

        assertThat(Customers.mapping("name <- name").toErp(record).agreed()).isSameAs(record.coupling().agreed());
    }

    @Test
    void a_text_is_cut_to_the_erps_length_and_agreed_in_both_forms() {
        String phone = "1".repeat(45);
        Decision decision = Customers.mapping("phone_no <- telephone1")
                .toErp(met(coupled(account("telephone1", phone)), "phone_no", "1"));

        assertThat(decision.values()).isEqualTo(Map.of("phone_no", phone.substring(0, 30)));
        assertThat(decision.agreed().of("telephone1")).isEqualTo(new Pair(phone.substring(0, 30), phone));
        assertThat(decision.notices()).singleElement().asString().contains("cut to the 30 that the ERP holds");
    }

    @Test
    void an_option_becomes_the_first_code_that_stands_for_it() {
        String line = "payment_terms_code <-> paymenttermscode option {30 DAYS=1, NET30=1, 45 DAYS=3}";

        assertThat(Customers.mapping(line).toErp(met(coupled(account("paymenttermscode", 1L)))).values())
                .isEqualTo(Map.of("payment_terms_code", "30 DAYS"));
        assertThat(Customers.mapping(line).toErp(met(coupled(account("paymenttermscode", 4L)))).parking().reason())
                .isEqualTo("paymenttermscode has the option 4, which the field line does not list; add it there");
    }

    @Test
    void a_reference_becomes_the_code_of_the_record_coupled_to_it() {
        Customers customers = Customers.mapping("salesperson_code <-> ownerid coupled salesperson")
                .knowing("salesperson", "JD");

        assertThat(customers.toErp(met(coupled(account("ownerid", Customers.id("salesperson JD"))))).values())
                .isEqualTo(Map.of("salesperson_code", "JD"));
    }

    @Test
    void what_blank_stands_for_becomes_blank_again() {
        Customers customers = Customers
                .mapping("currency_code <-> transactioncurrencyid coupled currency, blank is 'SEK'")
                .with(mapping -> mapping.setFirstMeeting("crm")).knowing("currency", "SEK");

        Decision decision = customers.toErp(met(coupled(account("transactioncurrencyid", Customers.id("currency SEK")),
                "transactioncurrencyid", "EUR", "another"), "currency_code", "EUR"));

        assertThat(decision.values()).containsOnlyKeys("currency_code").containsEntry("currency_code", null);
    }

    @Test
    void a_reference_that_is_not_coupled_is_waited_for_unless_it_is_of_the_second_pass() {
        PageRecord waiting = met(coupled(account("ownerid", Customers.id("nobody"))));
        PageRecord left = met(coupled(account("primarycontactid", Customers.id("nobody"))), "primary_contact_no",
                "CT1");

        assertThat(Customers.mapping("salesperson_code <-> ownerid coupled salesperson").toErp(waiting).parking()
                .waitsForKey()).isEqualTo(Customers.id("nobody").toString());
        Decision decision = Customers.mapping("primary_contact_no <-> primarycontactid coupled contact, second pass")
                .toErp(left);
        assertThat(decision.action()).isEqualTo(Action.NOTHING);
        assertThat(decision.agreed().of("primarycontactid")).isNull();
        assertThat(left.owed()).containsExactly(
                new PageRecord.OwedReference("primarycontactid", "contact", Customers.id("nobody").toString()));
    }

    @Test
    void at_a_first_meeting_empty_takes_the_other_sides_value() {
        Customers customers = Customers.mapping("name <-> name", "phone_no <-> telephone1", "e_mail <- emailaddress1");

        Decision decision = customers.toErp(met(coupled(account("name", "Ahlgren")), "phone_no", "08-1", "e_mail",
                "a@b"));

        assertThat(decision.values()).isEqualTo(Map.of("name", "Ahlgren"));
        assertThat(decision.agreed().of("telephone1")).isEqualTo(new Pair(null, null));
    }

    @Test
    void different_values_at_a_first_meeting_follow_the_policy() {
        assertThat(firstMeeting("crm").values()).isEqualTo(Map.of("name", "CRM"));
        assertThat(firstMeeting("erp").action()).isEqualTo(Action.NOTHING);
        assertThat(firstMeeting("erp").agreed().of("name")).isEqualTo(new Pair("CRM", "CRM"));
        assertThat(firstMeeting("ask").parking().reason()).contains("set firstMeeting");
    }

    private static Decision firstMeeting(String policy) {
        return Customers.mapping("name <-> name").with(mapping -> mapping.setFirstMeeting(policy))
                .toErp(met(coupled(account("name", "CRM")), "name", "ERP"));
    }

    @Test
    void a_one_way_field_takes_the_crms_value_at_a_first_meeting() {
        assertThat(Customers.mapping("name <- name").toErp(met(coupled(account("name", "CRM")), "name", "ERP"))
                .values())
                .isEqualTo(Map.of("name", "CRM"));
    }

    @Test
    void a_two_way_field_that_both_sides_changed_follows_the_policy() {
        assertThat(bothChanged("crm").values()).isEqualTo(Map.of("name", "CRM"));
        assertThat(bothChanged("erp").action()).isEqualTo(Action.NOTHING);
        assertThat(bothChanged("ask").parking()).isEqualTo(new Parking(ParkingClass.CONFLICT,
                "the ERP and the CRM both changed name; say which side counts, or set conflict", "name", "ERP", "CRM",
                null, null, new AgreedValues(Map.of("name", new Pair("ERP", "CRM"))), null, false));
    }

    private static Decision bothChanged(String conflict) {
        return Customers.mapping("name <-> name").with(mapping -> mapping.setConflict(conflict))
                .toErp(met(coupled(account("name", "CRM"), "name", "Old", "Old"), "name", "ERP"));
    }

    @Test
    void an_attribute_that_we_may_not_read_is_no_blank() {
        PageRecord record = new PageRecord(Customers.rowOf("accountid", Customers.id("account"), "name", "Ahlgren"),
                null,
                null, Customers.id("account"), true);

        Decision decision = Customers.mapping("name <- name", "phone_no <- telephone1")
                .toErp(met(coupled(record, "telephone1", "08-1", "08-1"), "name", "Ahlgren", "phone_no", "08-1"));

        assertThat(decision.action()).isEqualTo(Action.NOTHING);
        assertThat(decision.agreed().of("telephone1")).isEqualTo(new Pair("08-1", "08-1"));
    }

    @Test
    void numbers_find_the_erps_kind_and_scale() {
        assertThat(Customers.mapping("credit_limit_lcy <- discountrate")
                .toErp(met(coupled(account("discountrate", new BigDecimal("1.005"))))).values())
                .isEqualTo(Map.of("credit_limit_lcy", new BigDecimal("1.01")));
        assertThat(Customers.mapping("employees <- name").toErp(met(coupled(account("name", "many")))).parking()
                .reason())
                .isEqualTo("employees: the value is not a whole number");
    }

    @Test
    void an_erp_record_that_is_gone_is_a_deleted_partner() {
        assertThat(Customers.mapping("name <- name").toErp(coupled(account("name", "x"))).parking().parkingClass())
                .isEqualTo(ParkingClass.PARTNER_DELETED);
    }

    @Test
    void a_record_without_a_partner_or_outside_the_filter_is_out_of_scope() {
        PageRecord outside = new PageRecord(Customers.accountRow("name", "x"), null, null, Customers.id("account"),
                false);

        assertThat(Customers.mapping("name <- name").toErp(account("name", "x")).action())
                .isEqualTo(Action.OUT_OF_SCOPE);
        assertThat(Customers.mapping("name <- name").toErp(outside).action()).isEqualTo(Action.OUT_OF_SCOPE);
    }
}
