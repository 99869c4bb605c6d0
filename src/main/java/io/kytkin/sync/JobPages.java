package io.kytkin.sync;

import io.kytkin.mapping.Page;
import io.kytkin.mapping.Unreachable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of a job, one after the other: the job's one control point. A cancel, a stop, a lost lease and an edited file
 * take effect here, between two pages, and here it waits while its mapping is paused or a side can't be reached. What the
 * pages hold the phases say.
 */
final class JobPages implements Iterator<Page> {
    private static final Logger LOG = LoggerFactory.getLogger(JobPages.class);
    private static final long MILLISECONDS_BETWEEN_LOOKS = 200;
    /** Times that a side may go away in one job without a page in between; then the job says so and ends. */
    private static final int OUTAGES_IN_A_ROW = 20;

    private final RunningJob job;
    private final JobPhases phases;
    private final PagePermits permits;
    private final Pauses pauses;
    private final Cancels cancels;
    private final Sides sides;
    private boolean handedOut;
    private int outages;

    JobPages(RunningJob job, JobPhases phases, PagePermits permits, SynchState state, Sides sides) {
        this.job = job;
        this.phases = phases;
        this.permits = permits;
        this.pauses = state.pauses();
        this.cancels = state.cancels();
        this.sides = sides;
    }

    /** Never waits: Camel asks while it holds the page it took before, and that page would never begin. */
    @Override
    public boolean hasNext() {
        return !handedOut;
    }

    /** Waits for a permit. Null once the job is over and none of its pages is under way any more; then comes nothing. */
    @Override
    public Page next() {
        if (handedOut) {
            throw new NoSuchElementException();
        }
        Page page = null;
        try {
            while (page == null && !isOver()) {
                if (cancels.isAsked(job.id())) {
                    job.cancel("cancelled");
                } else if (pauses.isPaused(job.request().mapping()) || sides.areAwaited()) {
                    job.pause(MILLISECONDS_BETWEEN_LOOKS);
                } else {
                    page = readPatiently();
                }
            }
            outages = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            job.stop("the runtime is stopping");
        } catch (RuntimeException e) {
            LOG.debug("{}: reading a page failed", job.request().mapping(), e);
            job.stop(Reason.of(e));
        }
        if (page == null) {
            job.pages().awaitLast();
            handedOut = true;
        }
        return page;
    }

    /** After the last phase a page under way may still be held over. */
    private boolean isOver() throws InterruptedException {
        if (phases.areOver() && !job.isStopped()) {
            job.pages().await();
            return job.pages().heldOver() == null;
        }
        return job.isStopped();
    }

    /** Null also when the side that is read went away: then the same is read once it is back. */
    private Page readPatiently() throws InterruptedException {
        try {
            return readWithPermit();
        } catch (RuntimeException e) {
            if (!Unreachable.is(e) || ++outages >= OUTAGES_IN_A_ROW) {
                throw e;
            }
            LOG.debug("{}: {}", job.request().mapping(), e.getMessage());
            job.pause(MILLISECONDS_BETWEEN_LOOKS);
            return null;
        }
    }

    private Page readWithPermit() throws InterruptedException {
        permits.acquire();
        Page page = null;
        try {
            page = job.isStopped() ? null : phases.read();
            return page;
        } finally {
            if (page == null) {
                permits.release();
            }
        }
    }
}
