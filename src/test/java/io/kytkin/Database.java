package io.kytkin;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.sync.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The databases that can hold the ERP's tables and the state; tests of what is said in SQL run on each. */
public enum Database {
    H2 {
        @Override
        public DataSource create() {
            return MemoryDatabase.create();
        }

        @Override
        public String createUrl() {
            return MemoryDatabase.createUrl();
        }
    },
    POSTGRESQL {
        @Override
        public DataSource create() {
            return PostgresDatabase.create();
        }

        @Override
        public String createUrl() {
            return PostgresDatabase.createUrl();
        }

        @Override
        public String createStateUrl() {
            return PostgresDatabase.createStateUrl();
        }
    };

    private static final int CONNECTIONS = 12;

    /** A new, empty database. Its data source needs no closing. */
    public abstract DataSource create();

    /** The JDBC address of a new, empty database; for what connects by its settings. */
    public abstract String createUrl();

    /** The JDBC address of a new database for the state, which has its tables already where it takes long to make them. */
    public String createStateUrl() {
        return createUrl();
    }

    /** A new database that holds what the statements make. */
    public DataSource with(String... statements) {
        DataSource database = create();
        execute(database, statements);
        return database;
    }

    /** A new database without any tables, pooled. */
    public HikariDataSource createPooled() {
        return pooled(createUrl());
    }

    private HikariDataSource pooled(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        if (this == POSTGRESQL) {
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
        }
        config.setMaximumPoolSize(CONNECTIONS);
        // A connection of a server is a process to start; many tests need one or two.
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** A new state database, pooled, in its present form. */
    public HikariDataSource createState() {
        HikariDataSource state = pooled(createStateUrl());
        StateDatabase.migrate(state);
        return state;
    }

    public static void execute(DataSource database, String... statements) {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(String.join("; ", statements), failure);
        }
    }
}
