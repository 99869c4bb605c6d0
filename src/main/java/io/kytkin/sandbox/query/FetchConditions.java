package io.kytkin.sandbox.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import io.kytkin.sandbox.wire.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/** The filters of a FetchXML query as conditions. An operator that is also a query function is left to that. */
final class FetchConditions {
    private final Table table;
    private final CrmFunctions functions;

    FetchConditions(Table table, CrmFunctions functions) {
        this.table = table;
        this.functions = functions;
    }

    /** That all of these filters hold; null when there are none. */
    Condition all(List<Element> filters) {
        return filters.stream().map(this::filter).filter(each -> each != null).reduce(Condition.And::new).orElse(null);
    }

    private Condition filter(Element filter) {
        boolean any = filter.getAttribute("type").equals("or");
        Stream<Condition> parts = FetchXml.children(filter).stream().map(child -> switch (child.getTagName()) {
            case "filter" -> filter(child);
            case "condition" -> condition(child);
            default -> throw CrmError.notImplemented("The element " + child.getTagName() + " in a filter of FetchXML is"
                + " not supported here.");
        }).filter(each -> each != null);
        return parts.reduce((one, other) -> any ? new Condition.Or(one, other) : new Condition.And(one, other))
            .orElse(null);
    }

    private Condition condition(Element element) {
        if (element.hasAttribute("entityname") || element.hasAttribute("valueof")) {
            throw CrmError.notImplemented("Conditions of FetchXML on other tables and columns are not supported here.");
        }
        Column column = FetchXml.column(table, element.getAttribute("attribute"));
        Operand.Path path = new Operand.Path(null, List.of(), column.name());
        String operator = element.getAttribute("operator");
        String value = element.getAttribute("value");
        return switch (operator) {
            case "null" -> new Condition.Equal(path, new Operand.Constant(null));
            case "not-null" -> new Condition.Not(new Condition.Equal(path, new Operand.Constant(null)));
            case "eq" -> new Condition.Equal(path, constant(column, value));
            case "ne", "neq" -> new Condition.Not(new Condition.Equal(path, constant(column, value)));
            case "gt" -> new Condition.Ordered(path, constant(column, value), order -> order > 0);
            case "ge" -> new Condition.Ordered(path, constant(column, value), order -> order >= 0);
            case "lt" -> new Condition.Ordered(path, constant(column, value), order -> order < 0);
            case "le" -> new Condition.Ordered(path, constant(column, value), order -> order <= 0);
            case "like" -> like(path, value, false, false);
            case "not-like" -> new Condition.Not(like(path, value, false, false));
            case "begins-with" -> like(path, value, false, true);
            case "not-begin-with" -> new Condition.Not(like(path, value, false, true));
            case "ends-with" -> like(path, value, true, false);
            case "not-end-with" -> new Condition.Not(like(path, value, true, false));
            case "eq-userid" -> function("EqualUserId", column, element);
            case "ne-userid" -> function("NotEqualUserId", column, element);
            default -> function(functionOf(operator), column, element);
        };
    }

    private static Operand constant(Column column, String value) {
        String bare = value.startsWith("{") && value.endsWith("}") ? value.substring(1, value.length() - 1) : value;
        return new Operand.Constant(column.type() == ColumnType.BOOLEAN ? (Object) List.of("1", "true").contains(bare)
            : Values.fromText(column, column.type() == ColumnType.TEXT ? value : bare));
    }

    private static Condition like(Operand.Path path, String value, boolean open, boolean close) {
        return new Condition.Like(path, new TextPattern(value, open, close));
    }

    /** {@code on-or-after} is the function OnOrAfter, {@code olderthan-x-hours} OlderThanXHours. */
    private static String functionOf(String operator) {
        return Stream.of(operator.replace("olderthan", "older-than").split("-")).filter(word -> !word.isEmpty())
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1)).collect(Collectors.joining());
    }

    private Condition function(String function, Column column, Element element) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        FetchXml.children(element, "value").forEach(each -> values.add(each.getTextContent().strip()));
        Map<String, String> parameters = new HashMap<>();
        parameters.put("PropertyName", quoted(column.name()));
        parameters.put("PropertyValues", values.toString());
        if (element.hasAttribute("value")) {
            parameters.put("PropertyValue", quoted(element.getAttribute("value")));
        }
        return functions.condition(function, parameters);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
