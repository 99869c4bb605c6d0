package io.kytkin.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.h2.tools.Csv;

/**
 * One file {@code demo/<table>.csv}: a line with the names of columns, then a row a line. A value that is left out is
 * the column's blank.
 *
 * @param name       the table and the file
 * @param keyColumns how many of the first columns are the ERP's key; ids are derived from them
 */
record DemoTable(String name, int keyColumns) {
    /** Rows that share one modification time, as rows of one import do. */
    private static final int ROWS_OF_ONE_MOMENT = 10;
    private static final Duration BETWEEN_MOMENTS = Duration.ofNanos(1_234_567_000);

    /** Inserts all rows, the first ones modified at {@code start}. */
    void fill(Connection connection, Instant start) throws SQLException {
        try (InputStream file = DemoTable.class.getResourceAsStream("/demo/" + name + ".csv");
             InputStreamReader text = new InputStreamReader(file, StandardCharsets.UTF_8);
             ResultSet lines = new Csv().read(text, null);
             TableWriter rows = new TableWriter(connection, name, columns(lines.getMetaData()))) {
            for (int row = 0; lines.next(); row++) {
                Instant modified = start.plus(BETWEEN_MOMENTS.multipliedBy(row / ROWS_OF_ONE_MOMENT));
                List<String> values = values(lines);
                rows.add(SystemId.of(name, values.subList(0, keyColumns)), modified, values);
            }
            rows.finish();
        } catch (IOException failure) {
            throw new UncheckedIOException("The rows of " + name + " cannot be read.", failure);
        }
    }

    private static List<String> columns(ResultSetMetaData header) throws SQLException {
        List<String> columns = new ArrayList<>();
        for (int column = 1; column <= header.getColumnCount(); column++) {
            columns.add(header.getColumnName(column).toLowerCase(Locale.ROOT));
        }
        return columns;
    }

    private static List<String> values(ResultSet line) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= line.getMetaData().getColumnCount(); column++) {
            String value = line.getString(column);
            values.add(value == null ? "" : value);
        }
        return values;
    }
}
