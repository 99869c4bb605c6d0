package io.kytkin.mapping;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition over the own columns of a CRM row, in OData's form. Kytkin evaluates it itself, because change tracking
 * refuses {@code $filter} (dataverse-web-api, 9); text is compared without case, as the CRM does (8). A blank value
 * differs from every other ({@code ne}) and is neither greater nor less than any. Safe for several threads.
 */
public final class CrmFilter {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(\\(|\\)|'(?:[^']|'')*'|[^\\s()']+)");
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final Set<String> COMPARISONS = Set.of("eq", "ne", "gt", "ge", "lt", "le");

    private record Token(String text, boolean attribute) { }

    private final Predicate<Row> condition;
    private final Set<String> attributes;
    private final List<Token> tokens;

    private CrmFilter(Predicate<Row> condition, Set<String> attributes, List<Token> tokens) {
        this.condition = condition;
        this.attributes = attributes;
        this.tokens = tokens;
    }

    /** @throws IllegalArgumentException naming the word that does not belong there */
    public static CrmFilter parse(String text) {
        Parser parser = new Parser(text);
        Predicate<Row> condition = parser.disjunction();
        if (parser.peek() != null) {
            throw new IllegalArgumentException("'" + parser.peek() + "' does not belong there in '" + text + "'");
        }
        return new CrmFilter(condition, parser.attributes, parser.written);
    }

    public boolean test(Row row) {
        return condition.test(row);
    }

    /** The attributes it reads, by logical name. */
    public List<String> attributes() {
        return List.copyOf(attributes);
    }

    /** The condition for a query. @param names how the wire calls an attribute, for example {@code _ownerid_value} */
    public String toOData(UnaryOperator<String> names) {
        StringBuilder text = new StringBuilder();
        for (Token token : tokens) {
            boolean tight = text.length() == 0 || text.charAt(text.length() - 1) == '(' || ")".equals(token.text);
            text.append(tight ? "" : " ").append(token.attribute ? names.apply(token.text) : token.text);
        }
        return text.toString();
    }

    private static final class Parser {
        private final List<String> words = new ArrayList<>();
        private final List<Token> written = new ArrayList<>();
        private final Set<String> attributes = new LinkedHashSet<>();
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
            Matcher token = TOKEN.matcher(text.strip());
            int end = 0;
            while (token.find() && token.start() == end) {
                words.add(token.group(1));
                end = token.end();
            }
            if (end != text.strip().length()) {
                throw new IllegalArgumentException("a quote is not closed in '" + text + "'");
            }
        }

        String peek() {
            return at < words.size() ? words.get(at) : null;
        }

        private boolean takes(String word) {
            if (word.equalsIgnoreCase(peek())) {
                written.add(new Token(word, false));
                at++;
                return true;
            }
            return false;
        }

        private String next(String wanted) {
            if (peek() == null) {
                throw new IllegalArgumentException("'" + text + "' ends where " + wanted + " should follow");
            }
            return words.get(at++);
        }

        Predicate<Row> disjunction() {
            Predicate<Row> left = conjunction();
            while (takes("or")) {
                left = left.or(conjunction());
            }
            return left;
        }

        private Predicate<Row> conjunction() {
            Predicate<Row> left = negation();
            while (takes("and")) {
                left = left.and(negation());
            }
            return left;
        }

        private Predicate<Row> negation() {
            return takes("not") ? negation().negate() : term();
        }

        private Predicate<Row> term() {
            if (takes("(")) {
                Predicate<Row> inner = disjunction();
                if (!takes(")")) {
                    throw new IllegalArgumentException("a parenthesis is not closed in '" + text + "'");
                }
                return inner;
            }
            String attribute = next("an attribute").toLowerCase(Locale.ROOT);
            if (!ATTRIBUTE.matcher(attribute).matches()) {
                throw new IllegalArgumentException("'" + attribute + "' is no attribute in '" + text
                        + "'; a comparison begins with one, for example: statecode eq 0");
            }
            written.add(new Token(attribute, true));
            attributes.add(attribute);
            String operator = next("a comparison").toLowerCase(Locale.ROOT);
            if (!COMPARISONS.contains(operator)) {
                throw new IllegalArgumentException("'" + operator + "' is no comparison in '" + text
                        + "'; write eq, ne, gt, ge, lt or le");
            }
            written.add(new Token(operator, false));
            String literal = next("a value");
            written.add(new Token(literal, false));
            Object value = literal(literal);
            return row -> compare(row.get(attribute), operator, value);
        }

        private static Object literal(String literal) {
            if (literal.startsWith("'")) {
                return literal.substring(1, literal.length() - 1).replace("''", "'");
            }
            switch (literal) {
                case "null":
                    return null;
                case "true":
                case "false":
                    return Boolean.valueOf(literal);
                default:
                    break;
            }
            try {
                if (NUMBER.matcher(literal).matches()) {
                    return new BigDecimal(literal);
                }
                if (literal.length() == 36) {
                    return UUID.fromString(literal);
                }
                return literal.indexOf('T') > 0 ? Instant.parse(literal) : LocalDate.parse(literal);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("'" + literal + "' is no value; text stands in single quotes", e);
            }
        }

        private static boolean compare(Object held, String operator, Object value) {
            if (held == null || value == null) {
                return "eq".equals(operator) ? held == value : "ne".equals(operator) && held != value;
            }
            int order = order(held, value);
            return switch (operator) {
                case "eq" -> order == 0;
                case "ne" -> order != 0;
                case "gt" -> order > 0;
                case "ge" -> order >= 0;
                case "lt" -> order < 0;
                default -> order <= 0;
            };
        }

        private static int order(Object held, Object value) {
            if (held instanceof Number && value instanceof BigDecimal number) {
                return Values.number(held).compareTo(number);
            }
            if (held instanceof LocalDate day && value instanceof LocalDate other) {
                return day.compareTo(other);
            }
            if (timeOf(held) instanceof Instant time && timeOf(value) instanceof Instant other) {
                return time.compareTo(other);
            }
            return held.toString().compareToIgnoreCase(value.toString());
        }

        /** A day begins at midnight UTC, as it does where the CRM compares it with a time. */
        private static Object timeOf(Object value) {
            return value instanceof LocalDate day ? day.atStartOfDay(ZoneOffset.UTC).toInstant() : value;
        }
    }
}
