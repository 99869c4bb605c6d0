package io.kytkin.sandbox.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.kytkin.sandbox.wire.CrmError;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/** The filters of a FetchXML query as conditions. An operator that is also a query function is left to that. */
final class FetchConditions {
    private static final Set<String> ATTRIBUTES =
        Set.of("attribute", "operator", "value", "uiname", "uitype", "uihidden", "entityname");

    private final Names names;
    private final CrmFunctions functions;
    private final FetchLinks links;

    FetchConditions(Names names, CrmFunctions functions, FetchLinks links) {
        this.names = names;
        this.functions = functions;
        this.links = links;
    }

    /** What the filters in an element say. */
    List<Condition> of(Element element, FetchEntity entity) {
        return FetchElements.children(element, "filter").stream().map(filter -> filter(filter, entity))
            .filter(Objects::nonNull).toList();
    }

    private Condition filter(Element filter, FetchEntity entity) {
        FetchElements.allow(filter, Set.of("type"));
        FetchElements.allowChildren(filter, Set.of("filter", "condition"));
        boolean any = filter.getAttribute("type").equals("or");
        return FetchElements.children(filter).stream()
            .map(child -> child.getTagName().equals("filter") ? filter(child, entity) : condition(child, entity))
            .filter(Objects::nonNull)
            .reduce((one, other) -> any ? new Condition.Or(one, other) : new Condition.And(one, other)).orElse(null);
    }

    private Condition condition(Element element, FetchEntity within) {
        FetchElements.allow(element, ATTRIBUTES);
        FetchEntity entity = links.of(element, within);
        Operand.Path path = entity.path(entity.column(element.getAttribute("attribute")));
        String operator = element.getAttribute("operator");
        return switch (operator) {
            case "null" -> new Condition.Equal(path, new Operand.Constant(null));
            case "not-null" -> new Condition.Not(new Condition.Equal(path, new Operand.Constant(null)));
            case "eq" -> new Condition.Equal(path, constant(path, element));
            case "ne", "neq" -> new Condition.Not(new Condition.Equal(path, constant(path, element)));
            case "gt" -> ordered(path, element, order -> order > 0);
            case "ge" -> ordered(path, element, order -> order >= 0);
            case "lt" -> ordered(path, element, order -> order < 0);
            case "le" -> ordered(path, element, order -> order <= 0);
            case "like" -> like(path, element, false, false);
            case "not-like" -> new Condition.Not(like(path, element, false, false));
            case "begins-with" -> like(path, element, false, true);
            case "not-begin-with" -> new Condition.Not(like(path, element, false, true));
            case "ends-with" -> like(path, element, true, false);
            case "not-end-with" -> new Condition.Not(like(path, element, true, false));
            case "eq-userid" -> function("EqualUserId", path, element);
            case "ne-userid" -> function("NotEqualUserId", path, element);
            default -> function(functionOf(operator), path, element);
        };
    }

    private static String value(Element condition) {
        List<String> values = FetchElements.values(condition);
        if (values.size() != 1) {
            throw CrmError.invalidArgument("The operator '" + condition.getAttribute("operator")
                + "' of FetchXML takes one value, not " + values.size() + ".");
        }
        return values.get(0);
    }

    private Operand constant(Operand.Path path, Element condition) {
        return new Operand.Constant(names.read(path, value(condition)));
    }

    private Condition ordered(Operand.Path path, Element condition, IntPredicate holds) {
        return new Condition.Ordered(path, constant(path, condition), holds);
    }

    private static Condition like(Operand.Path path, Element condition, boolean open, boolean close) {
        return new Condition.Like(path, new TextPattern(value(condition), open, close));
    }

    /** {@code on-or-after} is the function OnOrAfter, {@code olderthan-x-hours} OlderThanXHours. */
    private static String functionOf(String operator) {
        return Stream.of(operator.replace("olderthan", "older-than").split("-")).filter(word -> !word.isEmpty())
            .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1)).collect(Collectors.joining());
    }

    private Condition function(String function, Operand.Path path, Element condition) {
        List<String> values = FetchElements.values(condition);
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        Map<String, String> parameters = new HashMap<>();
        parameters.put("PropertyName", quoted(Stream.concat(path.steps().stream(), Stream.of(path.property()))
            .collect(Collectors.joining("/"))));
        parameters.put("PropertyValues", array.toString());
        if (values.size() == 1) {
            parameters.put("PropertyValue", quoted(values.get(0)));
        }
        return functions.condition(function, "", parameters, names);
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
