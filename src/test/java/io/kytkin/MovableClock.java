package io.kytkin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test moves on. */
public final class MovableClock extends Clock {
    private final Clock unmoved;
    private volatile Duration moved = Duration.ZERO;

    /** @param unmoved what is told until it is moved; that may stand still or go */
    public MovableClock(Clock unmoved) {
        this.unmoved = unmoved;
    }

    /** Stands still until it is moved, in UTC. */
    public static MovableClock at(String instant) {
        return new MovableClock(fixed(Instant.parse(instant), ZoneOffset.UTC));
    }

    public void move(Duration on) {
        moved = moved.plus(on);
    }

    /** Moves it to a point in time. */
    public void moveTo(Instant instant) {
        move(Duration.between(instant(), instant));
    }

    @Override
    public Instant instant() {
        return unmoved.instant().plus(moved);
    }

    @Override
    public ZoneId getZone() {
        return unmoved.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
