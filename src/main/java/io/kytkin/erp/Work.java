package io.kytkin.erp;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Something done with one connection, which is given back at once. */
@FunctionalInterface
interface Work<T> {

    T run(Connection connection) throws SQLException;

    /**
     * @param action for the message of a failure, for example {@code reading customer}
     * @throws ErpFailure with the database's reason
     */
    static <T> T run(DataSource erp, String action, Work<T> work) {
        try (Connection connection = erp.getConnection()) {
            return work.run(connection);
        } catch (SQLException failure) {
            throw ErpFailure.of(action, failure);
        }
    }
}
