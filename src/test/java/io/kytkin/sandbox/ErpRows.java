package io.kytkin.sandbox;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import javax.sql.DataSource;

/** What tests ask of the ERP's tables. */
final class ErpRows {
    private ErpRows() { }

    /** The rows of a query as texts, with a bar between two values; equal values look equal on every database. */
    static List<String> rows(DataSource erp, String query) throws SQLException {
        try (Connection connection = erp.getConnection();
             Statement statement = connection.createStatement();
             ResultSet row = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    values.add(value(row, column));
                }
                rows.add(String.join("|", values));
            }
            return rows;
        }
    }

    static long count(DataSource erp, String tableAndCondition) throws SQLException {
        return Long.parseLong(rows(erp, "select count(*) from " + tableAndCondition).get(0));
    }

    /** All rows of all tables, by table. */
    static TreeMap<String, List<String>> everything(DataSource erp) throws SQLException {
        TreeMap<String, List<String>> everything = new TreeMap<>();
        for (String table : tables(erp)) {
            everything.put(table, rows(erp, "select * from " + table + " order by system_id"));
        }
        return everything;
    }

    /** The company's own; the inbox is no table of the ERP's. */
    static List<String> tables(DataSource erp) throws SQLException {
        return rows(erp, """
                select table_name from information_schema.tables where lower(table_schema) = 'public' and lower(table_name) <> 'kytkin_inbox'""").stream()
                .map(table -> table.toLowerCase(Locale.ROOT)).sorted().toList();
    }

    private static String value(ResultSet row, int column) throws SQLException {
        Object value = row.getObject(column);
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros().toPlainString();
        }
        if (row.getMetaData().getColumnTypeName(column).toLowerCase(Locale.ROOT).startsWith("timestamp")) {
            return row.getObject(column, OffsetDateTime.class).toInstant().toString();
        }
        return String.valueOf(value);
    }
}
