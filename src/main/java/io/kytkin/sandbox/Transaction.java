package io.kytkin.sandbox;

import java.sql.Connection;
import java.sql.SQLException;

/** Work that is done whole or not at all. */
final class Transaction {
    private Transaction() { }

    /** What may fail as JDBC fails. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /** Runs the work and commits it; rolls back whatever makes it fail. The connection is in auto-commit afterwards. */
    static void run(Connection connection, Work work) throws SQLException {
        connection.setAutoCommit(false);
        boolean done = false;
        try {
            work.run();
            connection.commit();
            done = true;
        } finally {
            if (!done) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
    }
}
