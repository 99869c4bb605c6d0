package io.kytkin.sync;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** One statement for many records, in one round trip. */
final class Batch {

    /** Sets the parameters for one record. */
    interface Filling<T> {
        void fill(PreparedStatement statement, T record) throws SQLException;
    }

    private Batch() { }

    /** @return rows touched by each record's statement; empty when there are no records */
    static <T> int[] run(Connection connection, String sql, List<T> records, Filling<T> filling) throws SQLException {
        if (records.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T record : records) {
                filling.fill(statement, record);
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }
}
