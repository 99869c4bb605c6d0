package io.kytkin.coupling;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * Who may run a mapping: one row a mapping with an owner and a token that only grows, by the database's clock
 * (design, invariant 9). Safe for several threads and runtimes.
 */
public final class Leases {

    /** How long a runtime that died holds others off; it is renewed three times as often. */
    public static final Duration TERM = Duration.ofSeconds(15);

    private final Jdbi state;
    private final String owner;

    /** @param owner tells this runtime from others that share the state */
    public Leases(DataSource state, String owner) {
        this.state = Jdbi.create(state);
        this.owner = owner;
    }

    /** Takes the mapping; the token is greater than any before. Empty while another holds it. */
    public Optional<Long> take(String mapping) {
        return state.inTransaction(handle -> {
            int taken = handle.createUpdate("update lease set owner = :owner, token = token + 1, until = "
                            + "current_timestamp + :term * interval '1' second "
                            + "where mapping = :mapping and until < current_timestamp")
                    .bind("owner", owner).bind("term", TERM.toSeconds()).bind("mapping", mapping).execute();
            if (taken == 0) {
                taken = handle.createUpdate("insert into lease (mapping, owner, token, until) "
                                + "select :mapping, :owner, 1, current_timestamp + :term * interval '1' second "
                                + "where not exists (select 1 from lease where mapping = :mapping)")
                        .bind("owner", owner).bind("term", TERM.toSeconds()).bind("mapping", mapping).execute();
            }
            return taken == 0 ? Optional.empty()
                    : handle.createQuery("select token from lease where mapping = :mapping").bind("mapping", mapping)
                            .mapTo(Long.class).findOne();
        });
    }

    /** Prolongs what this runtime holds. */
    public void renew(Collection<String> mappings) {
        if (!mappings.isEmpty()) {
            state.useHandle(handle -> handle.createUpdate("update lease set until = current_timestamp + :term * "
                            + "interval '1' second where owner = :owner and until >= current_timestamp "
                            + "and mapping in (<mappings>)")
                    .bindList("mappings", mappings).bind("owner", owner).bind("term", TERM.toSeconds()).execute());
        }
    }

    /** Gives the mapping back; nothing happens when the token is not in force any more. */
    public void giveBack(String mapping, long token) {
        state.useHandle(handle -> handle.createUpdate("update lease set until = current_timestamp - interval '1' second "
                        + "where mapping = :mapping and token = :token")
                .bind("mapping", mapping).bind("token", token).execute());
    }

    /** Ends every lease: right where no other runtime can hold the database open, so that none is alive. */
    public void endAll() {
        state.useHandle(handle -> handle.execute("update lease set until = current_timestamp - interval '1' second"));
    }

    /**
     * Holds the lease until the transaction ends.
     *
     * @throws LeaseLost when the token is not in force any more
     */
    public static void hold(Connection transaction, String mapping, long token) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement(
                "select token from lease where mapping = ? and token = ? for update")) {
            update.setString(1, mapping);
            update.setLong(2, token);
            if (!update.executeQuery().next()) {
                throw new LeaseLost(mapping);
            }
        }
    }
}
