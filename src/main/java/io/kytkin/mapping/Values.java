package io.kytkin.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * The values of {@link Row}s: their canonical text, which agreed values keep, and how a value of one kind becomes one
 * of another.
 */
public final class Values {
    private Values() { }

    /**
     * The canonical text: plain decimals without trailing zeros, ISO dates, UTC times, lower-case GUIDs, text without
     * trailing blanks. Null and blank text are null.
     */
    public static String text(Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            String trimmed = text.stripTrailing();
            return trimmed.isEmpty() ? null : trimmed;
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
        }
        return value.toString();
    }

    /** The form in which match fields are compared: trimmed and without case; null for a value that never matches. */
    public static String comparable(Object value) {
        String text = text(value);
        if (text == null) {
            return null;
        }
        String trimmed = text.strip();
        return trimmed.isEmpty() ? null : trimmed.toLowerCase(Locale.ROOT);
    }

    /** The text of a record's key columns, joined as {@link RecordKey} does; blank parts are empty. */
    public static String key(Row row, List<String> columns) {
        return RecordKey.join(columns.stream().map(column -> {
            String text = text(row.get(column));
            return text == null ? "" : text;
        }).toList());
    }

    /**
     * Turns a value into the kind of a column, without regard to its limits; whole numbers are rounded half up.
     *
     * @param value neither null nor blank text
     * @param zone  decides the day of a time, and the time at which a day begins
     * @throws IllegalArgumentException when the value can't be of that kind; its message says what it is not
     */
    static Object convert(Object value, Kind kind, ZoneId zone) {
        try {
            return switch (kind) {
                case TEXT -> text(value);
                case INTEGER -> value instanceof Long ? value
                        : number(value).setScale(0, RoundingMode.HALF_UP).longValueExact();
                case OPTION -> value instanceof Long ? value : number(value).longValueExact();
                case DECIMAL, MONEY -> number(value);
                case BOOLEAN -> truth(value);
                case DATE -> value instanceof Instant time ? time.atZone(zone).toLocalDate()
                        : value instanceof LocalDate ? value : LocalDate.parse(text(value));
                case DATE_TIME -> value instanceof LocalDate day ? day.atStartOfDay(zone).toInstant()
                        : value instanceof Instant ? value : Instant.parse(text(value));
                case GUID, LOOKUP -> value instanceof UUID ? value : UUID.fromString(text(value));
                case OTHER -> throw new IllegalArgumentException("of a type that can't be mapped");
            };
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new IllegalArgumentException("is not " + nameOf(kind), e);
        }
    }

    static BigDecimal number(Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (value instanceof Boolean truth) {
            return truth ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        return value instanceof Long whole ? BigDecimal.valueOf(whole) : new BigDecimal(value.toString().strip());
    }

    private static Boolean truth(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        return switch (text(value).strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    static String nameOf(Kind kind) {
        return switch (kind) {
            case TEXT -> "text";
            case INTEGER -> "a whole number";
            case OPTION -> "an option's number";
            case DECIMAL, MONEY -> "a number";
            case BOOLEAN -> "true or false";
            case DATE -> "a date";
            case DATE_TIME -> "a time";
            case GUID, LOOKUP -> "a GUID";
            case OTHER -> "a mappable value";
        };
    }
}
