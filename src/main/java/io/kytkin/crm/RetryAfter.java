package io.kytkin.crm;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The header {@code Retry-After}: seconds or an HTTP date (RFC 9110, 10.2.3); both were seen from Dataverse. */
final class RetryAfter {
    /** Longer than any seen from the service; what is beyond is taken for a mistake of a clock. */
    static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private RetryAfter() { }

    /**
     * How long to wait, between a tenth of a second and a quarter of an hour; null when the header is absent or
     * unreadable.
     */
    static Duration of(String header, Clock clock) {
        if (header == null || header.isBlank()) {
            return null;
        }
        String text = header.strip();
        try {
            return bounded(Duration.ofMillis((long) (Double.parseDouble(text) * 1000)));
        } catch (NumberFormatException notSeconds) {
            return ofDate(text, clock.instant());
        }
    }

    private static Duration ofDate(String text, Instant now) {
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return bounded(Duration.between(now, until));
        } catch (DateTimeException notDate) {
            return null;
        }
    }

    private static Duration bounded(Duration asked) {
        if (asked.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }
}
