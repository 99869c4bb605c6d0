package io.kytkin.crm;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps a CRM that does not answer from being stormed: after some failures in a row only one request goes at a time, at
 * pauses that double up to the longest, a fifth more or less. All others fail at once. The first answer ends it. Safe for
 * several threads.
 */
final class CrmOutage {
    /** Failures in a row before the CRM counts as silent; fewer are what networks do. */
    private static final int FAILURES = 5;
    private static final long FIRST_PAUSE_MILLIS = 500;

    private final long longestPauseMillis;
    private int failures;
    private long pauseMillis;
    private long askAgainAt;

    CrmOutage(Duration longestPause) {
        this.longestPauseMillis = longestPause.toMillis();
    }

    /** @throws CrmSilent when no request is due; else the request of the caller is the one that asks */
    synchronized void require() {
        if (failures < FAILURES) {
            return;
        }
        long now = System.nanoTime();
        if (now < askAgainAt) {
            throw new CrmSilent("The CRM does not answer; it is asked again by itself.");
        }
        askAgainAt = now + pauseMillis * 1_000_000;
    }

    /** Whether a request may go. */
    synchronized boolean isOpen() {
        return failures < FAILURES || System.nanoTime() >= askAgainAt;
    }

    synchronized void failed() {
        long now = System.nanoTime();
        failures++;
        if (failures >= FAILURES) {
            pauseMillis = failures == FAILURES ? FIRST_PAUSE_MILLIS : pauseMillis * 2;
            pauseMillis = Math.min(pauseMillis, longestPauseMillis);
            askAgainAt = now + (long) (pauseMillis * ThreadLocalRandom.current().nextDouble(0.8, 1.2)) * 1_000_000;
        }
    }

    /** An answer came. @return whether none had come for a while */
    synchronized boolean answered() {
        boolean wasSilent = failures >= FAILURES;
        failures = 0;
        return wasSilent;
    }
}
