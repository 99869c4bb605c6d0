package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.coupling.LeaseLost;
import io.kytkin.coupling.Leases;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.RecordReader;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Synch jobs as the route {@code synchronize} runs them: begin, hand out pages, end. A mapping never runs twice at once,
 * here or in another runtime. The job travels in the exchange property {@code job}.
 */
public final class SynchJobs {
    private static final Logger LOG = LoggerFactory.getLogger(SynchJobs.class);
    private static final String REQUEST = "request";
    private static final String JOB = "job";

    private final Mappings mappings;
    private final Map<Direction, RecordReader> readers;
    private final PagePermits permits;
    private final JobStore store;
    private final Positions positions;
    private final ParkedRecords parkedRecords;
    private final CouplingStore couplings;
    private final Leases leases;
    private final PageSaver saver;
    private final CrmRequestCount requests;
    private final int pageSize;
    private final Map<UUID, RunningJob> running = new ConcurrentHashMap<>();
    private final Map<String, UUID> claimed = new ConcurrentHashMap<>();
    private final List<JobProgress> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    /**
     * @param readers  of the side that is read, by direction
     * @param requests how many requests went to the CRM for a job
     * @param pageSize records a page
     */
    public SynchJobs(DataSource state, Mappings mappings, Map<Direction, RecordReader> readers, PagePermits permits,
                     Leases leases, CrmRequestCount requests, int pageSize) {
        this.mappings = mappings;
        this.readers = Map.copyOf(readers);
        this.permits = permits;
        this.store = new JobStore(state);
        this.positions = new Positions(state);
        this.parkedRecords = new ParkedRecords(state);
        this.couplings = new CouplingStore(state);
        this.leases = leases;
        this.saver = new PageSaver(state, running::get, requests);
        this.requests = requests;
        this.pageSize = pageSize;
    }

    /** The save stage that belongs to these jobs. */
    public PageSaver saver() {
        return saver;
    }

    /** The jobs in the state database. */
    public JobStore store() {
        return store;
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
        String trigger = exchange.getProperty("trigger", "schedule", String.class);
        return mappings.find(mapping).filter(Mappings.Loaded::isEnabled).stream()
                .flatMap(loaded -> loaded.routes().stream())
                .filter(direction -> !"schedule".equals(trigger) || wasSynchronized(mapping, direction))
                .filter(direction -> !claimed.containsKey(mapping))
                .map(direction -> new JobRequest(mapping, direction, Scope.CHANGED, List.of(), trigger, null))
                .toList();
    }

    /** Whether a job of the mapping in that direction was ever finished. */
    public boolean wasSynchronized(String mapping, Direction direction) {
        return positions.of(mapping, direction).isPresent()
                || store.latest(mapping, direction, SynchJob.State.FINISHED).isPresent();
    }

    /**
     * Writes the job down as queued and claims the mapping, so that a second start is refused at once.
     *
     * @throws AlreadyRunning when the mapping is being synchronized by this runtime
     */
    public UUID queue(JobRequest request) {
        UUID id = store.queue(request);
        UUID other = claimed.putIfAbsent(request.mapping(), id);
        if (other != null) {
            store.ended(id, SynchJob.State.FAILED, "the mapping is being synchronized already");
            throw new AlreadyRunning(other, "The mapping '" + request.mapping() + "' is being synchronized already.");
        }
        return id;
    }

    /**
     * Begins the job in the body, a {@link JobRequest} whose id may stand in the property {@code queued}; takes the lease.
     *
     * @throws AlreadyRunning when this or another runtime synchronizes the mapping
     */
    public void begin(Exchange exchange) {
        JobRequest request = exchange.getMessage().getBody(JobRequest.class);
        UUID queued = exchange.getProperty("queued", UUID.class);
        UUID id = queued == null ? queue(request) : queued;
        exchange.setProperty(REQUEST, request);
        exchange.setProperty(JOB, id);
        MappingDefinition definition = mappings.definition(request.mapping()).orElseThrow(() ->
                new IllegalStateException("there is no mapping '" + request.mapping() + "', or its file is not valid"));
        long token = leases.take(request.mapping()).orElseThrow(() -> new AlreadyRunning(null,
                "Another runtime synchronizes the mapping '" + request.mapping() + "'."));
        RecordReader reader = readers.get(request.direction());
        boolean anyParked = parkedRecords.counts().containsKey(request.mapping());
        RunningJob job = new RunningJob(id, request, reader, token, reader.bound(definition), permits, anyParked);
        running.put(id, job);
        store.started(id, request.scope() == Scope.ALL ? Long.valueOf(reader.count(definition)) : null);
        tell(id);
    }

    /** The pages of the job, each with its permit. */
    public Iterator<Page> pages(Exchange exchange) {
        RunningJob job = job(exchange);
        if (job == null) {
            return Collections.emptyIterator();
        }
        JobRequest request = job.request();
        String position = request.scope() == Scope.CHANGED
                ? positions.of(request.mapping(), request.direction()).orElse(null) : null;
        return new JobPages(job, position, mappings, permits, parkedRecords, couplings, pageSize);
    }

    private RunningJob job(Exchange exchange) {
        UUID id = exchange.getProperty(JOB, UUID.class);
        return id == null ? null : running.get(id);
    }

    /** After a page's route: tells of progress, and answers for a page that no step saved. */
    public void pageDone(Exchange exchange) {
        Page page = exchange.getMessage().getBody(Page.class);
        if (page != null) {
            RunningJob job = running.get(page.origin().job());
            if (job != null && job.isUnderWay(page.origin().number())) {
                fail(page, job, "its route ended without the step save-page");
            }
            tell(page.origin().job());
        }
    }

    /** A page's route threw: its records are parked as transient, so that nothing is lost. */
    public void pageFailed(Exchange exchange) {
        Page page = exchange.getProperty("page", Page.class);
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        RunningJob job = running.get(page.origin().job());
        if (job == null || !job.isUnderWay(page.origin().number())) {
            return;
        }
        if (cause instanceof LeaseLost) {
            job.stop(cause.getMessage());
            job.release(page.origin().number());
            return;
        }
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        LOG.warn("{}: {}: {}", page.mapping().name(), page, reason);
        LOG.debug("{}: {}", page.mapping().name(), page, cause);
        fail(page, job, reason);
        job.pageFailed(reason);
        tell(job.id());
    }

    private void fail(Page page, RunningJob job, String reason) {
        for (PageRecord record : page.records()) {
            if (record.outcome() == null || record.isToWrite()) {
                record.park(Parking.transientFailure(reason));
            }
        }
        try {
            saver.save(page);
        } catch (SQLException | RuntimeException e) {
            job.stop("a page could neither be sent nor noted as parked: " + e.getMessage());
            job.release(page.origin().number());
        }
    }

    /** Ends the job, also when its pages could not be read; gives the lease back. */
    public void end(Exchange exchange) throws SQLException {
        UUID id = exchange.getProperty(JOB, UUID.class);
        JobRequest request = exchange.getProperty(REQUEST, JobRequest.class);
        if (id == null || request == null) {
            return;
        }
        Throwable failure = Optional.ofNullable(exchange.getException())
                .orElse(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class));
        RunningJob job = running.remove(id);
        try {
            String message = failure == null ? job == null ? null : job.stopReason() : failure.getMessage();
            boolean cancelled = job != null && job.isCancelled();
            SynchJob.State state = cancelled ? SynchJob.State.CANCELLED
                    : message == null ? SynchJob.State.FINISHED : SynchJob.State.FAILED;
            if (state == SynchJob.State.FINISHED) {
                positions.end(job, mappings.definition(request.mapping()));
            }
            store.requests(id, requests.soFar(id));
            requests.forget(id);
            store.ended(id, state, cancelled ? "cancelled" : message);
            if (state == SynchJob.State.FAILED) {
                LOG.warn("{} {}: the job failed: {}", request.mapping(), request.direction().jsonName(), message);
            }
            if (job != null) {
                leases.giveBack(request.mapping(), job.token());
            }
        } finally {
            claimed.remove(request.mapping(), id);
        }
        tell(id);
    }

    /** Asks a job to end after the pages in hand; false when it is over already. */
    public boolean cancel(UUID id) {
        RunningJob job = running.get(id);
        if (job != null) {
            job.stop(null);
        }
        return job != null;
    }

    /** Every running job ends after the pages in hand; none begins any more. */
    public void stopAll() {
        stopping = true;
        running.values().forEach(job -> job.stop("the runtime was stopped; the next job goes on from here"));
    }

    public boolean isStopping() {
        return stopping;
    }

    /** Whether any job runs in this runtime. */
    public boolean isIdle() {
        return running.isEmpty();
    }

    /** Prolongs the leases of the jobs that run here; a timer calls it. */
    public void renewLeases() {
        leases.renew(running.values().stream().map(job -> job.request().mapping()).distinct().toList());
    }

    private void tell(UUID id) {
        if (!listeners.isEmpty()) {
            store.find(id).ifPresent(job -> listeners.forEach(listener -> listener.changed(job)));
        }
    }
}
