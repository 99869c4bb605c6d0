package io.kytkin;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.sync.StateDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A real PostgreSQL for tests: one server a JVM, started by the first test that asks and stopped when the JVM ends,
 * and a fresh empty database a call.
 *
 * <p>Nothing has to be installed; the server comes out of a jar. It also runs as root, which {@code initdb} itself
 * refuses: the library then starts it in a user name space of its own ({@code unshare -U}). A container that forbids
 * name spaces has to run the tests as another user.
 *
 * <p>Safe for use by several threads.
 */
public final class PostgresDatabase {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** The state's tables in their present form, which most tests start from: to copy them takes a tenth of making them. */
    private static final class StateTemplate {
        static final String NAME = make();

        private static String make() {
            String name = createDatabase("template0");
            StateDatabase.migrate(server().getDatabase("postgres", name));
            return name;
        }
    }

    private PostgresDatabase() { }

    /** A new, empty database. Its data source pools connections, each of which is a process to start, and needs no closing. */
    public static DataSource create() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(createUrl());
        config.setMinimumIdle(0);
        config.setIdleTimeout(10_000);
        // As the runtime reads its ERP.
        config.addDataSourceProperty("preparedStatementCacheQueries", "0");
        return new HikariDataSource(config);
    }

    /** The JDBC address, with user, of a new, empty database; for what connects by its settings. */
    public static String createUrl() {
        return server().getJdbcUrl("postgres", createDatabase("template0"));
    }

    /** The JDBC address, with user, of a new state database without records. */
    public static String createStateUrl() {
        return server().getJdbcUrl("postgres", createDatabase(StateTemplate.NAME));
    }

    /**
     * Shuts a database as if its server had stopped: who is connected is thrown out, nobody comes in.
     *
     * @param url as {@link #createUrl} gave it
     */
    public static void shut(String url) {
        inServer("alter database " + name(url) + " allow_connections false",
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name(url) + "'");
    }

    /** The end of {@link #shut}. */
    public static void open(String url) {
        inServer("alter database " + name(url) + " allow_connections true");
    }

    private static String name(String url) {
        return url.replaceAll(".*/(test_\\d+).*", "$1");
    }

    private static void inServer(String... statements) {
        try (Connection connection = server().getPostgresDatabase().getConnection();
             Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String createDatabase(String template) {
        String name = "test_" + DATABASES.incrementAndGet();
        try (Connection connection = server().getPostgresDatabase().getConnection();
             Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + template + " strategy file_copy");
            return name;
        } catch (SQLException failure) {
            throw new IllegalStateException("The test database " + name + " cannot be created.", failure);
        }
    }

    private static EmbeddedPostgres server() {
        return Server.RUNNING;
    }

    /** Started when first used; the library stops it in a shutdown hook and removes its directory. */
    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setLocaleConfig("locale", "C")
                        .setLocaleConfig("encoding", "UTF8")
                        .setServerConfig("fsync", "off")
                        // There would be hundreds of databases to look through, again and again.
                        .setServerConfig("autovacuum", "off")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException failure) {
                throw new UncheckedIOException("The embedded PostgreSQL does not start.", failure);
            }
        }
    }
}
