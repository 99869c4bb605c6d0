package io.kytkin.crm;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request to the CRM passes here: none goes while a Retry-After runs, whoever received it, and no more at once
 * than the CRM bears. There is one gate for a runtime, because the limits are per user and not per mapping.
 *
 * <p>The number at once starts at what the CRM recommends ({@code x-ms-dop-hint}), is halved when the CRM says that it
 * is too many, and grows by one after as many good answers as there are places. Callers wait in their own thread and
 * in turn; the longest wait is the longest Retry-After that is believed (15 minutes). Safe for several threads.
 */
public final class CrmGate {
    private static final Logger LOG = LoggerFactory.getLogger(CrmGate.class);
    private static final int WITHOUT_ADVICE = 8;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition moved = lock.newCondition();
    private final int configured;
    private int most;
    private int places;
    private int inside;
    private int goodAnswers;
    private boolean advised;
    private long opensAt = System.nanoTime();

    /** @param maxParallel the most requests at once; 0: what the CRM recommends */
    public CrmGate(int maxParallel) {
        this.configured = maxParallel;
        this.most = maxParallel > 0 ? maxParallel : WITHOUT_ADVICE;
        this.places = most;
    }

    /**
     * Waits until a request may go. Each call must be followed by one of {@link #leave}.
     *
     * @throws CrmUnavailable when the thread is interrupted: nothing was sent
     */
    void enter() {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException stopped) {
            throw interrupted(stopped);
        }
        try {
            while (true) {
                long closedFor = opensAt - System.nanoTime();
                if (closedFor > 0) {
                    moved.awaitNanos(closedFor);
                } else if (inside >= places) {
                    moved.await();
                } else {
                    inside++;
                    return;
                }
            }
        } catch (InterruptedException stopped) {
            throw interrupted(stopped);
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            inside--;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A good answer, with the number of requests at once that it recommends; 0: it does not say. */
    void answered(int recommended) {
        lock.lock();
        try {
            if (recommended > 0 && !advised) {
                advised = true;
                most = configured > 0 ? configured : recommended;
                places = Math.min(recommended, most);
                moved.signalAll();
            } else if (places < most && ++goodAnswers >= places) {
                goodAnswers = 0;
                places++;
                moved.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The CRM asked to be left alone.
     *
     * @param tooManyAtOnce whether the limit of concurrent requests was the cause
     */
    void close(Duration retryAfter, boolean tooManyAtOnce) {
        lock.lock();
        try {
            long now = System.nanoTime();
            boolean wasOpen = opensAt <= now;
            opensAt = Math.max(opensAt, now + retryAfter.toNanos());
            if (tooManyAtOnce && wasOpen) {
                places = Math.max(1, places / 2);
            }
            goodAnswers = 0;
            if (wasOpen) {
                LOG.info("The CRM asks for patience: no request for {} ms, then {} at once",
                        TimeUnit.NANOSECONDS.toMillis(opensAt - now), places);
            }
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many requests may be under way at once now. */
    public int places() {
        lock.lock();
        try {
            return places;
        } finally {
            lock.unlock();
        }
    }

    /** How long no request may go; zero when the gate is open. */
    public Duration closedFor() {
        lock.lock();
        try {
            return Duration.ofNanos(Math.max(0, opensAt - System.nanoTime()));
        } finally {
            lock.unlock();
        }
    }

    private static CrmUnavailable interrupted(InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return new CrmUnavailable("The runtime is stopping; the request to the CRM was not sent.", stopped);
    }
}
