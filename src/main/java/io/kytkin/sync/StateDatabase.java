package io.kytkin.sync;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the state database to the present form. */
public final class StateDatabase {
    private StateDatabase() { }

    /** Applies the migrations that are missing; a database that is up to date is left alone. */
    public static void migrate(DataSource state) {
        Flyway.configure().dataSource(state).locations("classpath:db/migration").load().migrate();
    }
}
