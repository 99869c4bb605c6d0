package io.kytkin.sandbox.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.Reference;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Values as JSON has them, and back into the column's Java type. */
public final class Values {
    /** How a point in time is written: UTC, whole seconds. */
    public static final DateTimeFormatter INSTANT =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
    private static final int MONEY_DECIMALS = 4;
    private static final int OTHER_DECIMALS = 10;
    /** Digits; more are no number anyone means and would cost the arithmetic dearly. */
    private static final int LONGEST_NUMBER = 100;

    private Values() {
    }

    /**
     * Reads a value of a record's body.
     *
     * @throws CrmError 400 when it is not of the column's type
     */
    public static Object fromJson(String table, Column column, JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        Object value = switch (column.type()) {
            case TEXT -> node.isTextual() ? node.textValue() : null;
            case WHOLE_NUMBER -> node.canConvertToInt() && node.canConvertToExactIntegral() ? node.intValue() : null;
            case BIG_NUMBER -> node.canConvertToLong() ? (Object) node.longValue() : null;
            case DECIMAL -> node.isNumber() ? decimal(node) : null;
            case DOUBLE -> node.isNumber() ? node.doubleValue() : null;
            case BOOLEAN -> node.isBoolean() ? node.booleanValue() : null;
            case DATE, DATE_TIME, IDENTIFIER, LOOKUP -> node.isTextual() ? parsed(table, column, node) : null;
        };
        if (value == null) {
            throw notOfType(table, column, node.toString());
        }
        return value;
    }

    private static BigDecimal decimal(JsonNode node) {
        BigDecimal value = node.decimalValue();
        boolean isReasonable = Math.abs((long) value.scale()) <= LONGEST_NUMBER
            && value.precision() <= LONGEST_NUMBER;
        return isReasonable ? value : null;
    }

    private static Object parsed(String table, Column column, JsonNode node) {
        try {
            return fromText(column, node.textValue());
        } catch (CrmError e) {
            boolean isTime = column.type() == ColumnType.DATE
                || column.type() == ColumnType.DATE_TIME;
            throw isTime ? notOfType(table, column, node.toString()) : e;
        }
    }

    private static CrmError notOfType(String table, Column column, String value) {
        return CrmError.badPayload(table, "Cannot convert the literal " + value + " to the expected type of the"
            + " property '" + column.name() + "' (" + edmType(column) + ").");
    }

    /**
     * Reads a value out of a URL or a query function.
     *
     * @throws CrmError 400 when it is not of the column's type
     */
    public static Object fromText(Column column, String text) {
        try {
            return switch (column.type()) {
                case TEXT -> text;
                case WHOLE_NUMBER -> Integer.valueOf(text);
                case BIG_NUMBER -> Long.valueOf(text);
                case DECIMAL -> new BigDecimal(text);
                case DOUBLE -> Double.valueOf(text);
                case BOOLEAN -> Boolean.valueOf(text);
                case DATE -> LocalDate.parse(text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10)
                    : text);
                case DATE_TIME -> instant(text);
                case IDENTIFIER, LOOKUP -> UUID.fromString(text);
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            throw CrmError.badQuery("The value '" + text + "' is not a " + edmType(column) + ", which '"
                + column.name() + "' is.");
        }
    }

    /** A point in time without its fraction; a date alone is its midnight and a missing offset is UTC. */
    private static Instant instant(String text) {
        String full = text.length() == 10 ? text + "T00:00:00" : text;
        boolean hasOffset = full.endsWith("Z") || full.endsWith("z") || full.matches(".*[+-]\\d{2}:\\d{2}$");
        return OffsetDateTime.parse(hasOffset ? full : full + "Z").toInstant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Writes the property's value. */
    public static void write(JsonGenerator json, Column column, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (column.type()) {
            case TEXT -> json.writeString((String) value);
            case WHOLE_NUMBER -> json.writeNumber((Integer) value);
            case BIG_NUMBER -> json.writeNumber((Long) value);
            case DECIMAL -> json.writeNumber(printed(column, (BigDecimal) value).toPlainString());
            case DOUBLE -> json.writeNumber((Double) value);
            case BOOLEAN -> json.writeBoolean((Boolean) value);
            case DATE -> json.writeString(value.toString());
            case DATE_TIME -> json.writeString(INSTANT.format((Instant) value));
            case IDENTIFIER -> json.writeString(value.toString());
            case LOOKUP -> json.writeString(((Reference) value).id().toString());
        }
    }

    /** Writes the property's value for a client whose numbers are doubles: Int64 and Decimal in quotes. */
    public static void writeLongNumbersAsText(JsonGenerator json, Column column, Object value) throws IOException {
        if (value instanceof Long number) {
            json.writeString(number.toString());
        } else if (value instanceof BigDecimal number) {
            json.writeString(printed(column, number).toPlainString());
        } else {
            write(json, column, value);
        }
    }

    private static BigDecimal printed(Column column, BigDecimal value) {
        int decimals = column.money() ? MONEY_DECIMALS : OTHER_DECIMALS;
        return value.setScale(Math.max(decimals, value.scale()), RoundingMode.UNNECESSARY);
    }

    /** The column's type on the wire. */
    public static String edmType(Column column) {
        return switch (column.type()) {
            case TEXT -> "Edm.String";
            case WHOLE_NUMBER -> "Edm.Int32";
            case BIG_NUMBER -> "Edm.Int64";
            case DECIMAL -> "Edm.Decimal";
            case DOUBLE -> "Edm.Double";
            case BOOLEAN -> "Edm.Boolean";
            case DATE -> "Edm.Date";
            case DATE_TIME -> "Edm.DateTimeOffset";
            case IDENTIFIER, LOOKUP -> "Edm.Guid";
        };
    }
}
