package io.kytkin;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.sync.StateDatabase;
import java.util.UUID;

/** The databases that can hold the state; tests of what is said in SQL run on each. */
public enum StateDatabases {
    H2, POSTGRESQL;

    /** A new state database, pooled, in its present form. */
    public HikariDataSource open() {
        HikariConfig config = new HikariConfig();
        if (this == H2) {
            config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        } else {
            config.setJdbcUrl(PostgresDatabase.createUrl());
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
        }
        config.setMaximumPoolSize(12);
        HikariDataSource state = new HikariDataSource(config);
        StateDatabase.migrate(state);
        return state;
    }
}
