package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Kind;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The question for all records with one of many combinations of values, asked in as few requests as possible: one
 * query; several in one {@code $batch} when its address would grow too long or its list of values too large.
 */
final class MatchQuestion {
    /**
     * The CRM itself takes 32,768 characters, 65,536 in a batch. A proxy on the way may refuse much less, and the HTTP client
     * parses an address three times over, so a longer question goes in the body of a batch.
     */
    static final int LONGEST_ADDRESS = 1_000;
    /** Keeps a part of a batch below its 65,536 characters, with room for percent-encoding. */
    private static final int LONGEST_PART = 50_000;
    /** The service's databases take 2,100 parameters a statement and its queries 500 conditions. */
    private static final int MOST_VALUES = 400;

    private final MappedTable table;
    private final Set<Map<String, Object>> wanted = new LinkedHashSet<>();
    private final Set<Map<String, Object>> anywhere = new LinkedHashSet<>();

    MatchQuestion(MappedTable table) {
        this.table = table;
    }

    /** Records with all these values, inside the mapping's filters. */
    void ask(Map<String, Object> values) {
        wanted.add(values);
    }

    /** Records with all these values, inside the filters or not. */
    void askAnywhere(Map<String, Object> values) {
        anywhere.add(values);
    }

    CrmPages.Call call(ServiceAddress address) {
        List<Map<String, Object>> all = new ArrayList<>(anywhere);
        all.addAll(wanted);
        if (all.isEmpty()) {
            return null;
        }
        String collection = table.table().collection();
        Map<String, String> options = options(all);
        int length = address.of(collection, options).length();
        if (length <= LONGEST_ADDRESS && values(all) <= MOST_VALUES) {
            return CrmPages.Call.readAll(collection, options);
        }
        int parts = Math.max(length / LONGEST_PART + 1, (values(all) + MOST_VALUES - 1) / MOST_VALUES);
        Batch batch = new Batch(false);
        if (parts == 1) {
            return CrmPages.Call.batch(batch.add(CrmRequest.get(collection, options)));
        }
        int each = (all.size() + parts - 1) / parts;
        for (int from = 0; from < all.size(); from += each) {
            batch.add(CrmRequest.get(collection, options(all.subList(from, Math.min(all.size(), from + each)))));
        }
        return CrmPages.Call.batch(batch);
    }

    private static int values(List<Map<String, Object>> combinations) {
        return combinations.stream().mapToInt(Map::size).sum();
    }

    /** @throws CrmFailure when a part of a batch was refused */
    List<Row> rows(Object answer, CrmClient client) {
        List<Row> rows = new ArrayList<>();
        if (answer instanceof JsonNode node) {
            add(rows, node);
            return rows;
        }
        for (Object element : (List<?>) answer) {
            PartAnswer part = (PartAnswer) element;
            CrmFailure failure = client.judge(part, table.table().collection());
            if (failure != null) {
                throw failure;
            }
            add(rows, part.json());
            if (part.json().has("@odata.nextLink")) {
                add(rows, client.readAll(CrmRequest.get(part.json().get("@odata.nextLink").asText())));
            }
        }
        return rows;
    }

    private void add(List<Row> rows, JsonNode answer) {
        answer.path("value").forEach(record -> rows.add(table.rows().row(record)));
    }

    private Map<String, String> options(List<Map<String, Object>> combinations) {
        Map<String, String> aliases = new LinkedHashMap<>();
        List<String> conditions = new ArrayList<>();
        String outside = condition(combinations.stream().filter(anywhere::contains).toList(), aliases);
        String inside = condition(combinations.stream().filter(values -> !anywhere.contains(values)).toList(), aliases);
        if (outside != null) {
            conditions.add(outside);
        }
        if (inside != null) {
            conditions.add(table.within() == null ? inside : "(" + inside + ") and " + table.within());
        }
        Map<String, String> options = CrmCatalogue.options("$select", table.rows().select(), "$filter",
                conditions.size() == 1 ? conditions.get(0) : "(" + String.join(") or (", conditions) + ")");
        options.putAll(aliases);
        return options;
    }

    /**
     * One short list of values for each attribute instead of a condition for each combination: that is a quarter of the
     * text, and the records it finds besides, with values of two combinations, are told apart when the answer is read.
     */
    private String condition(List<Map<String, Object>> combinations, Map<String, String> aliases) {
        Map<Set<String>, Map<String, Set<String>>> listed = new LinkedHashMap<>();
        for (Map<String, Object> values : combinations) {
            Map<String, Set<String>> lists = listed.computeIfAbsent(values.keySet(), attributes -> new LinkedHashMap<>());
            values.forEach((attribute, value) -> lists.computeIfAbsent(attribute, first -> new LinkedHashSet<>())
                    .add(text(value)));
        }
        List<String> conditions = new ArrayList<>();
        for (Map<String, Set<String>> lists : listed.values()) {
            List<String> together = new ArrayList<>();
            lists.forEach((attribute, values) -> together.add(isOneOf(attribute, values, aliases)));
            conditions.add(String.join(" and ", together));
        }
        return conditions.size() < 2 ? conditions.stream().findFirst().orElse(null)
                : "(" + String.join(") or (", conditions) + ")";
    }

    private String isOneOf(String attribute, Set<String> values, Map<String, String> aliases) {
        String name = "@p" + (aliases.size() + 1);
        String list = "@p" + (aliases.size() + 2);
        aliases.put(name, "'" + property(attribute) + "'");
        aliases.put(list, CrmJson.text(values));
        return "Microsoft.Dynamics.CRM.In(PropertyName=" + name + ",PropertyValues=" + list + ")";
    }

    private String property(String attribute) {
        return MappedTable.property(table.table(), attribute);
    }

    /** A value as a query writes it. */
    static String literal(Object value) {
        return value instanceof String text ? "'" + text.replace("'", "''") + "'" : text(value);
    }

    private static String text(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    /**
     * Values of that combination as they are compared: without case and outer blanks, numbers by value. Null: one is
     * empty.
     */
    static List<String> comparable(Table table, Iterable<String> attributes, Row row) {
        List<String> values = new ArrayList<>();
        for (String attribute : attributes) {
            Object value = row.valueOf(Row.nameOf(attribute));
            String text = value == null ? "" : comparable(value);
            if (text.isEmpty() || table.column(attribute).map(column -> column.kind() == Kind.OTHER).orElse(true)) {
                return null;
            }
            values.add(text);
        }
        return values;
    }

    static String comparable(Object value) {
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros().toPlainString();
        }
        if (value instanceof LocalDate || value instanceof Instant) {
            return value.toString();
        }
        return value.toString().strip().toLowerCase(Locale.ROOT);
    }
}
