package io.kytkin.erp;

import io.kytkin.MemoryDatabase;
import io.kytkin.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import javax.sql.DataSource;

/** The databases that every test of this package runs on. */
enum ErpDatabase {
    H2 {
        @Override
        DataSource open() {
            return MemoryDatabase.create();
        }
    },
    POSTGRESQL {
        @Override
        DataSource open() {
            return PostgresDatabase.create();
        }
    };

    /** Half an hour before midnight in UTC, already the next day in Helsinki: {@code {today}} is 1 March. */
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-02-28T23:30:00Z"), ZoneId.of("Europe/Helsinki"));

    /** A new, empty database. */
    abstract DataSource open();

    /** One that holds what the statements make. */
    DataSource with(String... statements) {
        DataSource database = open();
        run(database, statements);
        return database;
    }

    static void run(DataSource database, String... statements) {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
