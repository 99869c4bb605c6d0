package io.kytkin.sync;

import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Remembers which systems the couplings are about (design, invariant 15). */
public final class KnownSystems {
    private final Jdbi state;

    public KnownSystems(DataSource state) {
        this.state = Jdbi.create(state);
    }

    /**
     * Remembers the system at the first start, compares it at every other.
     *
     * @param side     {@code crm} or {@code erp}
     * @param identity what tells the system from its copies: an organization's id, a database and company
     * @throws WrongSystem when the state was made with another one
     */
    public void check(String side, String identity) {
        check(side, identity, identity);
    }

    /**
     * The same for a system of which less was remembered once: a state from then is taken as it is and learns the rest.
     *
     * @param formerIdentity what was remembered then
     * @throws WrongSystem when the state was made with another one
     */
    public void check(String side, String identity, String formerIdentity) {
        Optional<String> known = state.withHandle(handle -> handle.createQuery(
                "select identity from known_system where side = :side").bind("side", side).mapTo(String.class).findOne());
        if (known.isEmpty()) {
            state.useHandle(handle -> handle.createUpdate("insert into known_system (side, identity, since) "
                            + "values (:side, :identity, current_timestamp)")
                    .bind("side", side).bind("identity", identity).execute());
        } else if (!known.get().equals(identity) && known.get().equals(formerIdentity)) {
            state.useHandle(handle -> handle.createUpdate("update known_system set identity = :identity where side = :side")
                    .bind("side", side).bind("identity", identity).execute());
        } else if (!known.get().equals(identity)) {
            throw new WrongSystem("The couplings in the state database were made with another " + side.toUpperCase(
                    java.util.Locale.ROOT) + " (" + known.get() + ") than the one connected now (" + identity + "). Connect that one, "
                    + "or give this one a state database of its own (state.jdbc-url or data.directory).");
        }
    }
}
