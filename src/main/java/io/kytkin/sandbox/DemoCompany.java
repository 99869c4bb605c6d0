package io.kytkin.sandbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/**
 * The demo company: Kaislaranta Trading Oy of Turku, which sells lamps, sauna goods and outdoor gear, and whose local
 * currency is the euro. A few hundred records that meet every field and every rule of the mappings at least once;
 * {@code docs/erp-tables.md} lists which record is there for which rule.
 *
 * <p>Its rows are the files {@code demo/*.csv}, a table each. They are the same at every installation: ids are derived
 * from the keys and times are counted from one fixed moment.
 */
public final class DemoCompany {
    /** The files, in the order in which an ERP would have been filled. */
    private static final List<DemoTable> TABLES = List.of(
            new DemoTable("company_information", 1),
            new DemoTable("general_ledger_setup", 1),
            new DemoTable("no_series", 1),
            new DemoTable("no_series_line", 2),
            new DemoTable("country_region", 1),
            new DemoTable("post_code", 2),
            new DemoTable("salesperson_purchaser", 1),
            new DemoTable("currency", 1),
            new DemoTable("currency_exchange_rate", 2),
            new DemoTable("payment_terms", 1),
            new DemoTable("shipment_method", 1),
            new DemoTable("shipping_agent", 1),
            new DemoTable("customer_price_group", 1),
            new DemoTable("customer", 1),
            new DemoTable("vendor", 1),
            new DemoTable("contact", 1),
            new DemoTable("contact_business_relation", 2),
            new DemoTable("unit_of_measure", 1),
            new DemoTable("item", 1),
            new DemoTable("item_unit_of_measure", 2),
            new DemoTable("item_ledger_entry", 1),
            new DemoTable("resource", 1),
            new DemoTable("resource_unit_of_measure", 2),
            new DemoTable("sales_price", 8),
            new DemoTable("price_list_header", 1),
            new DemoTable("price_list_line", 2));

    private static final Instant OPENING = Instant.parse("2025-01-07T06:00:00Z");
    private static final Duration BETWEEN_TABLES = Duration.ofHours(1);

    private DemoCompany() { }

    /**
     * Creates the tables that are missing and fills all of them in one transaction; does nothing more when the database
     * already holds a company.
     *
     * @throws IllegalStateException if the database refuses, with its reason
     */
    public static void install(DataSource erp) {
        try (Connection connection = erp.getConnection()) {
            ErpSchema.create(connection);
            if (!ErpSchema.holdsCompany(connection)) {
                Transaction.run(connection, () -> fill(connection));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("The demo company cannot be installed in the ERP's database: "
                    + failure.getMessage(), failure);
        }
    }

    private static void fill(Connection connection) throws SQLException {
        Instant start = OPENING;
        for (DemoTable table : TABLES) {
            table.fill(connection, start);
            start = start.plus(BETWEEN_TABLES);
        }
    }
}
