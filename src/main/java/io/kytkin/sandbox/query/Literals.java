package io.kytkin.sandbox.query;

import io.kytkin.sandbox.wire.CrmError;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.regex.Pattern;

/** Values as they are written in a URL. */
public final class Literals {
    private static final int LENGTH_OF_IDENTIFIER = 36;
    private static final Pattern DATE = Pattern.compile("-?\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern DATE_TIME = Pattern.compile("-?\\d{4}-\\d{2}-\\d{2}T.*");

    private Literals() {
    }

    /** The value of a literal; null for {@code null}. */
    public static Object value(String text) {
        if (text == null || text.equals("null")) {
            return null;
        }
        if (text.length() > 1 && text.startsWith("'") && text.endsWith("'")) {
            return text.substring(1, text.length() - 1).replace("''", "'");
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        if (isIdentifier(text)) {
            return UUID.fromString(text);
        }
        try {
            if (DATE_TIME.matcher(text).matches()) {
                return instant(text);
            }
            return DATE.matcher(text).matches() ? LocalDate.parse(text) : new BigDecimal(text);
        } catch (DateTimeException | NumberFormatException e) {
            throw CrmError.badQuery("The value " + text + " can't be read.");
        }
    }

    /** A point in time; without an offset it is taken as UTC. */
    public static Instant instant(String text) {
        boolean hasOffset = text.endsWith("Z") || text.matches(".*[+-]\\d{2}:?\\d{2}$");
        return OffsetDateTime.parse(hasOffset ? text : text + "Z").withOffsetSameInstant(ZoneOffset.UTC).toInstant();
    }

    /** Whether it is a bare id. Asked for every reference that is written, so it goes without a pattern. */
    public static boolean isIdentifier(String text) {
        if (text.length() != LENGTH_OF_IDENTIFIER) {
            return false;
        }
        for (int at = 0; at < LENGTH_OF_IDENTIFIER; at++) {
            boolean isDash = at == 8 || at == 13 || at == 18 || at == 23;
            if (isDash ? text.charAt(at) != '-' : Character.digit(text.charAt(at), 16) < 0 || text.charAt(at) > 'f') {
                return false;
            }
        }
        return true;
    }
}
