package io.kytkin.coupling;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** One statement for many records of the state database, in one round trip. */
public final class Batch {

    /** Sets the parameters for one record. */
    public interface Filling<T> {
        void fill(PreparedStatement statement, T record) throws SQLException;
    }

    private Batch() { }

    /** @return rows touched by each record's statement; empty when there are no records */
    public static <T> int[] run(Connection connection, String sql, List<T> records, Filling<T> filling) throws SQLException {
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
