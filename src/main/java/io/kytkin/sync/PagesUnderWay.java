package io.kytkin.sync;

import io.kytkin.coupling.LeaseLost;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.Unreachable;
import java.sql.SQLException;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a page through its mapping's route, seen from its job: whatever the route does, the page's permit comes back and
 * each of its records is saved, parked, or read once more.
 */
final class PagesUnderWay {
    private static final Logger LOG = LoggerFactory.getLogger(PagesUnderWay.class);
    private static final String PAGE = "page";

    private final RunningJobs running;
    private final PageSaver saver;
    private final JobListeners listeners;

    PagesUnderWay(RunningJobs running, PageSaver saver, JobListeners listeners) {
        this.running = running;
        this.saver = saver;
        this.listeners = listeners;
    }

    /**
     * Before a page's route: makes sure that its permit comes back when the exchange is over, however that happens, and
     * that a page which no step saved is answered for.
     */
    void begins(Exchange exchange) {
        Page page = exchange.getMessage().getBody(Page.class);
        exchange.setProperty(PAGE, page);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                ends(page);
            }
        });
    }

    private void ends(Page page) {
        RunningJob job = running.find(page.origin().job());
        if (job == null) {
            return;
        }
        try {
            if (job.pages().isOpen(page.origin().number()) && !job.isLost()) {
                fail(page, job, "the route " + page.route() + " ended without the step save-page");
            }
        } finally {
            job.pages().release(page.origin().number());
        }
        if (job.isReportDue()) {
            listeners.tell(job.id());
        }
    }

    /**
     * A page's route threw. Where a side went away the page is held over; else its records are parked as transient, so that
     * nothing is lost.
     */
    void failed(Exchange exchange) {
        Page page = exchange.getProperty(PAGE, Page.class);
        // Taken away, because the split hands what its parts leave there to the job's exchange, which did not fail.
        Throwable cause = (Throwable) exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        RunningJob job = running.find(page.origin().job());
        if (job == null || !job.pages().isOpen(page.origin().number())) {
            return;
        }
        if (cause instanceof LeaseLost) {
            job.lose(cause.getMessage());
            return;
        }
        if (Unreachable.is(cause) && job.pages().holdOver(page)) {
            LOG.debug("{}: {}", page, Reason.of(cause));
            return;
        }
        String reason = Reason.of(cause);
        LOG.warn("{}: {}", page, reason);
        LOG.debug("{}", page, cause);
        fail(page, job, reason);
        if (!job.pages().isAgain(page.origin().number())) {
            job.pageFailed(reason);
        }
    }

    private void fail(Page page, RunningJob job, String reason) {
        try {
            saver.saveFailed(page, job, reason);
        } catch (LeaseLost e) {
            job.lose(e.getMessage());
        } catch (SQLException | RuntimeException e) {
            job.lose("a page could neither be sent nor noted as parked: " + Reason.of(e));
        }
    }
}
