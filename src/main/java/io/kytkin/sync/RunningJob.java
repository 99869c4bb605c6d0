package io.kytkin.sync;

import io.kytkin.mapping.Page;
import io.kytkin.mapping.RecordReader;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A job while it runs in this runtime: which of its pages are under way, and how far the position may move. Safe for
 * several threads.
 */
final class RunningJob {
    /** Pages that fail one after the other before the job gives up: then it is not the pages. */
    private static final int FAILURES_IN_A_ROW = 3;
    private static final long NANOSECONDS_BETWEEN_REPORTS = 200_000_000;

    /** Times that a page is tried while a side comes and goes; then it is the page that the side does not bear. */
    private static final int TRIES_OF_A_PAGE = 4;

    /** A page that was handed out and whose route has not come to its end. */
    private static final class PageUnderWay {
        private final boolean again;
        private final int tries;
        private boolean saved;
        private Page heldOver;

        PageUnderWay(boolean again, int tries) {
            this.again = again;
            this.tries = tries;
        }
    }

    /** A page that waits until its side can be reached again. */
    private record HeldOver(Page page, boolean again, int tries) { }

    private final UUID id;
    private final JobRequest request;
    private final RecordReader reader;
    private final long token;
    private final String bound;
    private final PagePermits permits;
    private final boolean movesPositionAtEnd;
    private final PageOrder order = new PageOrder();
    private final Map<Integer, PageUnderWay> underWay = new HashMap<>();
    /** By their numbers, in the order in which they were read. */
    private final TreeMap<Integer, HeldOver> heldOver = new TreeMap<>();
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
        this.permits = permits;
        this.movesPositionAtEnd = movesPositionAtEnd;
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

    /** A page begins; its permit is held already. @param end position after it, or null */
    int begin(String end) {
        return begin(end, false);
    }

    /** A page of records that this job parked begins; its permit is held already. */
    int beginAgain() {
        return begin(null, true);
    }

    private synchronized int begin(String end, boolean again) {
        int number = order.begin(end);
        underWay.put(number, new PageUnderWay(again, 1));
        return number;
    }

    /** Nothing was read, but the position may move. */
    void pass(String end) {
        order.saved(order.begin(end));
    }

    /** Whether the page is of records that this job parked, and so counted, before. */
    synchronized boolean isAgain(int number) {
        return underWay.containsKey(number) && underWay.get(number).again;
    }

    /** Where the position moves together with the page that is about to be saved, in the reader's form; null: nowhere. */
    String endWith(int number) {
        return movesPositionAtEnd ? null : order.endWith(number);
    }

    /** Where the position moves now that no page is under way; null: nowhere. */
    String endOfAll() {
        return movesPositionAtEnd && isStopped() ? null : order.end();
    }

    /** A page is saved, beyond recall: it moves the position once all before it are too. */
    synchronized void saved(int number) {
        order.saved(number);
        if (underWay.containsKey(number)) {
            underWay.get(number).saved = true;
        }
    }

    /** Whether a page was handed out that is neither saved nor given up. */
    synchronized boolean isOpen(int number) {
        PageUnderWay page = underWay.get(number);
        return page != null && !page.saved && page.heldOver == null;
    }

    /**
     * A side went away under a page of which nothing is saved: the page is read and sent anew once the side is back, and
     * neither the position nor a parked record knows of it.
     *
     * @return false when that has happened to the page too often
     */
    synchronized boolean holdOver(Page page) {
        PageUnderWay held = underWay.get(page.origin().number());
        if (held == null || held.tries >= TRIES_OF_A_PAGE) {
            return false;
        }
        held.heldOver = page;
        return true;
    }

    /** The first of the pages that were held over and whose routes have ended; null: none. */
    synchronized Page heldOver() {
        return heldOver.isEmpty() ? null : heldOver.firstEntry().getValue().page();
    }

    /** The page that {@link #heldOver} gave begins anew, with its number; its permit is held already. */
    synchronized void beginHeldOver() {
        Map.Entry<Integer, HeldOver> first = heldOver.pollFirstEntry();
        underWay.put(first.getKey(), new PageUnderWay(first.getValue().again(), first.getValue().tries() + 1));
    }

    /** The page's route has come to its end: gives the permit back. A second call for the same page does nothing. */
    synchronized void release(int number) {
        PageUnderWay page = underWay.remove(number);
        if (page != null) {
            if (page.heldOver != null) {
                heldOver.put(number, new HeldOver(page.heldOver, page.again, page.tries));
            }
            permits.release();
            notifyAll();
        }
    }

    /** Waits until no page is under way. Whoever hands out pages calls it, so that none begins meanwhile. */
    synchronized void awaitPages() throws InterruptedException {
        while (!underWay.isEmpty()) {
            wait();
        }
    }

    /** As {@link #awaitPages}, also on a thread that was told to stop: what is under way still saves what it did. */
    void awaitLastPages() {
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                awaitPages();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
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
