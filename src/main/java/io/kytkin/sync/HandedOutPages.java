package io.kytkin.sync;

import io.kytkin.mapping.Page;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pages that a job handed out: those under way, those that wait until their side can be reached again, and how far the
 * position may move. Safe for several threads.
 */
final class HandedOutPages {
    /** Times that a page is tried while a side comes and goes; then it is the page that the side does not bear. */
    private static final int TRIES_OF_A_PAGE = 4;

    /** A page whose route has not come to its end. */
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

    private final PagePermits permits;
    private final PageOrder order = new PageOrder();
    private final Map<Integer, PageUnderWay> underWay = new HashMap<>();
    /** By their numbers, in the order in which they were read. */
    private final TreeMap<Integer, HeldOver> heldOver = new TreeMap<>();

    HandedOutPages(PagePermits permits) {
        this.permits = permits;
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

    /** Where the position may move together with the page that is about to be saved; null: nowhere. */
    String endWith(int number) {
        return order.endWith(number);
    }

    /** Where the position may move now that no page is under way; null: nowhere. */
    String end() {
        return order.end();
    }

    /** A page is saved, beyond recall: it moves the position once all before it are too. */
    synchronized void saved(int number) {
        order.saved(number);
        if (underWay.containsKey(number)) {
            underWay.get(number).saved = true;
        }
    }

    /** Whether a page is neither saved nor given up. */
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
    synchronized void await() throws InterruptedException {
        while (!underWay.isEmpty()) {
            wait();
        }
    }

    /** As {@link #await}, also on a thread that was told to stop: what is under way still saves what it did. */
    void awaitLast() {
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
