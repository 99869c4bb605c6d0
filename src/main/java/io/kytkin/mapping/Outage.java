package io.kytkin.mapping;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps a side that does not answer from being stormed: after some failures in a row only one request goes at a time, at
 * pauses that double up to the longest, a fifth more or less. All others fail at once. The first answer ends it. Safe for
 * several threads.
 */
public final class Outage {
    /** Failures in a row before a side counts as silent; fewer are what networks do. */
    private static final int FAILURES = 5;
    private static final long FIRST_PAUSE_MILLIS = 500;

    private final long longestPauseMillis;
    private int failures;
    private long pauseMillis;
    private long askAgainAt;

    public Outage(Duration longestPause) {
        this.longestPauseMillis = longestPause.toMillis();
    }

    /** Whether the caller's request may go; during an outage it then is the one that asks, and others have to wait. */
    public synchronized boolean mayAsk() {
        if (failures < FAILURES) {
            return true;
        }
        long now = System.nanoTime();
        if (now < askAgainAt) {
            return false;
        }
        askAgainAt = now + pauseMillis * 1_000_000;
        return true;
    }

    /** Whether a request would be let go. */
    public synchronized boolean isOpen() {
        return failures < FAILURES || System.nanoTime() >= askAgainAt;
    }

    /** No answer came. */
    public synchronized void failed() {
        long now = System.nanoTime();
        failures++;
        if (failures >= FAILURES) {
            pauseMillis = failures == FAILURES ? FIRST_PAUSE_MILLIS : pauseMillis * 2;
            pauseMillis = Math.min(pauseMillis, longestPauseMillis);
            askAgainAt = now + (long) (pauseMillis * ThreadLocalRandom.current().nextDouble(0.8, 1.2)) * 1_000_000;
        }
    }

    /** An answer came. @return whether none had come for a while */
    public synchronized boolean answered() {
        boolean wasSilent = failures >= FAILURES;
        failures = 0;
        return wasSilent;
    }
}
