package io.kytkin.sync;

import io.kytkin.mapping.RecordReader;
import java.util.UUID;

/**
 * A job while it runs in this runtime: what it is asked for, its pages, and whether and why it has to end. Safe for several
 * threads.
 */
final class RunningJob {
    /** Pages that fail one after the other before the job gives up: then it is not the pages. */
    private static final int FAILURES_IN_A_ROW = 3;
    private static final long NANOSECONDS_BETWEEN_REPORTS = 200_000_000;

    private final UUID id;
    private final JobRequest request;
    private final RecordReader reader;
    private final long token;
    private final String bound;
    private final boolean movesPositionAtEnd;
    private final HandedOutPages pages;
    private int failuresInARow;
    private long altered;
    private long adopted;
    private String stopReason;
    private boolean cancelled;
    private boolean lost;
    private boolean anyParked;
    private long reportedAt = System.nanoTime() - NANOSECONDS_BETWEEN_REPORTS;

    /**
     * @param movesPositionAtEnd whether the stored position is further than where the job begins, so that it moves only
     *                           once the job has come to its end
     * @param anyParked          whether records of the mapping are parked
     */
    RunningJob(UUID id, JobRequest request, RecordReader reader, long token, String bound, PagePermits permits,
               boolean movesPositionAtEnd, boolean anyParked) {
        this.id = id;
        this.request = request;
        this.reader = reader;
        this.token = token;
        this.bound = bound;
        this.movesPositionAtEnd = movesPositionAtEnd;
        this.pages = new HandedOutPages(permits);
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

    /** Whether all records are read although an earlier job came to its end. */
    boolean readsAgain() {
        return movesPositionAtEnd;
    }

    HandedOutPages pages() {
        return pages;
    }

    /** Where the position moves together with the page that is about to be saved, in the reader's form; null: nowhere. */
    String endWith(int number) {
        return movesPositionAtEnd ? null : pages.endWith(number);
    }

    /** Where the position moves now that no page is under way; null: nowhere. */
    String endOfAll() {
        return movesPositionAtEnd && isStopped() ? null : pages.end();
    }

    /** Ends the job after the pages in hand. The first reason counts. */
    synchronized void stop(String why) {
        stopReason = stopReason == null ? why : stopReason;
        notifyAll();
    }

    /** As {@link #stop}, because somebody wanted it. */
    synchronized void cancel(String why) {
        cancelled |= stopReason == null;
        stop(why);
    }

    /** As {@link #stop}, because nothing can be saved any more. */
    synchronized void lose(String why) {
        lost = true;
        stop(why);
    }

    synchronized boolean isLost() {
        return lost;
    }

    synchronized boolean isStopped() {
        return stopReason != null;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Why it stopped early; null: it did not. */
    synchronized String stopReason() {
        return stopReason;
    }

    /** Waits, but not when the job is stopped. */
    synchronized void pause(long milliseconds) throws InterruptedException {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        for (long left = milliseconds; left > 0 && stopReason == null; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    synchronized void pageWentWell() {
        failuresInARow = 0;
    }

    synchronized void pageFailed(String reason) {
        if (++failuresInARow >= FAILURES_IN_A_ROW) {
            stop(FAILURES_IN_A_ROW + " pages in a row failed, the last one because " + reason);
        }
    }

    /** A record was written with other values than its source has. @return how many were, this one included */
    synchronized long altered() {
        return ++altered;
    }

    /** A record took over the form that the other side gave our own values. */
    synchronized void adopted() {
        adopted++;
    }

    /** What a person should know of a job that came to its end, or why it did not; null: nothing. */
    synchronized String message() {
        if (stopReason != null || altered + adopted == 0) {
            return stopReason;
        }
        String told = adopted == 0 ? "" : adopted + (adopted == 1 ? " record" : " records") + " came back as we had "
                + "written them, in a form that the other side gave them; that counts as agreed.";
        return altered == 0 ? told : alteredMessage() + (adopted == 0 ? "" : " " + told);
    }

    private String alteredMessage() {
        return altered + (altered == 1 ? " record was" : " records were") + " written with values that had to be "
                + "altered, above all texts cut to the length of their attribute; the log names "
                + (altered <= PageSaver.MOST_TOLD ? "them." : "the first " + PageSaver.MOST_TOLD + " of them.");
    }

    /** Whether records of this mapping and direction are parked, so that successes must look for them. */
    synchronized boolean anyParked() {
        return anyParked;
    }

    synchronized void parked() {
        anyParked = true;
    }

    /** Whether listeners have not heard of the job for a while. */
    synchronized boolean isReportDue() {
        long now = System.nanoTime();
        boolean due = now - reportedAt >= NANOSECONDS_BETWEEN_REPORTS;
        reportedAt = due ? now : reportedAt;
        return due;
    }
}
