package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kytkin.mapping.MappingDefinition.Create;
import io.kytkin.mapping.MappingDefinition.Policy;
import io.kytkin.mapping.MappingProblem.Mistake;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PropertyBindingSupport;
import org.junit.jupiter.api.Test;

class TableMappingTest {

    private static MappingDefinition defined(Consumer<TableMapping> properties) {
        return Customers.mapping("name -> name").with(properties).bound().definition();
    }

    private static List<String> mistakes(Consumer<TableMapping> properties) {
        return catchThrowableOfType(MappingProblem.class, () -> defined(properties)).mistakes().stream()
                .map(Mistake::text).toList();
    }

    @Test
    void what_is_not_written_has_its_default() {
        MappingDefinition definition = defined(mapping -> { });

        assertThat(definition.createInCrm()).isEqualTo(Create.ALWAYS);
        assertThat(definition.createInErp()).isEqualTo(Create.NEVER);
        assertThat(definition.firstMeeting()).isEqualTo(Policy.ASK);
        assertThat(definition.conflict()).isEqualTo(Policy.ASK);
        assertThat(definition.overlap()).isEqualTo(Duration.ofSeconds(60));
        assertThat(definition.match()).isEmpty();
        assertThat(definition.onErpDelete()).isEqualTo(DeletePolicy.KEEP);
    }

    @Test
    void the_key_is_the_id_unless_it_is_written() {
        assertThat(defined(mapping -> mapping.setErpKey(null)).erpKey()).containsExactly("id");
    }

    @Test
    void several_columns_are_separated_by_commas() {
        assertThat(defined(mapping -> mapping.setErpId("\"Sales Code\", \"Item No_\"")).erpId())
                .containsExactly("\"Sales Code\"", "\"Item No_\"");
    }

    @Test
    void match_is_a_list_of_attempts() {
        assertThat(defined(mapping -> mapping.setMatch("vat | name + post_code")).match())
                .containsExactly(List.of("vat"), List.of("name", "post_code"));
    }

    @Test
    void all_mistakes_of_a_file_are_told_at_once() {
        assertThat(mistakes(mapping -> {
            mapping.setErpId(" ");
            mapping.setErpTable("");
            mapping.setErpWrittenAs("customer_no is company_no");
            mapping.setCrmFilter("statecode = 0");
            mapping.setCreateInCrm("allways");
            mapping.setFirstMeeting("newst");
            mapping.setOnErpDelete("purge");
            mapping.setMatch("name + ");
            mapping.setFields("name > name");
        })).containsExactly(
                "erpTable or erpQuery must be set",
                "erpId must be set",
                "match is 'name +', in which a name is missing",
                "crmFilter: '=' is no comparison in 'statecode = 0'; write eq, ne, gt, ge, lt or le",
                "onErpDelete is 'purge'; it can be keep, deactivate, delete, restore, or deactivate column = 'value' where the ERP's record is marked",
                "'>' is no arrow; write ->, <- or <->",
                "erpWrittenAs is about an erpQuery that is written through an erpTable; name both",
                "erpWrittenAs: 'customer_no is company_no' is not understood; write for example: customer_no as company_no: "
                        + "select no, contact_no from contact_business_relation where link_to_table = 'Customer'",
                "createInCrm is 'allways'; it can be always, full-synchronization, never; did you mean 'always'?",
                "firstMeeting is 'newst'; it can be erp, crm, newest, ask; did you mean 'newest'?");
    }

    @Test
    void a_policy_left_empty_is_a_mistake_and_no_failure() {
        assertThat(mistakes(mapping -> mapping.setConflict(""))).singleElement().asString()
                .startsWith("conflict is 'null'; it can be erp, crm, newest, ask");
    }

    @Test
    void a_mistake_in_a_field_line_keeps_its_line() {
        MappingProblem problem = catchThrowableOfType(MappingProblem.class,
                () -> defined(mapping -> mapping.setFields("name -> name\nx => y")));

        assertThat(problem.mistakes()).extracting(Mistake::line).containsExactly(2);
    }

    @Test
    void camel_fills_in_every_property_of_the_closed_list_from_text() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            TableMapping mapping = new TableMapping();
            Map<String, Object> properties = new HashMap<>();
            TableMapping.properties().forEach(property -> properties.put(property, "x"));
            properties.put("overlap", "90s");

            PropertyBindingSupport.build().withCamelContext(context).withTarget(mapping).withProperties(properties)
                    .withRemoveParameters(true).bind();

            assertThat(properties).isEmpty();
        }
    }

    @Test
    void a_page_is_decided_by_the_bean_of_its_mapping() throws Exception {
        Customers customers = Customers.mapping("name -> name", "salesperson_code -> ownerid coupled salesperson")
                .knowing("salesperson", "JD");
        BoundMapping bound = customers.bound();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("bindings", new Bindings(mapping -> bound.erp(), mapping -> bound.crm(),
                    bound.settings()));
            context.getRegistry().bind("mappings", new Mappings());
            TableMapping bean = new TableMapping();
            bean.setCamelContext(context);
            PageRecord record = Customers.customer("name", "Ahlgren", "salesperson_code", "JD");
            Page page = customers.page(Direction.TO_CRM, record);

            assertThat(bean.toCrm(page)).isSameAs(page);

            assertThat(record.decision().values()).containsEntry("name", "Ahlgren")
                    .containsEntry("ownerid", Customers.id("salesperson JD"));
        }
    }

    @Test
    void a_definition_is_bound_once_a_version() {
        int[] asked = {0};
        Customers customers = Customers.mapping("name -> name");
        Bindings bindings = new Bindings(mapping -> {
            asked[0]++;
            return customers.bound().erp();
        }, mapping -> customers.bound().crm(), customers.bound().settings());
        MappingDefinition edited = Customers.mapping("name -> name").bound().definition();

        BoundMapping first = bindings.of(customers.bound().definition());

        assertThat(bindings.of(customers.bound().definition())).isSameAs(first);
        assertThat(bindings.of(edited)).isNotSameAs(first);
        assertThat(asked[0]).isEqualTo(2);
    }
}
