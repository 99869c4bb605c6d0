package io.kytkin;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.api.ErrorCode;

/** Opens the pools of the two databases: the ERP's and Kytkin's own. */
final class Databases {

    /** More connections than pages in flight only wait for the same two cores. */
    private static final int CONNECTIONS = 10;

    /** Of the state's database; a migration that adds an index to a million couplings takes a few seconds. */
    private static final int LONGEST_STATEMENT_SECONDS = 300;

    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final Pattern PASSWORD = Pattern.compile("(?i)(?:password|pwd)=([^;&]+)|//[^/:]*:([^/]+)@");

    static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

    static {
        // H2 reads it once, before its first database; without it, it would listen on every address.
        System.setProperty("h2.bindAddress", LOOPBACK);
    }

    private final Settings settings;

    Databases(Settings settings) {
        this.settings = settings;
    }

    /** @throws SettingProblem when it can't be reached */
    HikariDataSource erp() {
        String url = settings.usesDemoCompany() ? embedded(demoCompany(settings)) : settings.text(Setting.ERP_JDBC_URL);
        HikariConfig config = config("erp", url, settings.text(Setting.ERP_USERNAME), settings.text(Setting.ERP_PASSWORD));
        if (url.startsWith(POSTGRESQL)) {
            // Nothing is kept of a statement. A plan for any values takes the records after a position for few, and sorts all of
            // them for every page; and one that is kept fails, with its connection, once a table has got another column.
            config.addDataSourceProperty("preparedStatementCacheQueries", "0");
        }
        config.setConnectionTimeout(1000L * settings.number(Setting.ERP_CONNECT_SECONDS, 1, 3600));
        if (!settings.usesDemoCompany()) {
            // While the database is away, the pool must not ask for connections of its own accord.
            config.setMinimumIdle(0);
        }
        return open(config);
    }

    /** @throws SettingProblem when it can't be reached; {@link StateInUse} when another process has it open */
    HikariDataSource state() {
        String url = settings.isBlank(Setting.STATE_JDBC_URL) ? embedded(settings.dataDirectory().resolve("state").toAbsolutePath())
                : settings.text(Setting.STATE_JDBC_URL);
        HikariConfig config = config("state", url, settings.text(Setting.STATE_USERNAME), settings.text(Setting.STATE_PASSWORD));
        if (url.startsWith(POSTGRESQL)) {
            // Plans are kept while tables grow. One made for a page's look-ups while there are few couplings would pass over all
            // of them for every page once there are many (250 ms instead of 0.5); and such a detour's price, which the planner
            // believes, would have simple queries compiled.
            config.setConnectionInitSql("set enable_seqscan = off; set jit = off");
            // Its statements take milliseconds. Who waits longer waits for a server that is gone, and nobody renews the leases.
            config.addDataSourceProperty("socketTimeout", String.valueOf(LONGEST_STATEMENT_SECONDS));
        }
        return open(config);
    }

    /** Its file, without the ending. */
    static Path demoCompany(Settings settings) {
        return settings.dataDirectory().resolve("demo-company").toAbsolutePath();
    }

    private static String embedded(Path file) {
        // H2 writes commits half a second late unless told otherwise; a reservation that a kill takes back is none.
        return "jdbc:h2:file:" + file + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0";
    }

    private static HikariConfig config(String name, String url, String username, String password) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url);
        config.setUsername(username.isEmpty() ? null : username);
        config.setPassword(password.isEmpty() ? null : password);
        config.setMaximumPoolSize(CONNECTIONS);
        // The others come when pages need them: to open ten at once delays a start, and costs a server ten processes.
        config.setMinimumIdle(1);
        // One attempt: a wrong password, or a file that another process has open, is not cured by asking for seconds.
        config.setInitializationFailTimeout(1);
        if (url.startsWith(POSTGRESQL)) {
            // A server that vanished without a word is noticed some day; without it a page would wait for its answer for ever.
            config.addDataSourceProperty("tcpKeepAlive", "true");
            // One statement with many rows instead of many statements: twice as fast for a page of couplings.
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
        }
        return config;
    }

    private static HikariDataSource open(HikariConfig config) {
        String name = config.getPoolName();
        String url = config.getJdbcUrl();
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            if (e.getCause() instanceof SQLException refusal
                    && refusal.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                throw new StateInUse(e);
            }
            throw new SettingProblem("The database of " + name + ".jdbc-url (" + withoutSecrets(url)
                    + ") can't be reached: " + reason(e, url) + ".", e);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new SettingProblem(name + ".jdbc-url = " + withoutSecrets(url) + " is not understood: "
                    + reason(e, url) + ".", e);
        } catch (RuntimeException e) {
            throw new SettingProblem("The database of " + name + ".jdbc-url (" + withoutSecrets(url)
                    + ") can't be used: " + reason(e, url) + ".", e);
        }
    }

    /** The address without what follows the first ';' or '?', where passwords may stand. */
    static String withoutSecrets(String url) {
        return url.split("[;?]", 2)[0].replaceAll("//[^/]*@", "//");
    }

    /** What the driver says; some of them repeat the address, or the part of it that holds the password. */
    private static String reason(Throwable failure, String url) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        String line = message.split("\n", 2)[0].strip().replaceAll("\\.$", "").replace(url, withoutSecrets(url));
        Matcher password = PASSWORD.matcher(url);
        while (password.find()) {
            line = line.replace(password.group(1) == null ? password.group(2) : password.group(1), "...");
        }
        return line;
    }
}
