package io.kytkin.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of the ERP whose changed rows concern records of the mapping, as {@code alsoChangedBy} says it:
 * {@code item_ledger_entry.item_no = no by entered_at}.
 *
 * @param table    as SQL writes it
 * @param column   its column that names the record; null: a change concerns all records
 * @param owner    the mapping's column with the same value; null exactly when {@code column} is
 * @param modified its column with the time of the last change; null: called as the mapping's {@code erpModified}
 */
public record AlsoChangedBy(String table, String column, String owner, String modified) {
    private static final String NAME = "(?:\"[^\"]+\"|[^\\s.=\"]+)";
    private static final String END = "(?:\\s+by\\s+(?<modified>" + NAME + "))?";
    private static final Pattern OWNED = Pattern.compile("(?<table>" + NAME + "(?:\\." + NAME + ")*)\\.(?<column>" + NAME
            + ")\\s*=\\s*(?<owner>" + NAME + ")" + END, Pattern.CASE_INSENSITIVE);
    private static final Pattern WHOLE = Pattern.compile("(?<table>" + NAME + "(?:\\." + NAME + ")*)" + END,
            Pattern.CASE_INSENSITIVE);

    /**
     * One table a line.
     *
     * @throws IllegalArgumentException with what a line should look like
     */
    public static List<AlsoChangedBy> parse(String text) {
        List<AlsoChangedBy> tables = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (!line.isBlank()) {
                tables.add(ofLine(line.strip()));
            }
        }
        return tables;
    }

    private static AlsoChangedBy ofLine(String line) {
        Matcher owned = OWNED.matcher(line);
        if (owned.matches()) {
            return new AlsoChangedBy(owned.group("table"), owned.group("column"), owned.group("owner"),
                    owned.group("modified"));
        }
        Matcher whole = WHOLE.matcher(line);
        if (whole.matches()) {
            return new AlsoChangedBy(whole.group("table"), null, null, whole.group("modified"));
        }
        throw new IllegalArgumentException("'" + line + "' is not understood; write a table a line, for example: "
                + "item_ledger_entry.item_no = no, or: currency_exchange_rate, if a change of it concerns all records");
    }

    /** As a line says it; positions name the table so. */
    @Override
    public String toString() {
        return table + (column == null ? "" : "." + column + " = " + owner) + (modified == null ? "" : " by " + modified);
    }
}
