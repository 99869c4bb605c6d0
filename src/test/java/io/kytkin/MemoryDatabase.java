package io.kytkin;

import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** An H2 in the memory of the tests, a fresh empty database a call. */
public final class MemoryDatabase {
    private MemoryDatabase() { }

    /** A new, empty database. Its data source opens a connection a call and pools nothing. */
    public static DataSource create() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(createUrl());
        return database;
    }

    /** The JDBC address of a new, empty database, which stays as long as the tests run. */
    public static String createUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }
}
