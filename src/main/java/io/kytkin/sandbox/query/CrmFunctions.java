package io.kytkin.sandbox.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kytkin.sandbox.store.ValueOrder;
import io.kytkin.sandbox.wire.CrmError;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Dataverse's own filter functions, {@code Microsoft.Dynamics.CRM.In(...)} and its like. Olingo's parser refuses them
 * (they take arrays), so each is taken out before parsing and leaves a comparison of two literals in its place, by
 * which {@link FilterBuilder} finds it again.
 */
final class CrmFunctions {
    private static final String PREFIX = "Microsoft.Dynamics.CRM.";
    private static final String MARK = "\u0001function ";
    private static final Pattern WITH_DATE = Pattern.compile(
        "([A-Za-z_][\\w/]*)( +(?:eq|ne|gt|ge|lt|le) +)(\\d{4}-\\d{2}-\\d{2})(?![\\w:-])");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> aliases;
    private final PropertyTypes types;
    private final UUID caller;
    private final Clock clock;
    private final List<Condition> conditions = new ArrayList<>();

    /** Tells the Java type of a property path, so that values are read as it needs. */
    @FunctionalInterface
    interface PropertyTypes {
        /** The value in the property's type. */
        Object read(String path, String text);
    }

    CrmFunctions(Map<String, String> options, PropertyTypes types, UUID caller, Clock clock) {
        this.aliases = options;
        this.types = types;
        this.caller = caller;
        this.clock = clock;
    }

    /** The condition a literal stands for, or null when it is an ordinary text. */
    Condition conditionOf(Object literal) {
        return literal instanceof String text && text.startsWith(MARK)
            ? conditions.get(Integer.parseInt(text.substring(MARK.length()))) : null;
    }

    /** The filter with every function of Dataverse's own replaced by its mark. */
    String takeOut(String filter) {
        return withFullDates(withoutFunctions(filter));
    }

    /** A date compared with a point in time stands for its midnight; Olingo's parser wants that said. */
    private String withFullDates(String filter) {
        return WITH_DATE.matcher(filter).replaceAll(found -> found.group(1) + found.group(2) + found.group(3)
            + (isPointInTime(found.group(1), found.group(3)) ? "T00:00:00Z" : ""));
    }

    private boolean isPointInTime(String path, String date) {
        try {
            return types.read(path, date) instanceof Instant;
        } catch (CrmError unknown) {
            return false;
        }
    }

    private String withoutFunctions(String filter) {
        StringBuilder rest = new StringBuilder();
        int at = 0;
        while (at < filter.length()) {
            char letter = filter.charAt(at);
            if (letter == '\'') {
                int end = endOfText(filter, at);
                rest.append(filter, at, end);
                at = end;
            } else if (filter.startsWith(PREFIX, at) && isFunction(filter, at)) {
                int open = filter.indexOf('(', at);
                int close = closing(filter, open);
                conditions.add(condition(filter.substring(at + PREFIX.length(), open),
                    parameters(filter.substring(open + 1, close))));
                rest.append('\'').append(MARK).append(conditions.size() - 1).append("' eq ''");
                at = close + 1;
            } else {
                rest.append(letter);
                at++;
            }
        }
        return rest.toString();
    }

    private static boolean isFunction(String filter, int at) {
        int end = at + PREFIX.length();
        while (end < filter.length() && Character.isLetterOrDigit(filter.charAt(end))) {
            end++;
        }
        return end < filter.length() && filter.charAt(end) == '(';
    }

    private static int endOfText(String filter, int start) {
        int at = start + 1;
        while (at < filter.length()) {
            if (filter.charAt(at) == '\'') {
                if (at + 1 < filter.length() && filter.charAt(at + 1) == '\'') {
                    at++;
                } else {
                    return at + 1;
                }
            }
            at++;
        }
        throw CrmError.badQuery("There is an unterminated string literal in '" + filter + "'.");
    }

    private static int closing(String filter, int open) {
        int depth = 0;
        for (int at = open; at < filter.length(); at++) {
            char letter = filter.charAt(at);
            if (letter == '\'') {
                at = endOfText(filter, at) - 1;
            } else if (letter == '"') {
                at = endOfJsonText(filter, at);
            } else if (letter == '(') {
                depth++;
            } else if (letter == ')' && --depth == 0) {
                return at;
            }
        }
        throw CrmError.badQuery("A closing parenthesis is missing in '" + filter + "'.");
    }

    private static int endOfJsonText(String filter, int start) {
        for (int at = start + 1; at < filter.length(); at++) {
            if (filter.charAt(at) == '\\') {
                at++;
            } else if (filter.charAt(at) == '"') {
                return at;
            }
        }
        throw CrmError.badQuery("There is an unterminated string literal in '" + filter + "'.");
    }

    private Map<String, String> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int start = 0;
        int depth = 0;
        for (int at = 0; at <= text.length(); at++) {
            char letter = at == text.length() ? ',' : text.charAt(at);
            if (at < text.length() && letter == '\'') {
                at = endOfText(text, at) - 1;
            } else if (at < text.length() && letter == '"') {
                at = endOfJsonText(text, at);
            } else if (letter == '[') {
                depth++;
            } else if (letter == ']') {
                depth--;
            } else if (letter == ',' && depth == 0) {
                addParameter(parameters, text.substring(start, at).trim());
                start = at + 1;
            }
        }
        return parameters;
    }

    private void addParameter(Map<String, String> parameters, String pair) {
        int equals = pair.indexOf('=');
        if (equals < 0) {
            if (!pair.isEmpty()) {
                throw CrmError.badQuery("The parameter '" + pair + "' has no value.");
            }
            return;
        }
        String value = pair.substring(equals + 1).trim();
        if (value.startsWith("@")) {
            String alias = value;
            value = aliases.get(alias);
            if (value == null) {
                throw CrmError.badQuery("The parameter alias " + alias + " has no value in the query.");
            }
        }
        parameters.put(pair.substring(0, equals).trim(), value.trim());
    }

    /** The condition a function stands for, its parameters written as in an address. */
    Condition condition(String function, Map<String, String> parameters) {
        Operand.Path path = path(function, parameters);
        return switch (function) {
            case "In" -> in(path, parameters);
            case "NotIn" -> new Condition.Not(in(path, parameters));
            case "Between" -> between(path, parameters);
            case "NotBetween" -> new Condition.Not(between(path, parameters));
            case "EqualUserId" -> new Condition.Equal(path, new Operand.Constant(caller));
            case "NotEqualUserId" -> new Condition.Not(
                new Condition.Equal(path, new Operand.Constant(caller)));
            case "On" -> day(path, value(parameters), 0, 1);
            case "OnOrAfter" -> notBefore(path, start(value(parameters)));
            case "OnOrBefore" -> before(path, start(value(parameters)).plus(1, ChronoUnit.DAYS));
            case "Today" -> day(path, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString(), 0, 1);
            case "Yesterday" -> day(path, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString(), -1, 0);
            case "LastXHours" -> last(path, count(parameters), ChronoUnit.HOURS);
            case "LastXDays" -> last(path, count(parameters), ChronoUnit.DAYS);
            case "OlderThanXMinutes" -> before(path, ago(parameters, ChronoUnit.MINUTES));
            case "OlderThanXHours" -> before(path, ago(parameters, ChronoUnit.HOURS));
            case "OlderThanXDays" -> before(path, ago(parameters, ChronoUnit.DAYS));
            default -> throw CrmError.notImplemented("The query function " + PREFIX + function
                + " is not supported here.");
        };
    }

    private static Operand.Path path(String function, Map<String, String> parameters) {
        Object name = Literals.value(parameters.get("PropertyName"));
        if (!(name instanceof String text) || text.isEmpty()) {
            throw CrmError.badQuery("The query function " + function + " needs PropertyName, a text in quotes.");
        }
        List<String> steps = List.of(text.split("/"));
        return new Operand.Path(null, steps.subList(0, steps.size() - 1), steps.get(steps.size() - 1));
    }

    private Condition in(Operand.Path path, Map<String, String> parameters) {
        Collection<Object> values = new HashSet<>();
        array(parameters).forEach(value -> values.add(ValueOrder.normalize(types.read(name(path), value))));
        return new Condition.In(path, values);
    }

    private Condition between(Operand.Path path, Map<String, String> parameters) {
        List<String> bounds = array(parameters);
        if (bounds.size() != 2) {
            throw CrmError.badQuery("Between needs two values, not " + bounds.size() + ".");
        }
        Operand low = new Operand.Constant(types.read(name(path), bounds.get(0)));
        Operand high = new Operand.Constant(types.read(name(path), bounds.get(1)));
        return new Condition.And(new Condition.Ordered(path, low, order -> order >= 0),
            new Condition.Ordered(path, high, order -> order <= 0));
    }

    private static String name(Operand.Path path) {
        return String.join("/", path.steps()) + (path.steps().isEmpty() ? "" : "/") + path.property();
    }

    private static List<String> array(Map<String, String> parameters) {
        String text = parameters.get("PropertyValues");
        if (text == null) {
            throw CrmError.badQuery("The query function needs PropertyValues, an array.");
        }
        try {
            JsonNode node = JSON.readTree(text.startsWith("['") ? singleQuoted(text) : text);
            if (!node.isArray()) {
                throw CrmError.badQuery("PropertyValues must be an array: " + text);
            }
            List<String> values = new ArrayList<>();
            node.forEach(value -> values.add(value.asText()));
            return values;
        } catch (JsonProcessingException e) {
            throw CrmError.badQuery("PropertyValues is not an array that can be read: " + text);
        }
    }

    private static String singleQuoted(String text) throws JsonProcessingException {
        StringBuilder json = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\'') {
                int end = endOfText(text, at);
                json.append(JSON.writeValueAsString(Literals.value(text.substring(at, end))));
                at = end - 1;
            } else {
                json.append(text.charAt(at));
            }
        }
        return json.toString();
    }

    private static String value(Map<String, String> parameters) {
        Object value = Literals.value(parameters.get("PropertyValue"));
        if (value == null) {
            throw CrmError.badQuery("The query function needs PropertyValue.");
        }
        return value.toString();
    }

    private static long count(Map<String, String> parameters) {
        try {
            return Long.parseLong(value(parameters));
        } catch (NumberFormatException e) {
            throw CrmError.badQuery("PropertyValue must be a whole number.");
        }
    }

    private static Instant start(String day) {
        try {
            return LocalDate.parse(day.length() > 10 ? day.substring(0, 10) : day).atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        } catch (java.time.DateTimeException e) {
            throw CrmError.badQuery("The date " + day + " can't be read.");
        }
    }

    private Instant ago(Map<String, String> parameters, ChronoUnit unit) {
        return clock.instant().minus(count(parameters), unit);
    }

    private static Condition day(Operand.Path path, String day, int from, int to) {
        return new Condition.And(notBefore(path, start(day).plus(from, ChronoUnit.DAYS)),
            before(path, start(day).plus(to, ChronoUnit.DAYS)));
    }

    private Condition last(Operand.Path path, long count, ChronoUnit unit) {
        return new Condition.And(notBefore(path, clock.instant().minus(count, unit)),
            before(path, clock.instant().plusSeconds(1)));
    }

    private static Condition notBefore(Operand.Path path, Instant instant) {
        return new Condition.Ordered(path, new Operand.Constant(instant), order -> order >= 0);
    }

    private static Condition before(Operand.Path path, Instant instant) {
        return new Condition.Ordered(path, new Operand.Constant(instant), order -> order < 0);
    }
}
