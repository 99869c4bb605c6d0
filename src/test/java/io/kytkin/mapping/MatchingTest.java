package io.kytkin.mapping;

import static io.kytkin.mapping.Customers.account;
import static io.kytkin.mapping.Customers.accountRow;
import static io.kytkin.mapping.Customers.customer;
import static io.kytkin.mapping.Customers.customerRow;
import static io.kytkin.mapping.Customers.matching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.mapping.Decision.Action;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatchingTest {

    private static Customers customers(String match) {
        return Customers.mapping("name -> name", "post_code -> address1_postalcode", "e_mail -> emailaddress1",
                "salesperson_code -> ownerid coupled salesperson").with(mapping -> mapping.setMatch(match));
    }

    private static List<Map<String, Object>> values(Customers customers, PageRecord record) {
        return Matching.valuesToCrm(customers.bound(), customers.page(Direction.TO_CRM, record), record);
    }

    @Test
    void columns_and_attributes_are_asked_for_in_the_order_of_the_groups() {
        assertThat(values(customers("emailaddress1 | name + post_code"),
                customer("name", "Ahlgren", "post_code", "111 22", "e_mail", "a@b"))).containsExactly(
                        Map.of("emailaddress1", "a@b"), Map.of("name", "Ahlgren", "address1_postalcode", "111 22"));
    }

    @Test
    void a_group_with_an_empty_value_is_dropped() {
        assertThat(values(customers("e_mail | name + post_code"), customer("name", "Ahlgren", "e_mail", "  ")))
                .isEmpty();
    }

    @Test
    void a_reference_matches_by_the_record_it_is_coupled_to() {
        PageRecord record = customer("salesperson_code", "JD");

        assertThat(values(customers("ownerid").knowing("salesperson", "JD"), record))
                .containsExactly(Map.of("ownerid", Customers.id("salesperson JD")));
        assertThat(values(customers("ownerid"), record)).isEmpty();
    }

    @Test
    void towards_the_erp_values_are_named_by_column() {
        Customers customers = Customers.mapping("e_mail <- emailaddress1").with(mapping -> mapping.setMatch("e_mail"));
        PageRecord record = account("emailaddress1", "a@b");

        assertThat(Matching.valuesToErp(customers.bound(), customers.page(Direction.TO_ERP, record), record))
                .containsExactly(Map.of("e_mail", "a@b"));
    }

    @Test
    void a_name_that_no_line_maps_is_a_mistake_with_the_nearest_one() {
        assertThatThrownBy(() -> Matching.fieldOf(customers("name").bound().definition(), "post_cod"))
                .hasMessageContaining("match names 'post_cod', which no field line maps; did you mean 'post_code'?");
    }

    @Test
    void text_is_compared_trimmed_and_without_case() {
        Decision decision = customers("name")
                .toCrm(matching(customer("name", "AHLGREN "), accountRow("name", " ahlgren")));

        assertThat(decision.action()).isEqualTo(Action.UPDATE);
    }

    @Test
    void the_first_group_that_finds_something_decides() {
        Row byMail = accountRow("accountid", Customers.id("by mail"), "emailaddress1", "a@b", "name", "Other");
        Row byName = accountRow("accountid", Customers.id("by name"), "name", "Ahlgren");
        PageRecord record = matching(customer("name", "Ahlgren", "e_mail", "a@b"), byName, byMail);

        customers("e_mail | name").toCrm(record);

        assertThat(record.crmId()).isEqualTo(Customers.id("by mail"));
    }

    @Test
    void several_candidates_park_the_record_naming_each() {
        Row one = accountRow("accountid", Customers.id("one"), "name", "Ahlgren");
        Row other = accountRow("accountid", Customers.id("other"), "name", "ahlgren");

        Parking parking = customers("name").toCrm(matching(customer("name", "Ahlgren"), one, other)).parking();

        assertThat(parking.parkingClass()).isEqualTo(ParkingClass.DATA);
        assertThat(parking.reason()).isEqualTo("several records match by name, so a person must couple it: Ahlgren ("
                + Customers.id("one") + "); ahlgren (" + Customers.id("other") + ")");
    }

    @Test
    void rivals_on_the_own_side_park_the_record_naming_them() {
        PageRecord record = matching(customer("name", "Ahlgren"), accountRow("name", "Ahlgren"));
        record.contestedBy(List.of("2", "3"));

        assertThat(customers("name").toCrm(record).parking().reason())
                .isEqualTo("other records match the same one by name, so a person must couple it: 2; 3");
        assertThat(record.crmId()).isNull();
    }

    @Test
    void without_a_match_a_record_is_created_or_stays_out_of_scope() {
        assertThat(customers("name").toCrm(customer("name", "Ahlgren", "salesperson_code", null)).action())
                .isEqualTo(Action.CREATE);
        assertThat(customers("name").with(mapping -> mapping.setCreateInCrm("never")).toCrm(customer("name", "Ahlgren"))
                .action()).isEqualTo(Action.OUT_OF_SCOPE);
    }

    @Test
    void a_record_that_is_never_created_waits_for_what_it_is_matched_by() {
        Parking parking = customers("ownerid").with(mapping -> mapping.setCreateInCrm("never"))
                .toCrm(customer("salesperson_code", "JD")).parking();

        assertThat(parking.parkingClass()).isEqualTo(ParkingClass.DEPENDENCY);
        assertThat(parking.waitsForKey()).isEqualTo("JD");
    }

    @Test
    void matches_towards_the_erp_take_the_erps_keys() {
        PageRecord record = matching(account("emailaddress1", "a@b"), customerRow("id", "77", "no", "C77", "e_mail",
                "A@B"));

        Decision decision = Customers.mapping("e_mail <- emailaddress1").with(mapping -> mapping.setMatch("e_mail"))
                .toErp(record);

        assertThat(record.erpId()).isEqualTo("77");
        assertThat(record.erpKey()).isEqualTo("C77");
        assertThat(decision.action()).isEqualTo(Action.UPDATE);
    }
}
