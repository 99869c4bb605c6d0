package io.kytkin.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
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
     * Turns a value into the kind of a column, without regard to the column's limits.
     *
     * @param value not null
     * @param zone  decides the day of a time
     * @throws IllegalArgumentException when the value can't be of that kind; its message says what it is not
     */
    static Object convert(Object value, Kind kind, ZoneId zone) {
        try {
            return switch (kind) {
                case TEXT -> text(value);
                case INTEGER, OPTION -> whole(value);
                case DECIMAL, MONEY -> value instanceof BigDecimal ? value : new BigDecimal(text(value));
                case BOOLEAN -> truth(value);
                case DATE -> value instanceof Instant time ? time.atZone(zone).toLocalDate()
                        : value instanceof LocalDate ? value : LocalDate.parse(text(value));
                case DATE_TIME -> value instanceof LocalDate day ? day.atStartOfDay(ZoneOffset.UTC).toInstant()
                        : value instanceof Instant ? value : Instant.parse(text(value));
                case GUID, LOOKUP -> value instanceof UUID ? value : UUID.fromString(text(value));
                case OTHER -> throw new IllegalArgumentException("of a type that can't be mapped");
            };
        } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("is not " + nameOf(kind), e);
        }
    }

    private static Long whole(Object value) {
        return value instanceof Long whole ? whole
                : new BigDecimal(value.toString().strip()).setScale(0, RoundingMode.UNNECESSARY).longValueExact();
    }

    private static Boolean truth(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        return switch (text(value).toLowerCase(Locale.ROOT)) {
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
