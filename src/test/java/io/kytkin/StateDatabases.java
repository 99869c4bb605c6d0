package io.kytkin;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.sync.StateDatabase;

/** The databases that can hold the state; tests of what is said in SQL run on each. */
public enum StateDatabases {
    H2, POSTGRESQL;

    /** A new state database, pooled, in its present form. */
    public HikariDataSource open() {
        HikariDataSource state = openEmpty();
        StateDatabase.migrate(state);
        return state;
    }

    /** A new database without any tables, pooled. */
    public HikariDataSource openEmpty() {
        HikariConfig config = new HikariConfig();
        if (this == H2) {
            config.setJdbcUrl(MemoryDatabase.createUrl());
        } else {
            config.setJdbcUrl(PostgresDatabase.createUrl());
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
        }
        config.setMaximumPoolSize(12);
        return new HikariDataSource(config);
    }
}
