package io.kytkin.erp;

import io.kytkin.mapping.MappingDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Lends connections of the ERP's database, each for one piece of work only. */
record ErpConnections(DataSource erp, ErpCatalogue catalogue) {

    /** Something done with one connection. */
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /**
     * Does the work; if it fails, the mapping's table is described again at its next use, because it may have changed.
     *
     * @param action for the message of a failure, for example {@code reading customer}
     * @throws ErpFailure with the database's reason
     */
    <T> T run(MappingDefinition mapping, String action, Work<T> work) {
        try (Connection connection = erp.getConnection()) {
            return work.with(connection);
        } catch (SQLException failure) {
            catalogue.forget(mapping);
            throw ErpFailure.of(action, failure);
        }
    }
}
