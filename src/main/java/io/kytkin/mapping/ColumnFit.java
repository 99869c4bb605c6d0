package io.kytkin.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import java.util.List;

/**
 * Makes values fit a column of the side they travel to: its kind, length, decimals and bounds. What is lost is told,
 * never silent (erp-crm-mappings, section 3, number 5).
 */
final class ColumnFit {
    private static final int SHOWN = 20;

    private final Column column;
    private final String side;
    private final ZoneId zone;

    /** @param side the name of the side that holds the column, for messages */
    ColumnFit(Column column, String side, ZoneId zone) {
        this.column = column;
        this.side = side;
        this.zone = zone;
    }

    /**
     * The value as the column holds it, or a {@link Parking} that says why it can't.
     *
     * @param value   neither null nor blank
     * @param notices takes what a person should know although the value is written
     */
    Object fit(Object value, List<String> notices) {
        Object converted;
        try {
            converted = Values.convert(value, column.kind(), zone);
        } catch (IllegalArgumentException e) {
            return refuse("the value " + e.getMessage(), value);
        }
        if (converted instanceof String text) {
            if (RecordKey.isBroken(text)) {
                return refuse("the text holds half a character (a surrogate without its other half), which can't be "
                        + "sent; type it again", RecordKey.storable(text));
            }
            return shortened(text, notices);
        }
        if (converted instanceof BigDecimal number) {
            BigDecimal rounded = column.scale() >= 0 && number.scale() > column.scale()
                    ? number.setScale(column.scale(), RoundingMode.HALF_UP) : number;
            return bounded(rounded, rounded);
        }
        if (converted instanceof Long number) {
            return column.kind() == Kind.OPTION ? listed(number) : bounded(number, BigDecimal.valueOf(number));
        }
        return converted;
    }

    private String shortened(String text, List<String> notices) {
        if (column.length() <= 0 || text.length() <= column.length()) {
            return text;
        }
        notices.add(column.name() + ": '" + cut(text, Math.min(SHOWN, column.length())) + "...' (" + text.length()
                + " characters) was cut to the " + column.length() + " that the " + side + " holds");
        return cut(text, column.length());
    }

    /** Never splits a character that takes two places in UTF-16, and leaves no blank at the end. */
    private static String cut(String text, int length) {
        int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end).stripTrailing();
    }

    private Object bounded(Object value, BigDecimal number) {
        if (column.minimum() != null && number.compareTo(column.minimum()) < 0) {
            return refuse("the value is less than the " + Values.text(column.minimum()) + " that the " + side
                    + " allows", number);
        }
        if (column.maximum() != null && number.compareTo(column.maximum()) > 0) {
            return refuse("the value is more than the " + Values.text(column.maximum()) + " that the " + side
                    + " allows", number);
        }
        return value;
    }

    private Object listed(Long value) {
        if (column.options().isEmpty() || value >= Integer.MIN_VALUE && value <= Integer.MAX_VALUE
                && column.options().containsKey(value.intValue())) {
            return value;
        }
        return refuse("the " + side + " has no option " + value, value);
    }

    private Parking refuse(String reason, Object value) {
        return Parking.data(column.name() + ": " + reason, column.name(), Values.text(value));
    }
}
