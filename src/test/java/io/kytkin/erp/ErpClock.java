package io.kytkin.erp;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** The time at the company of the tests. */
final class ErpClock {
    /** Half an hour before midnight in UTC, already the next day in Helsinki: {@code {today}} is 1 March. */
    static final Clock FIXED = Clock.fixed(Instant.parse("2026-02-28T23:30:00Z"), ZoneId.of("Europe/Helsinki"));

    private ErpClock() { }
}
