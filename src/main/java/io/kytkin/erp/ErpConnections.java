package io.kytkin.erp;

import io.kytkin.mapping.MappingDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lends connections of the ERP's database, each for one piece of work only. */
record ErpConnections(DataSource erp, ErpCatalogue catalogue) {
    private static final Logger LOG = LoggerFactory.getLogger(ErpConnections.class);
    private static final int SECONDS_FOR_A_PROBE = 5;

    /** Something done with one connection. */
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /**
     * Does the work, unless the database can't be reached: whether it is back is found out by {@link #probe} alone. If the
     * work fails, the mapping's table is described again at its next use, because it may have changed.
     *
     * @param action for the message of a failure, for example {@code reading customer}
     * @throws ErpFailure with the database's reason
     */
    <T> T run(MappingDefinition mapping, String action, Work<T> work) {
        if (catalogue.outage().since().isPresent()) {
            throw new ErpUnavailable("The ERP's database can't be reached while " + action + "; it is tried again by itself.",
                    null);
        }
        try (Connection connection = erp.getConnection()) {
            T result = work.with(connection);
            answered();
            return result;
        } catch (SQLException failure) {
            catalogue.forget(mapping);
            failed(failure);
            throw ErpFailure.of(action, failure);
        }
    }

    /**
     * Undoes what is not committed. The pool closes a connection that is lost: to ask more of it would fail by another
     * reason, which hides the first one and looks like a refusal.
     */
    static void endTransaction(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Tries to connect, if it is time to. */
    void probe() {
        if (!catalogue.outage().mayAsk()) {
            return;
        }
        try (Connection connection = erp.getConnection()) {
            if (connection.isValid(SECONDS_FOR_A_PROBE)) {
                answered();
            } else {
                catalogue.outage().failed();
            }
        } catch (SQLException failure) {
            LOG.debug("The ERP's database still can't be reached: {}", ErpFailure.reason(failure));
            catalogue.outage().failed();
        }
    }

    private void answered() {
        if (catalogue.outage().answered()) {
            LOG.info("The ERP's database can be reached again");
        }
    }

    /** Takes note of a failure of the database: one that refuses is there. What was under way when it went counts once. */
    void failed(SQLException failure) {
        if (!ErpFailure.isConnectionLost(failure)) {
            answered();
        } else if (catalogue.outage().since().isEmpty()) {
            LOG.warn("The ERP's database can't be reached: {}. Jobs wait; it is tried again by itself",
                    ErpFailure.reason(failure));
            catalogue.outage().failed();
        }
    }
}
