package io.kytkin.mapping;

import static io.kytkin.mapping.Customers.accountRow;
import static io.kytkin.mapping.Customers.customer;
import static io.kytkin.mapping.Customers.matching;
import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.AgreedValues.Pair;
import io.kytkin.mapping.Decision.Action;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two filled records that match and never were coupled, seen on the way to the CRM. */
class FirstMeetingTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static Decision meeting(Customers customers, Row candidate, Object... row) {
        Object[] named = new Object[row.length + 2];
        named[0] = "name";
        named[1] = "Ahlgren";
        System.arraycopy(row, 0, named, 2, row.length);
        return customers.with(mapping -> mapping.setMatch("name")).toCrm(matching(customer(named), candidate));
    }

    private static Customers twoWay() {
        return Customers.mapping("name <-> name", "phone_no <-> telephone1");
    }

    @Test
    void equal_values_are_agreed_and_nothing_is_sent() {
        Decision decision = meeting(twoWay(), accountRow("name", "Ahlgren", "telephone1", "08-1"), "phone_no", "08-1");

        assertThat(decision.action()).isEqualTo(Action.NOTHING);
        assertThat(decision.agreed().byAttribute()).isEqualTo(Map.of("name", new Pair("Ahlgren", "Ahlgren"),
                "telephone1", new Pair("08-1", "08-1")));
    }

    @Test
    void the_record_takes_the_key_and_the_values_of_its_match() {
        Row candidate = accountRow("name", "Ahlgren");
        PageRecord record = matching(customer("name", "Ahlgren"), candidate);

        twoWay().with(mapping -> mapping.setMatch("name")).toCrm(record);

        assertThat(record.crmId()).isEqualTo(Customers.id("account"));
        assertThat(record.target()).isSameAs(candidate);
    }

    @Test
    void an_empty_field_of_the_crm_takes_the_erps_value() {
        Decision decision = meeting(twoWay(), accountRow("name", "Ahlgren"), "phone_no", "08-1");

        assertThat(decision.action()).isEqualTo(Action.UPDATE);
        assertThat(decision.values()).isEqualTo(Map.of("telephone1", "08-1"));
    }

    @Test
    void an_empty_field_of_the_erp_leaves_the_crms_value_to_the_other_pass() {
        Decision decision = meeting(twoWay(), accountRow("name", "Ahlgren", "telephone1", "08-2"));

        assertThat(decision.action()).isEqualTo(Action.NOTHING);
        assertThat(decision.agreed().of("telephone1")).isEqualTo(new Pair(null, null));
    }

    @Test
    void in_a_one_way_field_the_erp_wins_and_a_blank_destroys_nothing() {
        Customers customers = Customers.mapping("name <-> name", "phone_no -> telephone1", "e_mail -> emailaddress1");

        Row candidate = accountRow("name", "Ahlgren", "telephone1", "08-2", "emailaddress1", "a@b");
        Decision decision = meeting(customers, candidate, "phone_no", "08-1");

        assertThat(decision.values()).isEqualTo(Map.of("telephone1", "08-1"));
    }

    @Test
    void different_values_follow_the_policy_of_the_mapping() {
        Row candidate = accountRow("name", "Ahlgren", "telephone1", "08-2");

        assertThat(meeting(twoWay().with(mapping -> mapping.setFirstMeeting("erp")), candidate, "phone_no", "08-1")
                .values()).isEqualTo(Map.of("telephone1", "08-1"));
        Decision crmWins =
                meeting(twoWay().with(mapping -> mapping.setFirstMeeting("crm")), candidate, "phone_no", "08-1");
        assertThat(crmWins.values()).isEmpty();
        assertThat(crmWins.agreed().of("telephone1")).isEqualTo(new Pair("08-1", "08-1"));
    }

    @Test
    void a_field_may_have_a_policy_of_its_own() {
        Decision decision = meeting(Customers.mapping("name <-> name", "phone_no <-> telephone1 else erp"),
                accountRow("name", "Ahlgren", "telephone1", "08-2"), "phone_no", "08-1");

        assertThat(decision.values()).isEqualTo(Map.of("telephone1", "08-1"));
    }

    @Test
    void the_newest_wins_where_both_times_are_known() {
        Customers customers = twoWay().with(mapping -> mapping.setFirstMeeting("newest"));
        Row older = accountRow("name", "Ahlgren", "telephone1", "08-2", "modifiedon", NOON.minusSeconds(1));
        Row newer = accountRow("name", "Ahlgren", "telephone1", "08-2", "modifiedon", NOON.plusSeconds(1));
        Row unknown = accountRow("name", "Ahlgren", "telephone1", "08-2");

        assertThat(meeting(customers, older, "phone_no", "08-1", "modified_at", NOON).values()).isNotEmpty();
        assertThat(meeting(customers, newer, "phone_no", "08-1", "modified_at", NOON).values()).isEmpty();
        assertThat(meeting(customers, unknown, "phone_no", "08-1", "modified_at", NOON).parking().parkingClass())
                .isEqualTo(ParkingClass.CONFLICT);
    }

    @Test
    void ask_parks_the_record_naming_every_field_and_the_values_of_the_first() {
        Decision decision = meeting(
                Customers.mapping("name <-> name", "phone_no <-> telephone1", "e_mail <-> emailaddress1"),
                accountRow("name", "Ahlgren", "telephone1", "08-2", "emailaddress1", "a@b"),
                "phone_no", "08-1", "e_mail", "c@d");

        assertThat(decision.parking()).isEqualTo(new Parking(ParkingClass.CONFLICT,
                "the ERP and the CRM differ in telephone1, emailaddress1 and never agreed on it; say which side counts"
                        + ", or set firstMeeting", "telephone1", "08-1", "08-2", null, null, new AgreedValues(Map.of(
                "telephone1", new Pair("08-1", "08-2"), "emailaddress1", new Pair("c@d", "a@b"))), null, false));
    }

    @Test
    void a_field_on_create_is_not_sent_to_a_match() {
        Decision decision = meeting(Customers.mapping("name <-> name", "'3' -> customertypecode on create"),
                accountRow("name", "Ahlgren", "customertypecode", 11L));

        assertThat(decision.action()).isEqualTo(Action.NOTHING);
        assertThat(decision.agreed().byAttribute()).containsOnlyKeys("name");
    }

    @Test
    void a_reference_that_is_not_coupled_is_owed_in_the_second_pass_and_waited_for_otherwise() {
        Row candidate = accountRow("name", "Ahlgren");

        assertThat(meeting(Customers.mapping("name <-> name",
                "primary_contact_no <-> primarycontactid coupled contact, second pass"), candidate,
                "primary_contact_no", "CT1").debts()).containsExactly("primarycontactid");
        assertThat(meeting(Customers.mapping("name <-> name",
                "primary_contact_no <-> primarycontactid coupled contact"), candidate, "primary_contact_no", "CT1")
                .parking().parkingClass()).isEqualTo(ParkingClass.DEPENDENCY);
    }
}
