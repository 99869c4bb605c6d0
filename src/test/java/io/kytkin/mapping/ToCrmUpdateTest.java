package io.kytkin.mapping;

import static io.kytkin.mapping.Customers.accountRow;
import static io.kytkin.mapping.Customers.coupled;
import static io.kytkin.mapping.Customers.customer;
import static io.kytkin.mapping.Customers.linked;
import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.AgreedValues.Pair;
import io.kytkin.mapping.Decision.Action;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the CRM is told of a record that is coupled or reserved. */
class ToCrmUpdateTest {

    @Test
    void nothing_is_sent_when_nothing_changed() {
        PageRecord record = coupled(customer("name", "Ahlgren", "credit_limit_lcy", new BigDecimal("10.00")),
                "name", "Ahlgren", "Ahlgren", "creditlimit", "10", "10");

        Decision decision = Customers.mapping("name -> name", "credit_limit_lcy -> creditlimit").toCrm(record);

        assertThat(decision.action()).isEqualTo(Action.NOTHING);
        assertThat(decision.agreed()).isSameAs(record.coupling().agreed());
    }

    @Test
    void only_the_fields_that_changed_are_sent() {
        PageRecord record = coupled(customer("name", "Ahlgren", "phone_no", "08-1"),
                "name", "Ahlgren", "Ahlgren", "telephone1", "08-2", "08-2");

        Decision decision = Customers.mapping("name -> name", "phone_no -> telephone1").toCrm(record);

        assertThat(decision.action()).isEqualTo(Action.UPDATE);
        assertThat(decision.values()).isEqualTo(Map.of("telephone1", "08-1"));
        assertThat(decision.agreed().byAttribute()).isEqualTo(Map.of("name", new Pair("Ahlgren", "Ahlgren"),
                "telephone1", new Pair("08-1", "08-1")));
    }

    @Test
    void a_value_that_became_blank_clears_the_crms() {
        Decision decision = Customers.mapping("phone_no -> telephone1")
                .toCrm(coupled(customer(), "telephone1", "08-2", "08-2"));

        assertThat(decision.values()).containsOnlyKeys("telephone1").containsEntry("telephone1", null);
    }

    @Test
    void a_field_on_create_is_never_sent_again() {
        Decision decision = Customers.mapping("name -> name", "phone_no -> telephone1 on create")
                .toCrm(coupled(customer("name", "New", "phone_no", "08-1"), "name", "Old", "Old", "telephone1", "1",
                        "1"));

        assertThat(decision.values()).containsOnlyKeys("name");
        assertThat(decision.agreed().of("telephone1")).isEqualTo(new Pair("1", "1"));
    }

    @Test
    void a_form_that_differs_on_both_sides_is_remembered_in_both() {
        Customers customers = Customers.mapping("payment_terms_code <-> paymenttermscode option {30 DAYS=1, NET30=1}");

        Decision first = customers.toCrm(customer("payment_terms_code", "30 days"));
        Decision renamed = customers.toCrm(coupled(customer("payment_terms_code", "NET30"),
                "paymenttermscode", "30 days", "1"));

        assertThat(first.agreed().of("paymenttermscode")).isEqualTo(new Pair("30 days", "1"));
        assertThat(renamed.action()).isEqualTo(Action.NOTHING);
        assertThat(renamed.agreed().of("paymenttermscode")).isEqualTo(new Pair("NET30", "1"));
    }

    @Test
    void a_new_field_line_sends_its_value_once() {
        Decision decision = Customers.mapping("name -> name", "phone_no -> telephone1")
                .toCrm(coupled(customer("name", "Ahlgren", "phone_no", "08-1"), "name", "Ahlgren", "Ahlgren"));

        assertThat(decision.values()).isEqualTo(Map.of("telephone1", "08-1"));
    }

    @Test
    void a_reservation_that_was_lost_is_created_again_with_all_values() {
        Decision decision = Customers.mapping("name -> name").toCrm(linked(customer("name", "Ahlgren"),
                Coupling.State.RESERVED, "name", "Ahlgren", "Ahlgren"));

        assertThat(decision.action()).isEqualTo(Action.CREATE);
        assertThat(decision.values()).containsEntry("name", "Ahlgren");
    }

    @Test
    void a_reservation_that_was_found_keeps_what_a_person_edited_meanwhile() {
        PageRecord record = linked(customer("name", "Ahlgren", "phone_no", "08-1"), Coupling.State.RESERVED,
                "name", "Ahlgren", "Ahlgren", "telephone1", "08-1", "08-1");
        record.meets(accountRow("name", "Ahlgren", "telephone1", "typed by a person"));

        Decision decision = Customers.mapping("name -> name", "phone_no -> telephone1").toCrm(record);

        assertThat(decision.action()).isEqualTo(Action.NOTHING);
    }

    @Test
    void in_a_one_way_field_the_erp_wins_over_a_person_when_its_value_changed() {
        PageRecord record = linked(customer("phone_no", "08-9"), Coupling.State.RESERVED, "telephone1", "08-1", "08-1");
        record.meets(accountRow("telephone1", "typed by a person"));

        assertThat(Customers.mapping("phone_no -> telephone1").toCrm(record).values())
                .isEqualTo(Map.of("telephone1", "08-9"));
    }

    @Test
    void a_two_way_field_that_both_sides_changed_follows_the_policy() {
        assertThat(bothChanged("erp").values()).isEqualTo(Map.of("telephone1", "08-9"));
        assertThat(bothChanged("crm").action()).isEqualTo(Action.NOTHING);
        assertThat(bothChanged("crm").agreed().of("telephone1")).isEqualTo(new Pair("08-9", "08-9"));
        assertThat(bothChanged("ask").parking()).isEqualTo(new Parking(ParkingClass.CONFLICT,
                "the ERP and the CRM both changed telephone1; say which side counts, or set conflict", "telephone1",
                "08-9", "08-5", null, null, new AgreedValues(Map.of("telephone1", new Pair("08-9", "08-5"))), null, false));
    }

    @Test
    void a_value_whose_meaning_alone_changed_is_no_edit_that_could_overrule_the_crms() {
        PageRecord edited = coupled(customer("payment_terms_code", "30 DAYS"), "paymenttermscode", "30 DAYS", "1");
        edited.meets(accountRow("paymenttermscode", 2));
        PageRecord untouched = coupled(customer("payment_terms_code", "30 DAYS"), "paymenttermscode", "30 DAYS", "1");
        untouched.meets(accountRow("paymenttermscode", 1));
        Customers customers = Customers.mapping("payment_terms_code <-> paymenttermscode option {30 DAYS=3, NET30=2}")
                .with(mapping -> mapping.setConflict("erp"));

        assertThat(customers.toCrm(edited).action()).isEqualTo(Action.NOTHING);
        assertThat(edited.isCarriedBack()).isTrue();
        assertThat(customers.toCrm(untouched).values()).containsOnlyKeys("paymenttermscode");
    }

    private static Decision bothChanged(String conflict) {
        PageRecord record = coupled(customer("phone_no", "08-9"), "telephone1", "08-1", "08-1");
        record.meets(accountRow("telephone1", "08-5"));
        return Customers.mapping("phone_no <-> telephone1").with(mapping -> mapping.setConflict(conflict))
                .toCrm(record);
    }

    @Test
    void a_blank_that_the_line_forbids_is_no_edit_of_the_crm() {
        PageRecord record = coupled(customer("name", "New"), "name", "Old", "Old");
        record.meets(accountRow());

        assertThat(Customers.mapping("name <-> name required").toCrm(record).values()).isEqualTo(Map.of("name", "New"));
    }

    @Test
    void the_same_change_on_both_sides_is_agreed_without_sending() {
        PageRecord record = coupled(customer("phone_no", "08-9"), "telephone1", "08-1", "08-1");
        record.meets(accountRow("telephone1", "08-9"));

        Decision decision = Customers.mapping("phone_no <-> telephone1").toCrm(record);

        assertThat(decision.action()).isEqualTo(Action.NOTHING);
        assertThat(decision.agreed().of("telephone1")).isEqualTo(new Pair("08-9", "08-9"));
    }

    @Test
    void a_debt_is_paid_when_what_it_refers_to_is_coupled() {
        String line = "primary_contact_no -> primarycontactid coupled contact, second pass";

        Decision owed = Customers.mapping("name -> name", line)
                .toCrm(coupled(customer("primary_contact_no", "CT1"), "name", null, null));
        Decision paid = Customers.mapping("name -> name", line).knowing("contact", "CT1")
                .toCrm(coupled(customer("primary_contact_no", "CT1"), "name", null, null));

        assertThat(owed.action()).isEqualTo(Action.NOTHING);
        assertThat(owed.debts()).containsExactly("primarycontactid");
        assertThat(paid.values()).isEqualTo(Map.<String, Object>of("primarycontactid", Customers.id("contact CT1")));
        assertThat(paid.targets()).isEqualTo(Map.of("primarycontactid", "contact"));
        assertThat(paid.debts()).isEmpty();
    }

    @Test
    void an_unknown_owner_stays_when_there_is_no_default_owner() {
        UUID owner = Customers.id("salesperson JD");

        Decision decision = Customers.mapping("salesperson_code -> ownerid coupled salesperson, else default owner")
                .withoutDefaultOwner()
                .toCrm(coupled(customer("salesperson_code", "OB"), "ownerid", owner.toString(), owner.toString()));

        assertThat(decision.action()).isEqualTo(Action.NOTHING);
    }

    @Test
    void a_record_outside_the_filter_or_gone_is_out_of_scope() {
        Customers customers = Customers.mapping("name -> name");
        PageRecord outside = new PageRecord(Customers.customerRow("name", "x"), "1", "C1", null, false);
        PageRecord gone = new PageRecord(null, "1", "C1", null, true);

        assertThat(customers.toCrm(outside).action()).isEqualTo(Action.OUT_OF_SCOPE);
        assertThat(customers.toCrm(gone).action()).isEqualTo(Action.OUT_OF_SCOPE);
        assertThat(outside.outcome()).isEqualTo(Outcome.OUT_OF_SCOPE);
    }

    @Test
    void a_broken_coupling_waits_for_a_decision_about_the_deleted_partner() {
        assertThat(Customers.mapping("name -> name").toCrm(linked(customer("name", "x"), Coupling.State.BROKEN))
                .parking().parkingClass()).isEqualTo(ParkingClass.PARTNER_DELETED);
    }

    @Test
    void a_record_that_an_earlier_step_settled_is_left_alone() {
        PageRecord record = customer("name", "x");
        record.park(Parking.transientFailure("read failed"));

        assertThat(Customers.mapping("name -> name").toCrm(record)).isNull();
        assertThat(record.outcome()).isEqualTo(Outcome.PARKED);
    }
}
