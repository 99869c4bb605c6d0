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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dataverse's own filter functions, {@code Microsoft.Dynamics.CRM.In(...)} and its like. Olingo's parser refuses them
 * (they take arrays), so each is taken out before parsing and leaves a comparison of two literals in its place, by
 * which {@link FilterBuilder} finds it again.
 */
final class CrmFunctions {
    private static final String PREFIX = "Microsoft.Dynamics.CRM.";
    private static final String MARK = "\u0001function ";
    private static final Pattern COMPARED_WITH_DATE = Pattern.compile(
        " (?:eq|ne|gt|ge|lt|le) \\d{4}-\\d{2}-\\d{2}(?![\\w:-])");
    private static final Pattern LAMBDA = Pattern.compile("\\((\\w+):");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> aliases;
    private final UUID caller;
    private final Clock clock;
    private final List<Condition> conditions = new ArrayList<>();

    CrmFunctions(Map<String, String> options, UUID caller, Clock clock) {
        this.aliases = options;
        this.caller = caller;
        this.clock = clock;
    }

    /** The condition a literal stands for, or null when it is an ordinary text. */
    Condition conditionOf(Object literal) {
        return literal instanceof String text && text.startsWith(MARK)
            ? conditions.get(Integer.parseInt(text.substring(MARK.length()))) : null;
    }

    /**
     * The filter with every function of Dataverse's own replaced by its mark. A date compared with a point in time
     * stands for its midnight, which Olingo's parser wants said.
     *
     * @param filter tidied
     * @param names what its names mean; learns of its range variables
     */
    String takeOut(String filter, Names names) {
        StringBuilder rest = new StringBuilder();
        int at = 0;
        while (at < filter.length()) {
            char letter = filter.charAt(at);
            int end = at + 1;
            if (QueryText.isQuote(letter)) {
                end = QueryText.endOfQuoted(filter, at);
                rest.append(filter, at, end);
            } else if (Character.isLetter(letter) || letter == '_' || letter == '$') {
                end = QueryText.endOfName(filter, at);
                end = takeOut(filter, filter.substring(at, end), end, names, rest);
            } else {
                rest.append(letter);
            }
            at = end;
        }
        return rest.toString();
    }

    /** Passes on what stands at a name, and returns where to go on. */
    private int takeOut(String filter, String name, int end, Names names, StringBuilder rest) {
        int prefix = name.indexOf(PREFIX);
        boolean called = end < filter.length() && filter.charAt(end) == '(';
        if (called && prefix >= 0) {
            int close = QueryText.closing(filter, end);
            conditions.add(condition(name.substring(prefix + PREFIX.length()), name.substring(0, prefix),
                parameters(filter.substring(end + 1, close)), names));
            rest.append("('").append(MARK).append(conditions.size() - 1).append("' eq '')");
            return close + 1;
        }
        rest.append(name);
        Matcher lambda = LAMBDA.matcher(filter).region(end, filter.length());
        if ((name.endsWith("/any") || name.endsWith("/all")) && lambda.lookingAt()) {
            names.declare(lambda.group(1), name.substring(0, name.length() - 4));
        }
        Matcher date = COMPARED_WITH_DATE.matcher(filter).region(end, filter.length());
        if (date.lookingAt()) {
            rest.append(date.group()).append(names.isPointInTime(name) ? "T00:00:00Z" : "");
            return date.end();
        }
        return end;
    }

    private Map<String, String> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        QueryText.split(text, ',').forEach(pair -> addParameter(parameters, pair.trim()));
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

    /**
     * The condition a function stands for.
     *
     * @param start where the property's path begins: empty, or a range variable with its slash
     * @param parameters written as in an address
     */
    Condition condition(String function, String start, Map<String, String> parameters, Names names) {
        Operand.Path path = names.path(start + property(function, parameters));
        return switch (function) {
            case "In" -> in(path, parameters, names);
            case "NotIn" -> new Condition.Not(in(path, parameters, names));
            case "Between" -> between(path, parameters, names);
            case "NotBetween" -> new Condition.Not(between(path, parameters, names));
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

    private static String property(String function, Map<String, String> parameters) {
        Object name = Literals.value(parameters.get("PropertyName"));
        if (!(name instanceof String text) || text.isEmpty()) {
            throw CrmError.badQuery("The query function " + function + " needs PropertyName, a text in quotes.");
        }
        return text;
    }

    private static Condition in(Operand.Path path, Map<String, String> parameters, Names names) {
        Collection<Object> values = new HashSet<>();
        array(parameters).forEach(value -> values.add(ValueOrder.normalize(names.read(path, value))));
        return new Condition.In(path, values);
    }

    private static Condition between(Operand.Path path, Map<String, String> parameters, Names names) {
        List<String> bounds = array(parameters);
        if (bounds.size() != 2) {
            throw CrmError.badQuery("Between needs two values, not " + bounds.size() + ".");
        }
        Operand low = new Operand.Constant(names.read(path, bounds.get(0)));
        Operand high = new Operand.Constant(names.read(path, bounds.get(1)));
        return new Condition.And(new Condition.Ordered(path, low, order -> order >= 0),
            new Condition.Ordered(path, high, order -> order <= 0));
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
                int end = QueryText.endOfQuoted(text, at);
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
            return Integer.parseInt(value(parameters));
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
