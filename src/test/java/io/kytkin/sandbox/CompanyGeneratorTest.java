package io.kytkin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.Database;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class CompanyGeneratorTest {
    /** More than one batch and more than one transaction of customers. */
    private static final GeneratorSettings SETTINGS = new GeneratorSettings(11_001, 120, 700, 7, 10, 50);
    private static final DataSource GENERATED = generatedOn(Database.H2, SETTINGS);

    @Test
    void the_same_settings_give_the_same_rows_on_every_database() throws SQLException {
        var rows = ErpRows.everything(GENERATED);
        assertThat(ErpRows.everything(generatedOn(Database.POSTGRESQL, SETTINGS))).isEqualTo(rows);
    }

    @Test
    void it_makes_as_many_records_as_asked_for() throws SQLException {
        assertThat(ErpRows.count(GENERATED, "customer")).isEqualTo(11_001);
        assertThat(ErpRows.count(GENERATED, "item")).isEqualTo(120);
        assertThat(ErpRows.count(GENERATED, "sales_price")).isEqualTo(700);
        assertThat(ErpRows.count(GENERATED, "salesperson_purchaser")).isEqualTo(7);
        assertThat(ErpRows.count(GENERATED, "currency")).isEqualTo(10);
        assertThat(ErpRows.count(GENERATED, "contact where type = 'Person'")).isEqualTo(50);
    }

    @Test
    void every_code_of_a_customer_points_to_a_record() throws SQLException {
        assertThat(ErpRows.count(GENERATED, """
                customer c join salesperson_purchaser s on s.code = c.salesperson_code
                join customer_price_group g on g.code = c.customer_price_group
                left join currency f on f.code = c.currency_code
                left join payment_terms t on t.code = c.payment_terms_code
                where (c.currency_code = '') = (f.code is null) and (c.payment_terms_code = '') = (t.code is null)"""))
                .isEqualTo(11_001);
    }

    @Test
    void every_person_belongs_to_a_customer_of_its_own() throws SQLException {
        assertThat(ErpRows.rows(GENERATED, """
                select distinct c.no from contact p
                join contact_business_relation r on r.contact_no = p.company_no and r.link_to_table = 'Customer'
                join customer c on c.no = r.no where p.type = 'Person'""")).hasSize(50);
    }

    @Test
    void a_customer_has_at_least_fifteen_columns_filled() throws SQLException {
        DataSource erp = generatedOn(Database.H2, new GeneratorSettings(10, 0, 0, 1, 1));
        String second = ErpRows.rows(erp, "select * from customer where no = 'C10000002'").get(0);
        assertThat(second.split("\\|")).filteredOn(value -> !value.isEmpty() && !value.equals("0"))
                .hasSizeGreaterThan(15);
    }

    @Test
    void without_salespeople_and_currencies_the_customers_have_none() throws SQLException {
        DataSource erp = generatedOn(Database.H2, new GeneratorSettings(10, 0, 0, 0, 0));
        assertThat(ErpRows.count(erp, "customer where salesperson_code = '' and currency_code = ''")).isEqualTo(10);
    }

    @Test
    void a_database_that_holds_a_company_is_refused() {
        DataSource erp = Database.H2.create();
        DemoCompany.install(erp);
        assertThatThrownBy(() -> CompanyGenerator.generate(erp, SETTINGS)).isInstanceOf(IllegalStateException.class)
                .hasMessage("The ERP's database holds a company already; generate into an empty one.");
    }

    @Test
    void numbers_that_do_not_fit_each_other_are_refused() {
        assertThatThrownBy(() -> new GeneratorSettings(1, 0, 5, 0, 0)).hasMessage("5 prices need at least one item.");
        assertThatThrownBy(() -> new GeneratorSettings(1, 0, 0, 0, 11))
                .hasMessage("At most 10 currencies can be generated, not 11.");
        assertThatThrownBy(() -> new GeneratorSettings(1, 0, 0, 0, 0, 2))
                .hasMessage("2 contacts need as many customers, not 1.");
        assertThatThrownBy(() -> new GeneratorSettings(-1, 0, 0, 0, 0))
                .hasMessage("A number of records to generate cannot be below zero.");
    }

    @Test
    void a_salesperson_has_the_e_mail_that_is_told_for_it() throws SQLException {
        DataSource erp = generatedOn(Database.H2, GeneratorSettings.customers(1));
        assertThat(ErpRows.rows(erp, "select e_mail from salesperson_purchaser order by code")).hasSize(20)
                .startsWith(CompanyGenerator.salespersonEMail(1), CompanyGenerator.salespersonEMail(2));
    }

    private static DataSource generatedOn(Database database, GeneratorSettings settings) {
        DataSource erp = database.create();
        CompanyGenerator.generate(erp, settings);
        return erp;
    }
}
