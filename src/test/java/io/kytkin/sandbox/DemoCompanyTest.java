package io.kytkin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kytkin.Database;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DemoCompanyTest {
    private static final DataSource INSTALLED = installedOn(Database.H2);

    @ParameterizedTest
    @EnumSource
    void installing_it_twice_equals_once(Database database) throws SQLException {
        DataSource erp = installedOn(database);
        Database.execute(erp, "update customer set name = 'Changed since' where no = '10010'");
        var once = ErpRows.everything(erp);

        DemoCompany.install(erp);

        assertThat(ErpRows.everything(erp)).isEqualTo(once);
    }

    @Test
    void every_database_holds_the_same_rows() throws SQLException {
        var rows = ErpRows.everything(INSTALLED);
        assertThat(rows).hasSize(26).allSatisfy((table, itsRows) -> assertThat(itsRows).isNotEmpty());
        assertThat(ErpRows.everything(installedOn(Database.POSTGRESQL))).isEqualTo(rows);
    }

    @ParameterizedTest
    @EnumSource
    void an_installation_that_fails_leaves_nothing_behind(Database database) throws SQLException {
        DataSource erp = installedOn(database);
        for (String table : ErpRows.tables(erp)) {
            String kept = table.equals("price_list_line") ? " where line_no > 10000" : "";
            Database.execute(erp, "delete from " + table + kept);
        }

        assertThatThrownBy(() -> DemoCompany.install(erp)).isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The demo company cannot be installed in the ERP's database: ");

        assertThat(ErpRows.count(erp, "company_information")).isZero();
        assertThat(ErpRows.count(erp, "customer")).isZero();
    }

    @Test
    void some_rows_share_a_modification_time_and_none_lies_ahead() throws SQLException {
        assertThat(ErpRows.count(INSTALLED, "(select distinct system_modified_at from customer) as moments"))
                .isEqualTo(15);
        assertThat(ErpRows.rows(INSTALLED, "select max(system_modified_at) from price_list_line"))
                .containsExactly("2025-01-08T07:00:02.469134Z");
    }

    /** What the mappings have to cope with, and how many records are there for it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', textBlock = """
            customers                                 ; 150 ; customer
            customers in local currency               ; 94  ; customer where currency_code = ''
            customers in a currency without a rate    ; 1   ; customer where currency_code = 'ISK'
            customers in an unknown currency          ; 1   ; \
                        customer where currency_code <> '' and currency_code not in (select code from currency)
            customers blocked for everything          ; 4   ; customer where blocked = 'All'
            customers blocked for shipments           ; 3   ; customer where blocked = 'Ship'
            customers blocked for invoices            ; 2   ; customer where blocked = 'Invoice'
            customers of an unknown salesperson       ; 3   ; customer where salesperson_code = 'ZZ'
            customers of no salesperson               ; 8   ; customer where salesperson_code = ''
            customers of a salesperson without user   ; 12  ; customer where salesperson_code = 'VR'
            customers of the house                    ; 10  ; customer where salesperson_code = 'HOUSE'
            customers with terms the CRM lacks        ; 4   ; customer where payment_terms_code in ('14 DAYS', 'COD')
            customers with a name of 100 letters      ; 1   ; customer where char_length(name) = 100
            customers without a name                  ; 1   ; customer where name = ''
            customers alike in name and post code     ; 2   ; \
                        customer where name = 'Kaksoset Rauta Oy' and post_code = '33100'
            customers with trailing blanks in a name  ; 1   ; customer where name like '%  '
            home pages longer than the CRM's 200      ; 1   ; customer where char_length(home_page) = 255
            primary contacts that are a company       ; 1   ; \
                        customer where primary_contact_no in (select no from contact where type = 'Company')
            primary contacts that do not exist        ; 1   ; \
                        customer where primary_contact_no not in (select no from contact) and primary_contact_no <> \
                        ''
            customer numbers hostile to an address    ; 1   ; customer where no = 'K/2024 7'
            salespeople                               ; 9   ; salesperson_purchaser
            salespeople without e-mail                ; 1   ; salesperson_purchaser where e_mail = ''
            rates that start later                    ; 7   ; \
                        currency_exchange_rate where starting_date >= date '2035-01-01'
            currencies with several rates             ; 6   ; \
                        (select currency_code from currency_exchange_rate group by currency_code having count(*) > \
                        2) as several
            currencies without a symbol               ; 1   ; currency where symbol = ''
            contacts                                  ; 199 ; contact
            people without a company                  ; 5   ; contact where type = 'Person' and company_no = ''
            people of a company that is not there     ; 1   ; \
                        contact where type = 'Person' and company_no <> '' and company_no not in (select no from \
                        contact)
            people of a company without relations     ; 2   ; \
                        contact p where type = 'Person' and company_no in (select no from contact) and company_no \
                        not in (select contact_no from contact_business_relation)
            people of a company that only sells to us ; 5   ; \
                        contact where type = 'Person' and company_no in (select contact_no from \
                        contact_business_relation group by contact_no having max(link_to_table) = 'Vendor' and \
                        min(link_to_table) = 'Vendor')
            companies that are customer and vendor    ; 1   ; \
                        (select contact_no from contact_business_relation group by contact_no having count(*) > 1) \
                        as both_of_them
            people without a surname                  ; 1   ; contact where type = 'Person' and surname = ''
            blocked items                             ; 1   ; item where blocked = true
            items with less than nothing on stock     ; 1   ; \
                        (select item_no from item_ledger_entry group by item_no having sum(quantity) < 0) as \
                        negative
            items for nothing                         ; 1   ; item where unit_price = 0
            items with a negative price               ; 1   ; item where unit_price < 0
            items without a unit                      ; 1   ; item where base_unit_of_measure = ''
            items of an unknown vendor                ; 1   ; \
                        item where vendor_no <> '' and vendor_no not in (select no from vendor)
            items in several units                    ; 24  ; \
                        (select item_no from item_unit_of_measure group by item_no having count(*) > 1) as several
            blocked resources                         ; 1   ; resource where blocked = true
            resources with negative capacity          ; 1   ; resource where capacity < 0
            price groups                              ; 4   ; customer_price_group
            price groups without prices               ; 1   ; \
                        customer_price_group where code not in (select sales_code from sales_price)
            price groups in a foreign currency        ; 1   ; \
                        (select sales_code from sales_price where sales_type = 'Customer Price Group' group by \
                        sales_code having min(currency_code) = 'SEK' and max(currency_code) = 'SEK') as foreign_ones
            sales prices                              ; 122 ; sales_price
            prices for customers and for everyone     ; 11  ; sales_price where sales_type <> 'Customer Price Group'
            prices that start later                   ; 8   ; sales_price where starting_date >= date '2035-01-01'
            prices that ended                         ; 8   ; sales_price where ending_date < date '2025-01-01'
            prices from ten pieces on                 ; 8   ; sales_price where minimum_quantity = 10
            prices of a variant                       ; 4   ; sales_price where variant_code <> ''
            prices since ever                         ; 2   ; sales_price where starting_date is null
            prices for the box                        ; 2   ; sales_price where unit_of_measure_code = 'BOX'
            prices for the base unit by its name      ; 1   ; sales_price where unit_of_measure_code = 'PCS'
            prices of a blocked item                  ; 1   ; \
                        sales_price where item_no in (select no from item where blocked = true)
            """)
    void it_has_records_for_every_rule(String rule, long count, String tableAndCondition) throws SQLException {
        assertThat(ErpRows.count(INSTALLED, tableAndCondition)).as(rule).isEqualTo(count);
    }

    @Test
    void letters_of_every_script_survive() throws SQLException {
        assertThat(ErpRows.rows(INSTALLED, "select name from customer")).contains("O'Brien's Outdoor & Angling Ltd",
                "Żółty Łoś Hurtownia Wędkarska Sp. z o.o.", "株式会社北斗アウトドア", "Ångström & Øygard Fritid AB",
                "Sauna 🔥 Löyly Oy", "Design \"Form\" & <Ljus> Ab");
    }

    @Test
    void every_column_of_a_customer_a_contact_and_an_item_is_filled_somewhere() throws SQLException {
        List<String> empty = new ArrayList<>();
        for (String column : ErpRows.rows(INSTALLED, """
                select table_name || '.' || column_name from information_schema.columns
                where data_type = 'CHARACTER VARYING' and table_name in ('CUSTOMER', 'CONTACT', 'ITEM')""")) {
            String table = column.substring(0, column.indexOf('.'));
            if (ErpRows.count(INSTALLED, table + " where " + column + " <> ''") == 0) {
                empty.add(column);
            }
        }
        assertThat(empty).isEmpty();
    }

    @Test
    void every_salesperson_but_the_purchaser_and_the_house_has_one_working_user() throws SQLException, IOException {
        List<String> users = new ArrayList<>();
        for (JsonNode user : users()) {
            if (!user.get("isdisabled").asBoolean() && user.get("islicensed").asBoolean()
                    && !user.get("isintegrationuser").asBoolean()) {
                users.add(user.get("internalemailaddress").asText().toLowerCase(Locale.ROOT));
            }
        }
        assertThat(users).doesNotHaveDuplicates().hasSize(9);
        assertThat(ErpRows.rows(INSTALLED, "select code, lower(e_mail) from salesperson_purchaser"))
                .filteredOn(row -> !users.contains(row.substring(row.indexOf('|') + 1)))
                .containsExactlyInAnyOrder("VR|ville.rantanen@kaislaranta.example", "HOUSE|");
    }

    @Test
    void some_users_cannot_own_anything() throws IOException {
        assertThat(users()).filteredOn(user -> user.get("isdisabled").asBoolean()).hasSize(1);
        assertThat(users()).filteredOn(user -> !user.get("islicensed").asBoolean()).hasSize(1);
        assertThat(users()).filteredOn(user -> user.get("isintegrationuser").asBoolean()).hasSize(1);
        assertThat(users()).extracting(user -> user.get("systemuserid").asText()).doesNotHaveDuplicates().hasSize(12);
    }

    private static List<JsonNode> users() throws IOException {
        try (InputStream users = DemoCompanyTest.class.getResourceAsStream("/sandbox/demo-users.json")) {
            JsonNode all = new ObjectMapper().readTree(users).get("systemusers");
            return StreamSupport.stream(all.spliterator(), false).toList();
        }
    }

    private static DataSource installedOn(Database database) {
        DataSource erp = database.create();
        DemoCompany.install(erp);
        return erp;
    }
}
