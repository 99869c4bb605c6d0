package io.kytkin.erp;

import io.kytkin.mapping.Row;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The columns that a database fills by itself in a new row: those with a default, counted and computed ones. */
final class FilledColumns {
    private static final Pattern NAME = Pattern.compile("\"((?:[^\"]|\"\")+)\"|\\[([^\\]]+)\\]|([^.\"\\[]+)");

    private FilledColumns() { }

    /**
     * Their names in the form of {@link Row#nameOf}.
     *
     * @param table as a mapping writes it, possibly with its schema and in quotes
     */
    static Set<String> of(Connection connection, String table) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        List<String> parts = new ArrayList<>();
        Matcher names = NAME.matcher(table.strip());
        while (names.find()) {
            parts.add(names.group(1) != null ? names.group(1).replace("\"\"", "\"")
                    : names.group(2) != null ? names.group(2) : folded(database, names.group(3).strip()));
        }
        String name = parts.get(parts.size() - 1);
        String schema = parts.size() > 1 ? parts.get(parts.size() - 2) : connection.getSchema();
        Set<String> filled = new HashSet<>();
        try (ResultSet columns = database.getColumns(connection.getCatalog(), literally(database, schema),
                literally(database, name), "%")) {
            while (columns.next()) {
                // In this order: a driver may offer each column of the answer only once.
                String column = columns.getString("COLUMN_NAME");
                boolean hasDefault = columns.getString("COLUMN_DEF") != null;
                if (hasDefault || "YES".equals(columns.getString("IS_AUTOINCREMENT"))
                        || "YES".equals(columns.getString("IS_GENERATEDCOLUMN"))) {
                    filled.add(Row.nameOf(Dialect.quoted(column)));
                }
            }
        }
        return filled;
    }

    private static String folded(DatabaseMetaData database, String name) throws SQLException {
        if (database.storesUpperCaseIdentifiers()) {
            return name.toUpperCase(Locale.ROOT);
        }
        return database.storesLowerCaseIdentifiers() ? name.toLowerCase(Locale.ROOT) : name;
    }

    /** The names are patterns, in which an underscore would stand for any character. */
    private static String literally(DatabaseMetaData database, String name) throws SQLException {
        String escape = database.getSearchStringEscape();
        return name == null ? null : name.replace("_", escape + "_").replace("%", escape + "%");
    }
}
