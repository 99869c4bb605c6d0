package io.kytkin.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The ERP's tables of {@code demo/schema.sql}. */
final class ErpSchema {
    private ErpSchema() { }

    /** Creates what is missing of tables and indexes. Both drivers take the script as one text of many statements. */
    static void create(Connection connection) throws SQLException {
        try (InputStream script = ErpSchema.class.getResourceAsStream("/demo/schema.sql");
             Statement statement = connection.createStatement()) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException("The schema of the ERP's tables cannot be read.", failure);
        }
    }

    /** Whether the tables have been filled before, by whomever. */
    static boolean holdsCompany(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select 1 from company_information")) {
            return row.next();
        }
    }
}
