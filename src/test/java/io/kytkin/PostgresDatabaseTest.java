package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest {
    @Test
    void each_call_gives_an_empty_database_of_its_own() throws SQLException {
        try (Connection first = PostgresDatabase.create().getConnection();
             Connection second = DriverManager.getConnection(PostgresDatabase.createUrl());
             Statement statement = first.createStatement()) {
            statement.execute("create table only_here (id integer)");
            assertThat(second.getMetaData().getTables(null, "public", "only_here", null).next()).isFalse();
        }
    }

    @Test
    void it_keeps_letters_of_every_script() throws SQLException {
        try (Connection connection = PostgresDatabase.create().getConnection();
             Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery("select 'Åbo Łódź 東京'")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("Åbo Łódź 東京");
        }
    }
}
