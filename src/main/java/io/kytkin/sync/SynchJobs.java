package io.kytkin.sync;

import io.kytkin.coupling.LeaseLost;
import io.kytkin.coupling.Leases;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.Unreachable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Synch jobs as the route {@code synchronize} runs them: begin, hand out pages, end. A mapping never runs twice at once,
 * here or in another runtime. The job travels in the exchange property {@code job}.
 */
public final class SynchJobs {
    private static final Logger LOG = LoggerFactory.getLogger(SynchJobs.class);
    private static final long MILLISECONDS_BETWEEN_TRIES = 500;
    /** Schedules that tick at the same time start their jobs so far apart at most. */
    private static final Duration SAME_TICK = Duration.ofMillis(500);
    /** Why a job ends whose mapping a person took away. */
    static final String FILE_IS_GONE = "the file of the mapping is gone";
    private static final String REQUEST = "request";
    private static final String JOB = "job";

    private final Mappings mappings;
    private final SynchState state;
    private final Sides sides;
    private final PagePermits permits;
    private final Leases leases;
    private final PageSaver saver;
    private final CrmRequestCount requests;
    private final DeletesThreshold threshold;
    private final WaitingChanges waitingChanges;
    private final int pageSize;
    private final Map<UUID, RunningJob> running = new ConcurrentHashMap<>();
    private final Map<String, UUID> claimed = new ConcurrentHashMap<>();
    /** Mappings whose schedule ticked while a job of them ran. */
    private final Set<String> ticked = ConcurrentHashMap.newKeySet();
    private final List<JobProgress> listeners = new CopyOnWriteArrayList<>();
    private volatile PollRhythm rhythm = PollRhythm.everyTick();
    private volatile boolean stopping;

    /**
     * @param readers  of the side that is read, by direction
     * @param requests how many requests went to the CRM for a job
     * @param threshold how many deletes are acted on without asking
     * @param pageSize records a page
     */
    public SynchJobs(DataSource state, Mappings mappings, Map<Direction, RecordReader> readers, PagePermits permits,
                     Leases leases, CrmRequestCount requests, DeletesThreshold threshold, int pageSize) {
        this.mappings = mappings;
        this.state = SynchState.in(state);
        this.sides = new Sides(readers);
        this.permits = permits;
        this.leases = leases;
        this.waitingChanges = new WaitingChanges(state);
        this.saver = new PageSaver(state, running::get, requests);
        this.requests = requests;
        this.threshold = threshold;
        this.pageSize = pageSize;
    }

    /** The save stage that belongs to these jobs. */
    public PageSaver saver() {
        return saver;
    }

    /** How often schedules are followed. */
    public void follow(PollRhythm given) {
        this.rhythm = given;
    }

    /** Whether a tick of the schedule of the mapping in the property {@code mapping} is to be followed; routes ask it. */
    public boolean isDue(Exchange exchange) {
        String mapping = exchange.getProperty("mapping", String.class);
        return mapping == null || rhythm.isDue(mapping);
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

    /** Told of every step of every job. */
    public void listen(JobProgress listener) {
        listeners.add(listener);
    }

    /**
     * What a schedule or a hint asks for: the directions of the mapping, the ERP's changes first. Reads the property
     * {@code mapping}; gives requests for the route to split over. A mapping that was never synchronized as a whole waits for
     * a person to start that.
     */
    public List<JobRequest> requests(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof JobRequest request) {
            return List.of(request);
        }
        String mapping = exchange.getProperty("mapping", String.class);
        String trigger = exchange.getProperty("trigger", JobRequest.SCHEDULE, String.class);
        if (JobRequest.SCHEDULE.equals(trigger) && claimed.containsKey(mapping)) {
            ticked.add(mapping);
        }
        return mappings.find(mapping).filter(Mappings.Loaded::isEnabled).stream()
                .flatMap(loaded -> loaded.routes().stream().sorted())
                .filter(direction -> !JobRequest.SCHEDULE.equals(trigger) || wasSynchronized(mapping, direction))
                .filter(direction -> !claimed.containsKey(mapping))
                .filter(direction -> !JobRequest.SCHEDULE.equals(trigger)
                        || !state.pauses().isPaused(mapping) && sides.areOpen())
                .filter(direction -> !JobRequest.SCHEDULE.equals(trigger) || direction == Direction.TO_CRM
                        || rhythm.mayAskCrm())
                .map(direction -> new JobRequest(mapping, direction, Scope.CHANGED, List.of(), trigger, null))
                .toList();
    }

    /**
     * Whether the schedule of the mapping in the property {@code mapping} ticked while its jobs ran, however often: then it runs
     * once more.
     */
    public boolean isTickedMeanwhile(Exchange exchange) {
        String mapping = exchange.getProperty("mapping", String.class);
        return mapping != null && !stopping && !claimed.containsKey(mapping) && ticked.remove(mapping);
    }

    /** The same after a job that no schedule started; the property {@code mapping} then names its mapping. */
    public boolean isTickedDuring(Exchange exchange) {
        JobRequest request = exchange.getProperty(REQUEST, JobRequest.class);
        return request != null && exchange.getProperty("mapping") == null && !stopping
                && !claimed.containsKey(request.mapping()) && ticked.remove(request.mapping());
    }

    /** The two sides: while one does not answer, schedules start nothing. */
    public Sides sides() {
        return sides;
    }

    /** Asks a side that can't be reached, if it is time to; a timer calls it. */
    public void probeSides() {
        sides.probe();
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
        UUID id = claim(request);
        try {
            state.jobs().queue(id, request);
            return id;
        } catch (RuntimeException e) {
            claimed.remove(request.mapping(), id);
            throw e;
        }
    }

    private UUID claim(JobRequest request) {
        UUID id = UUID.randomUUID();
        UUID other = claimed.putIfAbsent(request.mapping(), id);
        if (other != null) {
            throw new AlreadyRunning(other, "The mapping '" + request.mapping() + "' is being synchronized already.");
        }
        return id;
    }

    /**
     * Begins the job in the body, a {@link JobRequest} whose id may stand in the property {@code queued}; takes the lease.
     *
     * @throws AlreadyRunning when this or another runtime synchronizes the mapping
     */
    public void begin(Exchange exchange) throws InterruptedException {
        JobRequest request = exchange.getMessage().getBody(JobRequest.class);
        UUID queued = exchange.getProperty("queued", UUID.class);
        UUID id = queued == null ? claim(request) : queued;
        exchange.setProperty(REQUEST, request);
        exchange.setProperty(JOB, id);
        // What an earlier try left there is no failure of this job.
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        if (isGivenUp(id) || isFileGone(request)) {
            return;
        }
        boolean isScheduled = JobRequest.SCHEDULE.equals(request.trigger());
        if (queued == null && !isScheduled) {
            state.jobs().queue(id, request);
        }
        MappingDefinition definition = mappings.definition(request.mapping()).orElseThrow(() ->
                new IllegalStateException("the file of the mapping '" + request.mapping() + "' is not valid"));
        long token = lease(id, request);
        try {
            if (isGivenUp(id)) {
                leases.giveBack(request.mapping(), token);
                return;
            }
            if (queued == null && isScheduled) {
                state.jobs().queue(id, request);
            }
            begin(id, request, definition, token);
        } catch (RuntimeException | InterruptedException e) {
            leases.giveBack(request.mapping(), token);
            if (!state.cancels().isAsked(id)) {
                throw e;
            }
        }
    }

    private void begin(UUID id, JobRequest request, MappingDefinition definition, long token)
            throws InterruptedException {
        RecordReader reader = sides.reader(request.direction());
        boolean movesPositionAtEnd = request.scope() == Scope.ALL
                && state.positions().of(request.mapping(), request.direction()).isPresent();
        boolean anyParked = state.parkedRecords().counts().containsKey(request.mapping());
        String position = state.positions().startOf(request);
        String bound;
        Long total;
        try (CrmRequestCount.Reading reading = requests.reading(id)) {
            bound = sides.ask(() -> reader.bound(definition,
                    JobRequest.SCHEDULE.equals(request.trigger()) ? SAME_TICK : Duration.ZERO, position), () -> isGivenUp(id));
            total = request.scope() == Scope.ALL
                    ? sides.ask(() -> reader.count(definition), () -> isGivenUp(id)) : null;
        }
        state.jobs().started(id, request.mapping(), total);
        running.put(id, new RunningJob(id, request, reader, token, bound, permits, movesPositionAtEnd, anyParked));
        tell(id);
    }

    /** The file may go between the start of a job and its begin: above all of a line's second job, when it ended the first. */
    private boolean isFileGone(JobRequest request) {
        return mappings.find(request.mapping()).isEmpty();
    }

    private boolean isGivenUp(UUID id) {
        return stopping || state.cancels().isAsked(id);
    }

    /**
     * Nobody begins while the mapping is paused or a side can't be reached. A full synchronization waits for whoever has
     * the mapping, above all for the lease of a runtime that crashed.
     */
    private long lease(UUID id, JobRequest request) throws InterruptedException {
        while (true) {
            if ((state.pauses().isPaused(request.mapping()) || sides.areAwaited()) && !isGivenUp(id)) {
                Thread.sleep(MILLISECONDS_BETWEEN_TRIES);
                continue;
            }
            Optional<Long> token = leases.take(request.mapping());
            if (token.isPresent()) {
                return token.get();
            }
            if (stopping || !JobRequest.FULL_SYNCHRONIZATION.equals(request.trigger())) {
                throw new AlreadyRunning(null, "Another runtime (" + leases.holder(request.mapping()).orElse("unknown")
                        + ") synchronizes the mapping '" + request.mapping() + "'.");
            }
            Thread.sleep(MILLISECONDS_BETWEEN_TRIES);
        }
    }

    /** The pages of the job, each with its permit. */
    public Iterator<Page> pages(Exchange exchange) {
        UUID id = exchange.getProperty(JOB, UUID.class);
        RunningJob job = id == null ? null : running.get(id);
        if (job == null) {
            return Collections.emptyIterator();
        }
        JobPhases phases = new JobPhases(job, state.positions().startOf(job.request()), mappings, permits, state, threshold,
                pageSize);
        return new CountedPages(job.id(), requests, new JobPages(job, phases, permits, state, sides));
    }

    /**
     * Before a page's route: makes sure that its permit comes back when the exchange is over, however that happens, and
     * that a page which no step saved is answered for.
     */
    public void pageBegins(Exchange exchange) {
        Page page = exchange.getMessage().getBody(Page.class);
        exchange.setProperty("page", page);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                pageEnds(page);
            }
        });
    }

    private void pageEnds(Page page) {
        RunningJob job = running.get(page.origin().job());
        if (job == null) {
            return;
        }
        try {
            if (job.isOpen(page.origin().number()) && !job.isLost()) {
                fail(page, job, "the route " + page.route() + " ended without the step save-page");
            }
        } finally {
            job.release(page.origin().number());
        }
        if (job.isReportDue()) {
            tell(job.id());
        }
    }

    /** A page's route threw: its records are parked as transient, so that nothing is lost. */
    public void pageFailed(Exchange exchange) {
        Page page = exchange.getProperty("page", Page.class);
        // Taken away, because the split hands what its parts leave there to the job's exchange, which did not fail.
        Throwable cause = (Throwable) exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        RunningJob job = running.get(page.origin().job());
        if (job == null || !job.isOpen(page.origin().number())) {
            return;
        }
        if (cause instanceof LeaseLost) {
            job.lose(cause.getMessage());
            return;
        }
        if (Unreachable.is(cause) && job.holdOver(page)) {
            LOG.debug("{}: {}", page, Reason.of(cause));
            return;
        }
        String reason = Reason.of(cause);
        LOG.warn("{}: {}", page, reason);
        LOG.debug("{}", page, cause);
        fail(page, job, reason);
        if (!job.isAgain(page.origin().number())) {
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

    /** Ends the job, also when its pages could not be read; gives the lease back. */
    public void end(Exchange exchange) {
        UUID id = exchange.getProperty(JOB, UUID.class);
        JobRequest request = exchange.getProperty(REQUEST, JobRequest.class);
        if (id == null || request == null) {
            return;
        }
        RunningJob job = running.get(id);
        try {
            if (job == null) {
                Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
                ended(id, request, failure == null ? SynchJob.State.CANCELLED : SynchJob.State.FAILED,
                        failure != null ? Reason.of(failure) : isFileGone(request) ? FILE_IS_GONE : "cancelled before it began");
            } else {
                end(exchange, job);
            }
        } finally {
            running.remove(id);
            claimed.remove(request.mapping(), id);
        }
    }

    private void end(Exchange exchange, RunningJob job) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure != null) {
            job.stop(Reason.of(failure));
        }
        job.awaitLastPages();
        try {
            if (!job.isLost() && mappings.definition(job.request().mapping()).isPresent()) {
                saver.finish(job, mappings.definition(job.request().mapping()).get());
            }
        } catch (SQLException | RuntimeException e) {
            job.lose("the position can't be saved: " + Reason.of(e));
        }
        ended(job.id(), job.request(), job.isCancelled() ? SynchJob.State.CANCELLED
                : job.isStopped() ? SynchJob.State.FAILED : SynchJob.State.FINISHED, job.message());
        leases.giveBack(job.request().mapping(), job.token());
    }

    private void ended(UUID id, JobRequest request, SynchJob.State how, String message) {
        state.jobs().requests(id, requests.soFar(id));
        requests.forget(id);
        state.jobs().ended(id, how, message);
        state.cancels().forget(id);
        rhythm.ended(request.mapping(), state.jobs().find(id).map(SynchJob::wroteSomething).orElse(false));
        if (JobRequest.SCHEDULE.equals(request.trigger())) {
            state.jobs().forgetIdle(id, request);
        }
        if (how == SynchJob.State.FAILED) {
            LOG.warn("{} {}: the job failed: {}", request.mapping(), request.direction().jsonName(), message);
        }
        tell(id);
    }

    /**
     * Asks a job to end after the pages in hand, also one of another runtime; false when it is over already. One whose
     * runtime is gone ends at once.
     */
    public boolean cancel(UUID id) {
        RunningJob job = running.get(id);
        if (job != null) {
            job.cancel("cancelled");
            return true;
        }
        if (state.jobs().find(id).filter(found -> found.finishedAt() == null).isEmpty()) {
            return false;
        }
        state.cancels().ask(id);
        if (!claimed.containsValue(id)) {
            state.jobs().endIfGone(id);
        }
        return true;
    }

    /** Every running job ends after the pages in hand; none begins any more. */
    public void stopAll() {
        stopping = true;
        running.values().forEach(job -> job.cancel("the runtime was stopped; the next job goes on from here"));
    }

    public boolean isStopping() {
        return stopping;
    }

    /** Whether no job runs or waits in this runtime. */
    public boolean isIdle() {
        return claimed.isEmpty();
    }

    /**
     * Does something with a mapping while no job of it runs, and none begins.
     *
     * @throws AlreadyRunning when this or another runtime synchronizes the mapping
     */
    <T> T whileIdle(String mapping, Supplier<T> work) {
        UUID id = claim(new JobRequest(mapping, Direction.TO_CRM, Scope.RECORDS, List.of(), "rest", null));
        try {
            long token = leases.take(mapping).orElseThrow(() -> new AlreadyRunning(null,
                    "Another runtime synchronizes the mapping '" + mapping + "'."));
            try {
                return work.get();
            } finally {
                leases.giveBack(mapping, token);
            }
        } finally {
            claimed.remove(mapping, id);
        }
    }

    /** Prolongs what runs here; a timer calls it. */
    public void renewLeases() {
        leases.renew();
    }

    Leases leases() {
        return leases;
    }

    private void tell(UUID id) {
        if (!listeners.isEmpty()) {
            state.jobs().find(id).ifPresent(job -> listeners.forEach(listener -> listener.changed(job)));
        }
    }
}
