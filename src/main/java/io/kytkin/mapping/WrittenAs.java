package io.kytkin.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a column that the {@code erpQuery} computes is written, as {@code erpWrittenAs} says it:
 * {@code customer_no as company_no: select no, contact_no from contact_business_relation}.
 *
 * @param column of the {@code erpQuery}, to which a field line is drawn
 * @param target of the {@code erpTable}, which takes the value
 * @param query  SQL of two columns: the value as the {@code erpQuery} reads it, and the value to write for it
 */
public record WrittenAs(String column, String target, String query) {
    private static final String NAME = "\"[^\"]+\"|[^\\s.=\":]+";
    private static final Pattern LINE = Pattern.compile("(?<column>" + NAME + ")\\s+as\\s+(?<target>" + NAME
            + ")\\s*:\\s*(?<query>\\S.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /**
     * One column a line; a line that begins with a blank goes on with the query above it.
     *
     * @throws IllegalArgumentException with what a line should look like
     */
    public static List<WrittenAs> parse(String text) {
        List<WrittenAs> columns = new ArrayList<>();
        for (String line : text.strip().split("\n(?!\\s)")) {
            Matcher parts = LINE.matcher(line.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException("'" + line.strip() + "' is not understood; write for example: "
                        + "customer_no as company_no: select no, contact_no from contact_business_relation "
                        + "where link_to_table = 'Customer'");
            }
            columns.add(new WrittenAs(parts.group("column"), parts.group("target"), parts.group("query")));
        }
        return columns;
    }
}
