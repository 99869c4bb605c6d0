package io.kytkin.erp;

import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Outage;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lends connections of the ERP's database, each for one piece of work only. */
record ErpConnections(DataSource erp, ErpCatalogue catalogue) {
    private static final Logger LOG = LoggerFactory.getLogger(ErpConnections.class);

    /** Something done with one connection. */
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /**
     * Does the work, unless the database could not be reached lately and it is not yet time to try again. If it fails, the mapping's table is described again at its next use, because it may have changed.
     *
     * @param action for the message of a failure, for example {@code reading customer}
     * @throws ErpFailure with the database's reason
     */
    <T> T run(MappingDefinition mapping, String action, Work<T> work) {
        Outage outage = catalogue.outage();
        if (!outage.mayAsk()) {
            throw new ErpUnavailable("The ERP's database can't be reached while " + action + "; it is tried again by itself.",
                    null);
        }
        try (Connection connection = erp.getConnection()) {
            T result = work.with(connection);
            if (outage.answered()) {
                LOG.info("The ERP's database can be reached again");
            }
            return result;
        } catch (SQLException failure) {
            catalogue.forget(mapping);
            if (ErpFailure.isConnectionLost(failure)) {
                outage.failed();
            } else {
                outage.answered();
            }
            throw ErpFailure.of(action, failure);
        }
    }
}
