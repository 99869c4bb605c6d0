package io.kytkin.sandbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Fills the ERP's tables with as many records as a test or a benchmark needs. The same settings give the same rows,
 * ids and times included: every value follows from the record's number.
 */
public final class CompanyGenerator {
    private static final Instant OPENING = Instant.parse("2025-01-07T06:00:00Z");
    private static final int ROWS_OF_ONE_MOMENT = 10;
    private static final int ROWS_OF_ONE_TRANSACTION = 10_000;

    private CompanyGenerator() { }

    /**
     * Creates the tables that are missing, and in an ERP without a company the setup of the demo company (units, price
     * groups, terms, countries) and the generated records. Sends batches of 1,000 rows and commits after 10,000; what
     * is cut off in between has to be generated into an empty database again.
     *
     * @throws IllegalStateException if the database holds a company already, or refuses
     */
    public static void generate(DataSource erp, GeneratorSettings settings) {
        try (Connection connection = erp.getConnection()) {
            ErpSchema.create(connection);
            if (ErpSchema.holdsCompany(connection)) {
                throw new IllegalStateException(
                        "The ERP's database holds a company already; generate into an empty one.");
            }
            connection.setAutoCommit(false);
            setUp(connection);
            generate(connection, settings);
        } catch (SQLException failure) {
            throw new IllegalStateException("The ERP's tables cannot be filled: " + failure.getMessage(), failure);
        }
    }

    /** The e-mail of the generated salesperson of that number, from 1; a CRM user who has it couples to it. */
    public static String salespersonEMail(int salesperson) {
        return GeneratedRecords.eMail(salesperson);
    }

    private static void setUp(Connection connection) throws SQLException {
        List<String> tables = List.of("company_information", "general_ledger_setup", "country_region", "payment_terms",
                "shipment_method", "shipping_agent", "unit_of_measure", "customer_price_group");
        for (String table : tables) {
            new DemoTable(table, 1).fill(connection, OPENING);
        }
        connection.commit();
    }

    private static void generate(Connection connection, GeneratorSettings settings) throws SQLException {
        GeneratedRecords records = new GeneratedRecords(settings);
        fill(connection, "salesperson_purchaser", 1, GeneratedRecords.SALESPERSON, settings.salespeople(),
                records::salesperson);
        fill(connection, "currency", 1, GeneratedRecords.CURRENCY, settings.currencies(), records::currency);
        fill(connection, "currency_exchange_rate", 2, GeneratedRecords.EXCHANGE_RATE, settings.currencies(),
                records::exchangeRate);
        fill(connection, "customer", 1, GeneratedRecords.CUSTOMER, settings.customers(), records::customer);
        fill(connection, "contact", 1, GeneratedRecords.COMPANY, settings.contacts(), records::company);
        fill(connection, "contact_business_relation", 2, GeneratedRecords.RELATION, settings.contacts(),
                records::relation);
        fill(connection, "contact", 1, GeneratedRecords.PERSON, settings.contacts(), records::person);
        fill(connection, "item", 1, GeneratedRecords.ITEM, settings.items(), records::item);
        fill(connection, "item_unit_of_measure", 2, GeneratedRecords.ITEM_UNIT, settings.items(), records::itemUnit);
        fill(connection, "sales_price", 4, GeneratedRecords.PRICE, settings.prices(), records::price);
        // A table that was filled a moment ago has no statistics, and PostgreSQL would sort it for every page.
        try (Statement statement = connection.createStatement()) {
            statement.execute("analyze");
        }
        connection.commit();
    }

    private static void fill(Connection connection, String table, int keyColumns, String columns, int count,
                             IntFunction<List<String>> record) throws SQLException {
        try (TableWriter rows = new TableWriter(connection, table, Stream.of(columns.split(" ")).toList())) {
            for (int number = 1; number <= count; number++) {
                List<String> values = record.apply(number);
                Instant modified = OPENING.plus(Duration.ofMillis(number / ROWS_OF_ONE_MOMENT));
                rows.add(SystemId.of(table, values.subList(0, keyColumns)), modified, values);
                if (number % ROWS_OF_ONE_TRANSACTION == 0) {
                    connection.commit();
                }
            }
            rows.finish();
        }
        connection.commit();
    }
}
