package io.kytkin.sync;

import java.util.concurrent.Semaphore;

/**
 * Bounds the pages in flight. Pools do not: Camel frees the pool's thread as soon as an asynchronous request is sent. A
 * page gets its permit before it is handed out and returns it when it is saved or failed.
 */
public final class PagePermits {
    private final int all;
    private final Semaphore permits;

    /** @param all pages in flight at most, over all jobs */
    public PagePermits(int all) {
        this.all = all;
        this.permits = new Semaphore(all, true);
    }

    /** Waits until a page may begin. */
    void acquire() throws InterruptedException {
        permits.acquire();
    }

    /** Waits for a permit that was given back for a while, whatever happens. */
    void acquireAgain() {
        permits.acquireUninterruptibly();
    }

    void release() {
        permits.release();
    }

    /** Pages in flight now. */
    public int inFlight() {
        return all - permits.availablePermits();
    }

    /** Runs a change while no page is under way and none can begin; waits for the pages in hand. */
    public synchronized void betweenPages(Runnable change) {
        permits.acquireUninterruptibly(all);
        try {
            change.run();
        } finally {
            permits.release(all);
        }
    }
}
