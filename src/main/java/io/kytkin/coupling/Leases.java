package io.kytkin.coupling;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Who may run a mapping: one row a mapping with an owner and a token that only grows, by the database's clock
 * (design, invariant 9). Safe for several threads and runtimes.
 */
public final class Leases {

    /** How long a runtime that died holds others off; it is renewed three times as often. */
    public static final Duration TERM = Duration.ofSeconds(15);

    private static final String END_OF_TERM = "current_timestamp + interval '" + TERM.toSeconds() + "' second";
    /** The class of SQL states that begin so. */
    private static final String CONSTRAINT_VIOLATION = "23";

    private final Jdbi state;
    private final String owner;
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    /** @param owner tells this runtime from others that share the state */
    public Leases(DataSource state, String owner) {
        this.state = Jdbi.create(state);
        this.owner = owner;
    }

    /** Takes the mapping; the token is greater than any before. Empty while another holds it. */
    public Optional<Long> take(String mapping) {
        try {
            Optional<Long> token = takeOrInsert(mapping);
            token.ifPresent(taken -> held.add(mapping));
            return token;
        } catch (UnableToExecuteStatementException e) {
            // Two runtimes insert the first row at once: the other one was first.
            if (e.getCause() instanceof SQLException cause && cause.getSQLState().startsWith(CONSTRAINT_VIOLATION)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Who holds the mapping now; empty: nobody. */
    public Optional<String> holder(String mapping) {
        return state.withHandle(handle -> handle.createQuery("select owner from lease where mapping = :mapping "
                        + "and until >= current_timestamp").bind("mapping", mapping).mapTo(String.class).findOne());
    }

    private Optional<Long> takeOrInsert(String mapping) {
        return state.inTransaction(handle -> {
            int taken = handle.createUpdate("update lease set owner = :owner, token = token + 1, until = "
                            + END_OF_TERM + " "
                            + "where mapping = :mapping and until < current_timestamp")
                    .bind("owner", owner).bind("mapping", mapping).execute();
            if (taken == 0) {
                taken = handle.createUpdate("insert into lease (mapping, owner, token, until) "
                                + "select :mapping, :owner, 1, " + END_OF_TERM + " "
                                + "where not exists (select 1 from lease where mapping = :mapping)")
                        .bind("owner", owner).bind("mapping", mapping).execute();
            }
            return taken == 0 ? Optional.empty()
                    : handle.createQuery("select token from lease where mapping = :mapping").bind("mapping", mapping)
                            .mapTo(Long.class).findOne();
        });
    }

    /** Prolongs all that was taken here and not given back. */
    public void renew() {
        List<String> mappings = List.copyOf(held);
        if (!mappings.isEmpty()) {
            state.useHandle(handle -> handle.createUpdate("update lease set until = " + END_OF_TERM + " where owner = :owner "
                            + "and until >= current_timestamp and mapping in (<mappings>)")
                    .bindList("mappings", mappings).bind("owner", owner).execute());
        }
    }

    /** Gives the mapping back; in the database nothing happens when the token is not in force any more. */
    public void giveBack(String mapping, long token) {
        held.remove(mapping);
        state.useHandle(handle -> handle.createUpdate("update lease set until = current_timestamp - interval '1' second "
                        + "where mapping = :mapping and token = :token")
                .bind("mapping", mapping).bind("token", token).execute());
    }

    /** Ends every lease: right where no other runtime can hold the database open, so that none is alive. */
    public void endAll() {
        state.useHandle(handle -> handle.execute("update lease set until = current_timestamp - interval '1' second"));
    }

    /**
     * Makes sure that the lease is held until the transaction ends: whoever takes it over waits for that, and whoever
     * comes after a taking over is refused. It is the last statement of a transaction, because on databases without shared
     * row locks the mapping's other pages wait for it too.
     *
     * @throws LeaseLost when the token is not in force any more
     */
    public static void hold(Connection transaction, String mapping, long token) throws SQLException {
        boolean shares = "PostgreSQL".equals(transaction.getMetaData().getDatabaseProductName());
        try (PreparedStatement select = transaction.prepareStatement(
                "select token from lease where mapping = ? and token = ? for " + (shares ? "share" : "update"))) {
            select.setString(1, mapping);
            select.setLong(2, token);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new LeaseLost(mapping);
                }
            }
        }
    }
}
