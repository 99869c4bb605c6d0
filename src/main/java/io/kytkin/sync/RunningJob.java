package io.kytkin.sync;

import io.kytkin.mapping.RecordReader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A job while it runs in this runtime: which of its pages are under way, and how far the position may move. Safe for
 * several threads.
 */
final class RunningJob {
    /** Pages that fail one after the other before the job gives up: then it is not the pages. */
    private static final int FAILURES_IN_A_ROW = 3;

    private final UUID id;
    private final JobRequest request;
    private final RecordReader reader;
    private final long token;
    private final String bound;
    private final PagePermits permits;
    private final Set<Integer> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicReference<String> stop = new AtomicReference<>();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final Phaser pages = new Phaser(1);
    private final List<String> ends = new ArrayList<>();
    private final BitSet saved = new BitSet();
    private int prefix;
    private volatile boolean cancelled;
    private volatile boolean anyParked;

    RunningJob(UUID id, JobRequest request, RecordReader reader, long token, String bound, PagePermits permits,
               boolean anyParked) {
        this.id = id;
        this.request = request;
        this.reader = reader;
        this.token = token;
        this.bound = bound;
        this.permits = permits;
        this.anyParked = anyParked;
    }

    UUID id() {
        return id;
    }

    JobRequest request() {
        return request;
    }

    RecordReader reader() {
        return reader;
    }

    long token() {
        return token;
    }

    /** What changed after this is the next job's. */
    String bound() {
        return bound;
    }

    /** A page begins; its permit is held already. @param end position after it, or null */
    synchronized int begin(String end) {
        int number = ends.size();
        ends.add(end);
        underWay.add(number);
        pages.register();
        return number;
    }

    /** A stretch without records was read: nothing to handle, but the position may move past it. */
    synchronized void passed(String end) {
        saved.set(ends.size());
        ends.add(end);
    }

    /** A page has left nothing open: it moves the position once all before it have too. */
    synchronized void complete(int number) {
        saved.set(number);
        failuresInARow.set(0);
    }

    /** The end of the last page before which all are complete; null while there is none that moves the position. */
    synchronized String end() {
        prefix = saved.nextClearBit(prefix);
        for (int number = prefix - 1; number >= 0; number--) {
            if (ends.get(number) != null) {
                return ends.get(number);
            }
        }
        return null;
    }

    /** Gives the permit back; a second call for the same page does nothing. */
    void release(int number) {
        if (underWay.remove(number)) {
            permits.release();
            pages.arriveAndDeregister();
        }
    }

    boolean isUnderWay(int number) {
        return underWay.contains(number);
    }

    /** Waits until no page is under way. Called by the thread that hands out pages, so none begins meanwhile. */
    void awaitPages() throws InterruptedException {
        pages.awaitAdvanceInterruptibly(pages.arrive());
    }

    /** Ends the job after the pages in hand. @param why null: it was cancelled */
    void stop(String why) {
        if (why == null) {
            cancelled = true;
        }
        stop.compareAndSet(null, why == null ? "cancelled" : why);
    }

    boolean isStopped() {
        return stop.get() != null;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Why it stopped early; null: it did not. */
    String stopReason() {
        return stop.get();
    }

    void pageFailed(String reason) {
        if (failuresInARow.incrementAndGet() >= FAILURES_IN_A_ROW) {
            stop(FAILURES_IN_A_ROW + " pages in a row failed, the last one because " + reason);
        }
    }

    /** Whether records of this mapping and direction are parked, so that successes must look for them. */
    boolean anyParked() {
        return anyParked;
    }

    void parked() {
        anyParked = true;
    }
}
