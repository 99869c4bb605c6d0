package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DependencyGraphTest {

    private static MappingDefinition mapping(String name, String... lines) {
        return Customers.mapping(lines.length == 0 ? new String[] {"name -> name"} : lines)
                .with(mapping -> mapping.setName(name)).bound().definition();
    }

    private static final MappingDefinition CURRENCY = mapping("currency");
    private static final MappingDefinition SALESPERSON = mapping("salesperson");
    private static final MappingDefinition CONTACT = mapping("contact", "name -> parentid coupled customer");
    private static final MappingDefinition CUSTOMER = mapping("customer",
            "currency_code -> transactioncurrencyid coupled currency", "no -> parentid coupled customer",
            "salesperson_code -> ownerid coupled salesperson",
            "primary_contact_no -> primarycontactid coupled contact, second pass");
    private static final DependencyGraph GRAPH =
            new DependencyGraph(List.of(CONTACT, CUSTOMER, SALESPERSON, CURRENCY));

    @Test
    void parents_come_first_and_equals_in_name_order() {
        assertThat(GRAPH.order()).containsExactly("currency", "salesperson", "customer", "contact");
    }

    @Test
    void a_reference_of_the_second_pass_or_to_itself_is_not_waited_for() {
        assertThat(GRAPH.parents("customer")).containsExactly("currency", "salesperson");
        assertThat(CUSTOMER.secondPassDependsOn()).containsExactly("contact");
    }

    @Test
    void children_are_those_that_wait() {
        assertThat(GRAPH.children("currency")).containsExactly("customer");
        assertThat(GRAPH.children("customer")).containsExactly("contact");
        assertThat(GRAPH.children("contact")).isEmpty();
    }

    @Test
    void a_choice_takes_everything_it_refers_to_with_it() {
        assertThat(GRAPH.withAncestors(List.of("contact")))
                .containsExactlyInAnyOrder("contact", "customer", "currency", "salesperson");
        assertThat(GRAPH.withAncestors(List.of("currency"))).containsExactly("currency");
    }

    @Test
    void a_circle_is_refused_with_its_mappings_and_the_way_out() {
        MappingDefinition circular = mapping("customer", "primary_contact_no -> primarycontactid coupled contact");

        assertThatThrownBy(() -> new DependencyGraph(List.of(CONTACT, circular, CURRENCY)).order())
                .isInstanceOf(MappingProblem.class)
                        .hasMessageEndingWith("the mappings wait for each other in a circle: "
                        + "contact -> customer -> contact; write 'second pass' on one of the lookups");
    }

    @Test
    void mappings_that_do_not_exist_are_named_and_not_waited_for() {
        assertThat(DependencyGraph.missing(CUSTOMER, List.of("customer", "currency")))
                .containsExactly("contact", "salesperson");
        assertThat(new DependencyGraph(List.of(CUSTOMER)).order()).containsExactly("customer");
    }
}
