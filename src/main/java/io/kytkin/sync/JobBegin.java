package io.kytkin.sync;

import io.kytkin.coupling.Leases;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.RecordReader;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The begin of a job: it waits while its mapping is paused or a side can't be reached, takes the mapping's lease, and asks the
 * side that is read how far to read. A job that was cancelled by then, or whose mapping's file is gone, does not begin; its
 * end says why.
 */
final class JobBegin {
    private static final long MILLISECONDS_BETWEEN_TRIES = 500;
    /** Schedules that tick at the same time start their jobs so far apart at most. */
    private static final Duration SAME_TICK = Duration.ofMillis(500);

    private final Mappings mappings;
    private final SynchState state;
    private final Sides sides;
    private final Leases leases;
    private final PagePermits permits;
    private final CrmRequestCount requests;
    private final ClaimedMappings claims;
    private final RunningJobs running;
    private final JobListeners listeners;

    JobBegin(Mappings mappings, SynchState state, Sides sides, Leases leases, PagePermits permits, CrmRequestCount requests,
             ClaimedMappings claims, RunningJobs running, JobListeners listeners) {
        this.mappings = mappings;
        this.state = state;
        this.sides = sides;
        this.leases = leases;
        this.permits = permits;
        this.requests = requests;
        this.claims = claims;
        this.running = running;
        this.listeners = listeners;
    }

    /**
     * Begins the job in the body, queued before or not.
     *
     * @throws AlreadyRunning when this or another runtime synchronizes the mapping
     */
    void begin(JobExchange exchange) throws InterruptedException {
        JobRequest request = exchange.exchange().getMessage().getBody(JobRequest.class);
        UUID queued = exchange.queued();
        UUID id = queued == null ? claims.claim(request.mapping()) : queued;
        exchange.begins(id, request);
        if (isGivenUp(id) || mappings.find(request.mapping()).isEmpty()) {
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

    private boolean isGivenUp(UUID id) {
        return running.isStopping() || state.cancels().isAsked(id);
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
            if (running.isStopping() || !JobRequest.FULL_SYNCHRONIZATION.equals(request.trigger())) {
                throw new AlreadyRunning(null, "Another runtime (" + leases.holder(request.mapping()).orElse("unknown")
                        + ") synchronizes the mapping '" + request.mapping() + "'.");
            }
            Thread.sleep(MILLISECONDS_BETWEEN_TRIES);
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
        running.add(new RunningJob(id, request, reader, token, bound, permits, movesPositionAtEnd, anyParked));
        listeners.tell(id);
    }
}
