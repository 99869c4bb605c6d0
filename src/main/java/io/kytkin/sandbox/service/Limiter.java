package io.kytkin.sandbox.service;

import io.kytkin.sandbox.ServiceLimits;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps count of requests and their time over a sliding window, by the second. Safe for several threads. */
final class Limiter {
    private static final String REQUESTS = "0x80072322";
    private static final String EXECUTION_TIME = "0x80072321";
    private static final String CONCURRENT = "0x80072326";

    private final ServiceLimits limits;
    private final Clock clock;
    private final Deque<Second> window = new ArrayDeque<>();
    private long requests;
    private long nanos;
    private int running;

    private static final class Second {
        private final long second;
        private long requests;
        private long nanos;

        Second(long second) {
            this.second = second;
        }
    }

    /**
     * Why a request has to wait.
     *
     * @param code the limit's error code
     * @param message which limit
     * @param retryAfter seconds
     */
    record Refusal(String code, String message, long retryAfter) {
    }

    Limiter(ServiceLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Lets a request begin, or says why not. Whoever begins must {@link #end}. */
    synchronized Refusal begin() {
        long now = forget();
        if (running >= limits.concurrent()) {
            return new Refusal(CONCURRENT, "Number of concurrent requests exceeded the limit of "
                + limits.concurrent() + ".", 1);
        }
        boolean tooMany = requests >= limits.requests();
        if (tooMany || nanos >= limits.executionTime().toNanos()) {
            note(now).requests++;
            requests++;
            String window = limits.window().toSeconds() + " seconds.";
            long wait = Math.max(1, this.window.peekFirst().second + limits.window().toSeconds() - now);
            return tooMany ? new Refusal(REQUESTS, "Number of requests exceeded the limit of " + limits.requests()
                + " over time window of " + window, wait)
                : new Refusal(EXECUTION_TIME, "Combined execution time of incoming requests exceeded limit of "
                    + limits.executionTime().toMillis() + " milliseconds over time window of " + window, wait);
        }
        running++;
        requests++;
        note(now).requests++;
        return null;
    }

    /** Ends a request that began. */
    synchronized void end(long tookNanos) {
        running--;
        nanos += tookNanos;
        note(forget()).nanos += tookNanos;
    }

    /** How many requests are still free in this window. */
    synchronized long remainingRequests() {
        return Math.max(0, limits.requests() - requests);
    }

    /** How many seconds of execution time are still free in this window. */
    synchronized double remainingSeconds() {
        return Math.max(0, (limits.executionTime().toNanos() - nanos) / 1e9);
    }

    private long forget() {
        long now = clock.instant().getEpochSecond();
        while (!window.isEmpty() && window.peekFirst().second <= now - limits.window().toSeconds()) {
            Second past = window.pollFirst();
            requests -= past.requests;
            nanos -= past.nanos;
        }
        return now;
    }

    private Second note(long now) {
        Second last = window.peekLast();
        if (last == null || last.second != now) {
            last = new Second(now);
            window.addLast(last);
        }
        return last;
    }
}
