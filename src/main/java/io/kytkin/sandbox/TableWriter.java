package io.kytkin.sandbox;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * Inserts rows of text into one table, in batches. Each text becomes what its column holds; an empty one becomes the
 * column's blank: {@code ''}, 0, false, or null where the column takes it.
 *
 * <p>For one thread. The transaction is the caller's, who calls {@link #finish()} after the last row.
 */
final class TableWriter implements AutoCloseable {
    private static final int BATCH = 1000;

    private final PreparedStatement insert;
    private final int[] types;
    private int waiting;

    TableWriter(Connection connection, String table, List<String> columns) throws SQLException {
        types = types(connection, table, columns);
        insert = connection.prepareStatement("insert into " + table + " (system_id, system_modified_at, "
                + String.join(", ", columns) + ") values (?, ?" + ", ?".repeat(columns.size()) + ")");
    }

    /** Adds a row; {@code values} in the order of the columns. */
    void add(UUID systemId, Instant modified, List<String> values) throws SQLException {
        insert.setObject(1, systemId);
        insert.setObject(2, modified.atOffset(ZoneOffset.UTC));
        for (int column = 0; column < types.length; column++) {
            set(column, values.get(column));
        }
        insert.addBatch();
        waiting++;
        if (waiting == BATCH) {
            finish();
        }
    }

    /** Sends the rows that still wait for their batch to be full. */
    void finish() throws SQLException {
        if (waiting > 0) {
            insert.executeBatch();
            waiting = 0;
        }
    }

    private void set(int column, String text) throws SQLException {
        int at = column + 3;
        switch (types[column]) {
            case Types.NUMERIC, Types.DECIMAL -> insert.setBigDecimal(at, new BigDecimal(text.isEmpty() ? "0" : text));
            case Types.INTEGER -> insert.setInt(at, text.isEmpty() ? 0 : Integer.parseInt(text));
            case Types.BOOLEAN, Types.BIT -> insert.setBoolean(at, Boolean.parseBoolean(text));
            case Types.DATE -> insert.setObject(at, text.isEmpty() ? null : LocalDate.parse(text), Types.DATE);
            default -> insert.setString(at, text);
        }
    }

    private static int[] types(Connection connection, String table, List<String> columns) throws SQLException {
        try (Statement statement = connection.createStatement();
             ResultSet none = statement.executeQuery(
                     "select " + String.join(", ", columns) + " from " + table + " where 1 = 0")) {
            ResultSetMetaData declared = none.getMetaData();
            int[] types = new int[columns.size()];
            for (int column = 0; column < types.length; column++) {
                types[column] = declared.getColumnType(column + 1);
            }
            return types;
        }
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }
}
