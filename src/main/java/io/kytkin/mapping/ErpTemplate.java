package io.kytkin.mapping;

import io.kytkin.mapping.MappingProblem.Mistake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values that a new ERP record gets where its CRM record has none: a line of {@code erpTemplates}. Of several lines
 * the first counts whose filter is true for the CRM record.
 *
 * @param filter over the CRM record's own columns; null: {@code otherwise}
 * @param values by ERP column as written, in the ERP's form, blank as {@code ''}
 * @param line   counts from 1 within the block
 */
public record ErpTemplate(CrmFilter filter, Map<String, String> values, int line) {
    private static final Pattern VALUE = Pattern.compile(
            "\\s*(?<column>\"[^\"]+\"|[\\w*]+)\\s*=\\s*'(?<value>(?:[^']|'')*)'\\s*(?:,|$)");
    private static final Pattern SPLIT = Pattern.compile("(?<filter>(?:[^':]|'(?:[^']|'')*')+):(?<values>.*)");

    /** The column name that stands for every other required one: {@code * = ''}. */
    private static final String OTHERS = "*";

    static List<ErpTemplate> parse(String mapping, String block) {
        List<ErpTemplate> templates = new ArrayList<>();
        List<Mistake> mistakes = new ArrayList<>();
        int number = 0;
        for (String line : block.split("\n", -1)) {
            number++;
            if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                try {
                    templates.add(template(line.strip(), number));
                } catch (IllegalArgumentException wrong) {
                    mistakes.add(new Mistake(mapping, null, 0, "erpTemplates, line " + number + ": " + wrong.getMessage()));
                }
            }
        }
        if (!mistakes.isEmpty()) {
            throw new MappingProblem(mistakes);
        }
        return templates;
    }

    private static ErpTemplate template(String line, int number) {
        Matcher parts = SPLIT.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + line + "' is not understood; write for example: address1_country eq "
                    + "'FI' : customer_posting_group = 'DOMESTIC', or: otherwise : customer_posting_group = 'EXPORT'");
        }
        String filter = parts.group("filter").strip();
        Map<String, String> values = new LinkedHashMap<>();
        Matcher value = VALUE.matcher(parts.group("values"));
        int end = 0;
        while (value.find() && value.start() == end) {
            values.put(value.group("column"), value.group("value").replace("''", "'"));
            end = value.end();
        }
        if (values.isEmpty() || end < parts.group("values").length()) {
            throw new IllegalArgumentException("'" + parts.group("values").substring(end).strip()
                    + "' is not understood; write columns as: column = 'value', and a comma between two");
        }
        if (values.containsKey(OTHERS) && !values.get(OTHERS).isEmpty()) {
            throw new IllegalArgumentException("all others can only be left blank: * = ''");
        }
        return new ErpTemplate(filter.equals("otherwise") ? null : CrmFilter.parse(filter), values, number);
    }

    /** Whether it is meant for that CRM record. */
    boolean fits(Row source) {
        return filter == null || filter.test(source);
    }

    /** The columns it names. */
    public List<String> columns() {
        return values.keySet().stream().filter(column -> !column.equals(OTHERS)).toList();
    }

    /** Whether every other required column is left blank, as the ERP itself leaves it in a new record. */
    public boolean leavesOthersBlank() {
        return values.containsKey(OTHERS);
    }
}
