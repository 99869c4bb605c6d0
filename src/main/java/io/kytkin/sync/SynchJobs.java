package io.kytkin.sync;

import io.kytkin.coupling.Leases;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.RecordReader;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.Exchange;

/**
 * Synch jobs as the route {@code synch-job} runs them: begin, hand out pages, end; and what others ask of them: to be queued,
 * cancelled, stopped. A mapping never runs twice at once, here or in another runtime.
 */
public final class SynchJobs {
    private final Mappings mappings;
    private final SynchState state;
    private final WaitingChanges waitingChanges;
    private final Sides sides;
    private final Leases leases;
    private final PagePermits permits;
    private final CrmRequestCount requests;
    private final DeletesThreshold threshold;
    private final int pageSize;
    private final ClaimedMappings claims = new ClaimedMappings();
    private final RunningJobs running = new RunningJobs();
    private final JobListeners listeners;
    private final Schedules schedules;
    private final JobBegin begin;
    private final PageSaver saver;
    private final PagesUnderWay pagesUnderWay;
    private final JobEnd end;

    /**
     * @param readers   of the side that is read, by direction
     * @param requests  how many requests went to the CRM for a job
     * @param threshold how many deletes are acted on without asking
     * @param rhythm    how often schedules are followed
     * @param pageSize  records a page
     */
    public SynchJobs(DataSource state, Mappings mappings, Map<Direction, RecordReader> readers, PagePermits permits,
                     Leases leases, CrmRequestCount requests, DeletesThreshold threshold, PollRhythm rhythm, int pageSize) {
        this.mappings = mappings;
        this.state = SynchState.in(state);
        this.waitingChanges = new WaitingChanges(state);
        this.sides = new Sides(readers);
        this.leases = leases;
        this.permits = permits;
        this.requests = requests;
        this.threshold = threshold;
        this.pageSize = pageSize;
        this.listeners = new JobListeners(this.state.jobs());
        this.schedules = new Schedules(mappings, this.state, sides, rhythm, claims, running);
        this.begin = new JobBegin(mappings, this.state, sides, leases, permits, requests, claims, running, listeners);
        this.saver = new PageSaver(state, running::find, requests);
        this.pagesUnderWay = new PagesUnderWay(running, saver, listeners);
        this.end = new JobEnd(mappings, this.state, leases, saver, requests, rhythm, claims, running, listeners);
    }

    /** What the schedules of mappings ask for. */
    public Schedules schedules() {
        return schedules;
    }

    /** The save stage that belongs to these jobs. */
    public PageSaver saver() {
        return saver;
    }

    /** Which mappings wait until a person resumes them. */
    public Pauses pauses() {
        return state.pauses();
    }

    /** What is known of and not yet across. */
    public WaitingChanges waitingChanges() {
        return waitingChanges;
    }

    /** The jobs in the state database. */
    public JobStore store() {
        return state.jobs();
    }

    /** The two sides: while one does not answer, schedules start nothing. */
    public Sides sides() {
        return sides;
    }

    Leases leases() {
        return leases;
    }

    /** Told of every step of every job. */
    public void listen(JobProgress listener) {
        listeners.add(listener);
    }

    /** Whether a job of the mapping in that direction was ever finished. */
    public boolean wasSynchronized(String mapping, Direction direction) {
        return state.wasSynchronized(mapping, direction);
    }

    /**
     * Claims the mapping, so that a second start is refused at once, and writes the job down as queued.
     *
     * @throws AlreadyRunning when the mapping is being synchronized by this runtime
     */
    public UUID queue(JobRequest request) {
        UUID id = claims.claim(request.mapping());
        try {
            state.jobs().queue(id, request);
            return id;
        } catch (RuntimeException e) {
            claims.giveBack(request.mapping(), id);
            throw e;
        }
    }

    /**
     * Begins the job in the body, a {@link JobRequest} whose id may stand in the property {@code queued}; takes the lease. The
     * job then stands in the properties {@code job} and {@code request}.
     *
     * @throws AlreadyRunning when this or another runtime synchronizes the mapping
     */
    public void begin(Exchange exchange) throws InterruptedException {
        begin.begin(new JobExchange(exchange));
    }

    /** The pages of the job, each with its permit; none of a job that did not begin. */
    public Iterator<Page> pages(Exchange exchange) {
        UUID id = new JobExchange(exchange).job();
        RunningJob job = id == null ? null : running.find(id);
        if (job == null) {
            return Collections.emptyIterator();
        }
        JobPhases phases = new JobPhases(job, state.positions().startOf(job.request()), mappings, permits, state, threshold,
                pageSize);
        return new CountedPages(job.id(), requests, new JobPages(job, phases, permits, state, sides));
    }

    /** Before a page's route. */
    public void pageBegins(Exchange exchange) {
        pagesUnderWay.begins(exchange);
    }

    /** A page's route threw: nothing of the page is lost. */
    public void pageFailed(Exchange exchange) {
        pagesUnderWay.failed(exchange);
    }

    /** Ends the job, also when its pages could not be read; gives the lease back. */
    public void end(Exchange exchange) {
        end.end(new JobExchange(exchange));
    }

    /**
     * Asks a job to end after the pages in hand, also one of another runtime; false when it is over already. One whose
     * runtime is gone ends at once.
     */
    public boolean cancel(UUID id) {
        RunningJob job = running.find(id);
        if (job != null) {
            job.cancel("cancelled");
            return true;
        }
        if (state.jobs().find(id).filter(found -> found.finishedAt() == null).isEmpty()) {
            return false;
        }
        state.cancels().ask(id);
        if (!claims.isHere(id)) {
            state.jobs().endIfGone(id);
        }
        return true;
    }

    /** Every running job ends after the pages in hand; none begins any more. */
    public void stopAll() {
        running.stopAll();
    }

    public boolean isStopping() {
        return running.isStopping();
    }

    /** Whether no job runs or waits in this runtime. */
    public boolean isIdle() {
        return claims.isEmpty();
    }

    /**
     * Does something with a mapping while no job of it runs, and none begins.
     *
     * @throws AlreadyRunning when this or another runtime synchronizes the mapping
     */
    <T> T whileIdle(String mapping, Supplier<T> work) {
        UUID id = claims.claim(mapping);
        try {
            long token = leases.take(mapping).orElseThrow(() -> new AlreadyRunning(null,
                    "Another runtime synchronizes the mapping '" + mapping + "'."));
            try {
                return work.get();
            } finally {
                leases.giveBack(mapping, token);
            }
        } finally {
            claims.giveBack(mapping, id);
        }
    }

    /** Prolongs what runs here; a timer calls it. */
    public void renewLeases() {
        leases.renew();
    }

    /** Asks a side that can't be reached, if it is time to; a timer calls it. */
    public void probeSides() {
        sides.probe();
    }
}
