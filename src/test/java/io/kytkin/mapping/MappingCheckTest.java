package io.kytkin.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.Column.Ability;
import io.kytkin.mapping.MappingProblem.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MappingCheckTest {
    private static final List<String> KNOWN = List.of("customer", "contact", "currency", "salesperson");
    private static final List<Direction> TO_CRM = List.of(Direction.TO_CRM);
    private static final List<Direction> BOTH = List.of(Direction.TO_CRM, Direction.TO_ERP);

    private static Mappings.Loaded file(List<Direction> routes) {
        return new Mappings.Loaded("customer", null, "customer.camel.yaml", routes, null, List.of());
    }

    private static List<String> mistakes(Customers customers, List<Direction> routes) {
        return MappingCheck.check(customers.bound(), file(routes), KNOWN, Customers::tableOf).stream()
                .map(mistake -> mistake.line() + ": " + mistake.text()).toList();
    }

    private static List<String> mistakes(String... lines) {
        return mistakes(Customers.mapping(lines), TO_CRM);
    }

    @Test
    void a_mapping_without_mistakes_has_none() {
        assertThat(mistakes("name -> name required", "credit_limit_lcy -> creditlimit from LCY, else 0",
                "currency_code -> transactioncurrencyid coupled currency, blank is 'SEK'",
                "payment_terms_code -> paymenttermscode option {30 DAYS=1}", "'3' -> customertypecode on create",
                "salesperson_code -> ownerid coupled salesperson, else default owner")).isEmpty();
    }

    @Test
    void an_unknown_name_is_told_with_its_line_and_the_nearest_one() {
        assertThat(mistakes("name -> name", "phone -> telephone1", "post_code -> telefone1",
                "\"Name\" -> accountnumber"))
                .containsExactly("2: there is no column 'phone' in customer; did you mean 'phone_no'?",
                        "3: there is no attribute 'telefone1' in account; did you mean 'telephone1'?");
    }

    @Test
    void keys_and_times_must_be_columns() {
        assertThat(mistakes(Customers.mapping("name -> name").with(mapping -> {
            mapping.setErpId("identity");
            mapping.setErpKey("no_");
            mapping.setErpModified("modified");
        }), TO_CRM)).containsExactly("0: there is no column 'identity' in customer",
                "0: there is no column 'modified' in customer; did you mean 'modified_at'?",
                "0: there is no column 'no_' in customer; did you mean 'no'?");
    }

    @Test
    void an_attribute_must_allow_what_the_line_does_with_it() {
        assertThat(mistakes("modified_at -> createdon", "'0' -> statecode", "no -> taxnumber")).containsExactly(
                "1: the CRM does not let 'createdon' be written; turn the arrow",
                "2: the CRM does not let 'statecode' be set on create; write 'second pass'",
                "3: the CRM does not let 'taxnumber' be changed; write 'on create'");
        assertThat(mistakes("'0' -> statecode second pass", "no -> taxnumber on create")).isEmpty();
        assertThat(mistakes(Customers.mapping("modified_at <- createdon"), List.of(Direction.TO_ERP))).isEmpty();
    }

    @Test
    void options_must_exist_in_the_crm() {
        assertThat(mistakes("payment_terms_code -> paymenttermscode option {30 DAYS=1, 14 DAYS=14}",
                "'4' -> customertypecode")).containsExactly(
                        "1: 'paymenttermscode' has no option 14; it has "
                                + "{1=Net 30, 2=2% 10, Net 30, 3=Net 45, 4=Net 60}",
                        "2: 'customertypecode' has no option 4; it has {3=Customer, 11=Vendor}");
    }

    @Test
    void a_code_needs_an_option_list_to_become_an_option() {
        assertThat(mistakes("payment_terms_code -> paymenttermscode")).containsExactly(
                "1: 'paymenttermscode' takes one of {1=Net 30, 2=2% 10, Net 30, 3=Net 45, 4=Net 60}; "
                        + "write option {CODE=number, ...}");
        assertThat(mistakes("employees -> paymenttermscode")).isEmpty();
    }

    @Test
    void a_lookup_needs_a_mapping_about_its_table() {
        assertThat(mistakes("salesperson_code -> ownerid", "primary_contact_no -> primarycontactid coupled contcat",
                "no -> parentid coupled currency", "no -> name coupled customer")).containsExactly(
                        "1: 'ownerid' is a lookup; say whose couplings translate it: coupled <mapping>",
                        "2: there is no mapping 'contcat'; did you mean 'contact'?",
                        "3: 'parentid' refers to account or contact, but the mapping 'currency' is about "
                                + "transactioncurrency",
                        "4: 'name' is no lookup, so 'coupled' does not belong there");
    }

    @Test
    void kinds_must_be_translatable_into_each_other() {
        assertThat(mistakes("started -> numberofemployees", "blocked -> opened", "picture -> name")).containsExactly(
                "1: 'started' holds a date and 'numberofemployees' holds a whole number; "
                        + "these can't be translated into each other",
                "2: 'blocked' holds true or false and 'opened' holds a date; these can't be translated into each other",
                "3: 'picture' holds a mappable value and 'name' holds text; these can't be translated into each other");
        assertThat(mistakes("employees -> donotemail", "blocked -> numberofemployees", "started -> lastcalled",
                "employees_text -> creditlimit", "credit_limit_lcy -> telephone1")).isEmpty();
    }

    @Test
    void constants_and_else_values_must_fit_the_attribute() {
        assertThat(mistakes("'many' -> numberofemployees", "'a text of more than thirty characters' -> name",
                "employees -> creditlimit else none", "no -> opened blank is 'tomorrow'")).containsExactly(
                        "1: the constant, 'many', is not a whole number, which 'numberofemployees' needs",
                        "2: 'name' holds 30 characters; the constant has 37",
                        "3: the value after 'else', 'none', is not a number, which 'creditlimit' needs",
                        "4: the value after 'blank is', 'tomorrow', is not a date, which 'opened' needs");
    }

    @Test
    void from_lcy_needs_money_and_the_currency_of_the_row() {
        assertThat(mistakes("credit_limit_lcy -> discountrate from LCY")).containsExactly(
                "1: 'discountrate' is no amount of money, so 'from LCY' does not belong there");
        assertThat(mistakes("credit_limit_lcy -> creditlimit from LCY")).singleElement().asString()
                .contains("add a line for transactioncurrencyid");
    }

    @Test
    void match_names_mapped_fields() {
        assertThat(mistakes(Customers.mapping("name -> name").with(mapping -> mapping.setMatch("name | nam + city")),
                TO_CRM)).containsExactly("0: match names 'nam', which no field line maps; did you mean 'name'?",
                        "0: match names 'city', which no field line maps");
    }

    @Test
    void filters_name_attributes_of_the_table() {
        assertThat(mistakes(Customers.mapping("name -> name").with(mapping -> {
            mapping.setCrmFilter("statcode eq 0");
            mapping.setMatchFilter("parentid ne null and colour eq 'red'");
        }), TO_CRM)).containsExactly(
                "0: crmFilter names 'statcode', which account does not have; did you mean 'statecode'?",
                "0: matchFilter names 'colour', which account does not have");
    }

    @Test
    void a_filter_may_ask_a_lookup_for_one_of_its_tables() {
        assertThat(mistakes(Customers.mapping("name -> name").with(mapping -> mapping
                .setCrmFilter("parentid_contact ne null")), TO_CRM)).isEmpty();
    }

    @Test
    void new_erp_records_need_an_id_of_their_own_and_a_table() {
        Customers creating = Customers.mapping("name <-> name").with(mapping -> {
            mapping.setCreateInErp("always");
            mapping.setErpNumber("number from series.last");
            mapping.setErpTemplates("otherwise : colour = 'red'");
        });

        assertThat(mistakes(creating, List.of(Direction.TO_CRM, Direction.TO_ERP))).containsExactly(
                "0: erpTemplates, line 1 names 'colour', which customer does not have",
                "0: erpNumber names 'number', which customer does not have; did you mean 'name'?",
                "0: createInErp needs an erpId of one column that takes a GUID (the ERP's system id): by it a new record is "
                        + "known again after a crash; name it, or write never");
    }

    @Test
    void a_column_that_a_query_computes_takes_no_arrow_to_the_erp() {
        Customers queried = Customers.mapping("name <-> name", "total -> creditlimit", "total <- creditlimit on create")
                .with(mapping -> mapping.setErpQuery("select c.*, 0 as total from customer c"));

        List<Column> columns = new ArrayList<>(queried.bound().erp().columns().values());
        columns.add(new Column("total", Kind.DECIMAL, 0, 2, null, null, Map.of(), Set.of(Ability.READ), Map.of()));
        BoundMapping bound = new BoundMapping(queried.bound().definition(), new Table("customer", "customer", null, null,
                Table.byName(columns), Set.of()), queried.bound().crm(), queried.bound().settings());

        assertThat(MappingCheck.check(bound, file(List.of(Direction.TO_CRM, Direction.TO_ERP)), KNOWN, Customers::tableOf))
                .extracting(Mistake::text).containsExactly("'total' can't be written: customer has no such column; draw ->, "
                        + "or say with erpWrittenAs what is written for it");
    }

    @Test
    void routes_and_arrows_must_agree() {
        assertThat(mistakes(Customers.mapping("name -> name", "phone_no <- telephone1"), TO_CRM))
                .containsExactly("0: fields are drawn <- but the file has no route 'customer-to-erp'");
        assertThat(mistakes(Customers.mapping("name -> name"), List.of(Direction.TO_CRM, Direction.TO_ERP)))
                .containsExactly("0: there is a route 'customer-to-erp' but no field is drawn <-");
        assertThat(mistakes(Customers.mapping("name <-> name"), TO_CRM))
                .containsExactly("0: fields are drawn <-> but the file has no route 'customer-to-erp'");
        assertThat(mistakes(Customers.mapping("name -> name"), List.of()))
                .containsExactly("0: the file has no route 'customer-to-crm' or 'customer-to-erp'");
    }

    @Test
    void an_attribute_or_a_column_is_filled_from_one_place() {
        assertThat(mistakes("name -> name", "no -> name")).containsExactly("2: the attribute 'name' is mapped twice");
        assertThat(mistakes(Customers.mapping("name <- name", "name <- telephone1"), List.of(Direction.TO_ERP)))
                .containsExactly("2: the column 'name' is filled from two attributes");
    }

    @Test
    void what_the_crm_requires_must_be_filled_when_records_are_created() {
        Customers customers = Customers.mapping("phone_no -> telephone1");
        List<Column> columns = new ArrayList<>(customers.bound().crm().columns().values());
        for (String required : List.of("ordernumber", "legalname")) {
            columns.add(new Column(required, Kind.TEXT, 100, -1, null, null, Map.of(),
                    Set.of(Ability.READ, Ability.CREATE, Ability.UPDATE, Ability.REQUIRED), Map.of()));
        }
        columns.add(new Column("priority", Kind.OPTION, 0, -1, null, null, Map.of(),
                Set.of(Ability.CREATE, Ability.REQUIRED), Map.of()));
        Table strict = new Table("account", "accounts", "accountid", "name", Table.byName(columns), Set.of());
        BoundMapping bound = new BoundMapping(customers.bound().definition(), customers.bound().erp(), strict,
                customers.bound().settings());

        assertThat(MappingCheck.check(bound, file(TO_CRM), KNOWN, Customers::tableOf)).extracting(Mistake::text)
                .containsExactly("the CRM creates no account without 'legalname', and no field line fills it");
        assertThat(MappingCheck.check(bound, file(List.of(Direction.TO_ERP)), KNOWN, Customers::tableOf))
                .extracting(Mistake::text).noneMatch(text -> text.contains("legalname"));
    }

    private static List<String> mistakesOf(String onErpDelete, String onCrmDelete, List<Direction> routes) {
        return mistakes(Customers.mapping(routes.contains(Direction.TO_ERP) ? "name <-> name" : "name -> name").with(mapping -> {
            mapping.setOnErpDelete(onErpDelete);
            mapping.setOnCrmDelete(onCrmDelete);
        }), routes);
    }

    @Test
    void a_delete_policy_needs_the_route_by_which_it_acts() {
        assertThat(mistakesOf("delete", "keep", TO_CRM)).isEmpty();
        assertThat(mistakesOf("keep", "restore", TO_CRM)).isEmpty();
        assertThat(mistakesOf("keep", "delete", TO_CRM)).containsExactly(
                "0: onCrmDelete: delete needs the route 'customer-to-erp', which the file does not have");
        assertThat(mistakes(Customers.mapping("name <- name").with(mapping -> {
            mapping.setOnErpDelete("deactivate");
            mapping.setOnCrmDelete("restore");
        }), List.of(Direction.TO_ERP))).containsExactly(
                "0: onErpDelete: deactivate needs the route 'customer-to-crm', which the file does not have",
                "0: onCrmDelete: restore needs the route 'customer-to-crm', which the file does not have");
    }

    @Test
    void a_customer_is_restored_only_where_the_mapping_creates_customers() {
        assertThat(mistakesOf("restore", "keep", BOTH)).containsExactly(
                "0: onErpDelete: restore creates ERP records, so it needs createInErp: always");
        assertThat(mistakesOf("restore", "keep", TO_CRM)).containsExactly(
                "0: onErpDelete: restore needs the route 'customer-to-erp', which the file does not have",
                "0: onErpDelete: restore creates ERP records, so it needs createInErp: always");
        assertThat(mistakes(Customers.mapping("name <-> name").with(mapping -> {
            mapping.setOnErpDelete("restore");
            mapping.setCreateInErp("always");
        }), BOTH)).noneMatch(mistake -> mistake.contains("onErpDelete"));
    }

    @Test
    void an_account_is_deactivated_by_its_state_and_by_nothing_else() {
        assertThat(mistakesOf("deactivate", "keep", TO_CRM)).isEmpty();
        assertThat(mistakesOf("deactivate blocked = 'true'", "keep", TO_CRM)).containsExactly(
                "0: onErpDelete: deactivate sets the CRM record's statecode to 1; it takes no column");

        BoundMapping bound = Customers.mapping("name -> name").with(mapping -> mapping.setOnErpDelete("deactivate")).bound();
        List<Column> columns = new ArrayList<>(bound.crm().columns().values());
        columns.removeIf(column -> column.name().equals("statecode"));
        Table stateless = new Table("account", "accounts", "accountid", "name", Table.byName(columns), Set.of());
        assertThat(MappingCheck.check(new BoundMapping(bound.definition(), bound.erp(), stateless, bound.settings()),
                file(TO_CRM), KNOWN, Customers::tableOf)).extracting(Mistake::text).containsExactly(
                        "onErpDelete: deactivate is not possible, because account has no statecode");
    }

    @Test
    void a_customer_is_deactivated_by_a_column_that_exists_and_takes_the_value() {
        assertThat(mistakesOf("keep", "deactivate blocked = 'true'", BOTH)).isEmpty();
        assertThat(mistakesOf("keep", "deactivate", BOTH)).containsExactly(
                "0: onCrmDelete: deactivate must name the ERP's column and its value: deactivate blocked = 'All'");
        assertThat(mistakesOf("keep", "deactivate bloked = 'true'", BOTH)).containsExactly(
                "0: onCrmDelete names the column 'bloked', which customer does not have; did you mean 'blocked'?");
        assertThat(mistakesOf("keep", "deactivate employees = 'none'", BOTH)).containsExactly(
                "0: onCrmDelete: the value 'none' for employees is not a whole number");
    }

    @Test
    void a_record_that_leaves_the_filter_is_deactivated_only_where_a_line_makes_it_active_again() {
        assertThat(mistakes(leaving("'0' -> statecode second pass"), TO_CRM)).isEmpty();
        assertThat(mistakes(leaving("phone_no -> telephone1"), TO_CRM)).singleElement().asString()
                .contains("onErpLeave: deactivate", "needs a field line that makes it active again");
        assertThat(mistakes(Customers.mapping("name -> name", "'0' -> statecode second pass").with(mapping -> mapping
                .setOnErpLeave("deactivate")), TO_CRM)).containsExactly(
                        "0: onErpLeave is about records that leave the erpFilter; write one");
    }

    @Test
    void a_record_that_leaves_the_filter_is_deleted_only_on_the_way_to_the_crm() {
        Customers deleting = Customers.mapping("name -> name").with(mapping -> {
            mapping.setErpFilter("employees > 0");
            mapping.setOnErpLeave("delete");
        });
        assertThat(mistakes(deleting, TO_CRM)).isEmpty();
        assertThat(mistakes(deleting, List.of(Direction.TO_ERP))).anySatisfy(mistake -> assertThat(mistake).contains("onErpLeave: delete needs the "
                + "route"));
    }

    private static Customers leaving(String stateLine) {
        return Customers.mapping("name -> name", stateLine).with(mapping -> {
            mapping.setErpFilter("employees > 0");
            mapping.setOnErpLeave("deactivate");
        });
    }

    @Test
    void the_column_that_says_what_is_wrong_exists() {
        assertThat(mistakes(Customers.mapping("name -> name").with(mapping -> mapping.setErpProblem("nam")), TO_CRM))
                .containsExactly("0: there is no column 'nam' in customer; did you mean 'name'?");
    }
}
