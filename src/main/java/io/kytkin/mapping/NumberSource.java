package io.kytkin.mapping;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the number of a new ERP record comes from, as {@code erpNumber} says it: the ERP's own number series, or a range
 * that only Kytkin uses.
 *
 * @param column    the column that takes the number
 * @param table     of the series as SQL writes it; null for a range
 * @param lastUsed  the column of the series with the last number given out; null for a range
 * @param step      a column of the series or a number: how far apart numbers are; null: 1
 * @param condition SQL that is true for the one row of the series; null: the table has only one
 * @param first     the first number of the range; null for a series
 * @param last      the last number of the range; null for a series
 */
public record NumberSource(String column, String table, String lastUsed, String step, String condition, String first,
                           String last) {
    private static final String NAME = "\"[^\"]+\"|\\w+";
    private static final Pattern SERIES = Pattern.compile("(?<column>" + NAME + ")\\s+from\\s+(?<table>(?:(?:" + NAME
            + ")\\.)*?(?:" + NAME + "))\\.(?<last>" + NAME + ")(?:\\s+step\\s+(?<step>" + NAME
            + "))?(?:\\s+where\\s+(?<condition>.+))?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern RANGE = Pattern.compile("(?<column>" + NAME
            + ")\\s+from\\s+'(?<first>[^']+)'\\s+to\\s+'(?<last>[^']+)'", Pattern.CASE_INSENSITIVE);
    private static final Pattern DIGITS = Pattern.compile("(?<before>.*?)(?<digits>\\d+)(?<after>\\D*)", Pattern.DOTALL);

    /** @throws IllegalArgumentException with what it should look like */
    static NumberSource parse(String text) {
        Matcher range = RANGE.matcher(text.strip());
        if (range.matches()) {
            String first = range.group("first");
            String last = range.group("last");
            if (first.length() != last.length() || first.compareTo(last) >= 0 || !DIGITS.matcher(first).matches()) {
                throw new IllegalArgumentException("the range '" + first + "' to '" + last
                        + "' must have two numbers of the same length, the smaller first");
            }
            return new NumberSource(range.group("column"), null, null, null, null, first, last);
        }
        Matcher series = SERIES.matcher(text.strip());
        if (!series.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not understood; write for example: "
                    + "no from no_series_line.last_no_used where series_code = 'CUSTOMER', or: no from 'CRM00001' to "
                    + "'CRM99999'");
        }
        return new NumberSource(series.group("column"), series.group("table"), series.group("last"), series.group("step"),
                series.group("condition"), null, null);
    }

    public boolean isRange() {
        return first != null;
    }

    /**
     * The number that follows: its last run of digits is counted up and keeps its zeros in front, as the ERP does it.
     *
     * @param by how far, at least 1
     * @throws IllegalArgumentException when the number has no digits
     */
    public static String next(String number, int by) {
        Matcher parts = DIGITS.matcher(number);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + number + "' has no digits to count up");
        }
        String digits = parts.group("digits");
        String counted = new BigInteger(digits).add(BigInteger.valueOf(by)).toString();
        return parts.group("before") + "0".repeat(Math.max(0, digits.length() - counted.length())) + counted
                + parts.group("after");
    }
}
