package io.kytkin.mapping;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps a side that does not answer from being stormed: after some failures in a row only one request goes at a time, at
 * pauses that double up to the longest, a fifth more or less. All others fail at once. The first answer ends it. Safe for
 * several threads.
 */
public final class Outage {
    private static final long FIRST_PAUSE_MILLIS = 500;

    private final long longestPauseMillis;
    private final int enough;
    private int failures;
    private Instant since;
    private long pauseMillis;
    private long askAgainAt;

    /**
     * @param longestPause between two requests
     * @param failures     in a row before the side counts as silent
     */
    public Outage(Duration longestPause, int failures) {
        this.longestPauseMillis = longestPause.toMillis();
        this.enough = failures;
    }

    /** Whether the caller's request may go; during an outage it then is the one that asks, and others have to wait. */
    public synchronized boolean mayAsk() {
        if (failures < enough) {
            return true;
        }
        long now = System.nanoTime();
        if (now < askAgainAt) {
            return false;
        }
        askAgainAt = now + pauseMillis * 1_000_000;
        return true;
    }

    /** When the first of the requests went unanswered; empty while the side answers. */
    public synchronized Optional<Instant> since() {
        return failures < enough ? Optional.empty() : Optional.of(since);
    }

    /** Whether a request would be let go. */
    public synchronized boolean isOpen() {
        return failures < enough || System.nanoTime() >= askAgainAt;
    }

    /** No answer came. */
    public synchronized void failed() {
        long now = System.nanoTime();
        since = failures == 0 ? Instant.now() : since;
        failures++;
        if (failures >= enough) {
            pauseMillis = failures == enough ? FIRST_PAUSE_MILLIS : pauseMillis * 2;
            pauseMillis = Math.min(pauseMillis, longestPauseMillis);
            askAgainAt = now + (long) (pauseMillis * ThreadLocalRandom.current().nextDouble(0.8, 1.2)) * 1_000_000;
        }
    }

    /** An answer came. @return whether none had come for a while */
    public synchronized boolean answered() {
        boolean wasSilent = failures >= enough;
        failures = 0;
        return wasSilent;
    }
}
