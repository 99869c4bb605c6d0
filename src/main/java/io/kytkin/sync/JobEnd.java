package io.kytkin.sync;

import io.kytkin.coupling.Leases;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a job, however it came to it and also of one that did not begin: the position moves, the job says how it ended,
 * lease and claim are given back, the rhythm of the mapping's schedule hears whether anything was written.
 */
final class JobEnd {
    private static final Logger LOG = LoggerFactory.getLogger(JobEnd.class);
    /** Why a job ends whose mapping a person took away. */
    static final String FILE_IS_GONE = "the file of the mapping is gone";

    private final Mappings mappings;
    private final SynchState state;
    private final Leases leases;
    private final PageSaver saver;
    private final CrmRequestCount requests;
    private final PollRhythm rhythm;
    private final ClaimedMappings claims;
    private final RunningJobs running;
    private final JobListeners listeners;

    JobEnd(Mappings mappings, SynchState state, Leases leases, PageSaver saver, CrmRequestCount requests, PollRhythm rhythm,
           ClaimedMappings claims, RunningJobs running, JobListeners listeners) {
        this.mappings = mappings;
        this.state = state;
        this.leases = leases;
        this.saver = saver;
        this.requests = requests;
        this.rhythm = rhythm;
        this.claims = claims;
        this.running = running;
        this.listeners = listeners;
    }

    /** Does nothing when no job of the exchange was even claimed. */
    void end(JobExchange exchange) {
        UUID id = exchange.job();
        JobRequest request = exchange.request();
        if (id == null || request == null) {
            return;
        }
        RunningJob job = running.find(id);
        try {
            if (job == null) {
                endUnbegun(id, request, exchange.failure());
            } else {
                end(job, exchange.failure());
            }
        } finally {
            running.remove(id);
            claims.giveBack(request.mapping(), id);
        }
    }

    /**
     * The file may go between the start of a job and its begin: above all of a line's second job, when it ended the first. That
     * another runtime is at a mapping is what its schedule there is for: no failure, and the next tick asks again.
     *
     * @param failure null: the job was given up
     */
    private void endUnbegun(UUID id, JobRequest request, Throwable failure) {
        if (failure instanceof AlreadyRunning && JobRequest.SCHEDULE.equals(request.trigger())) {
            LOG.debug("{} {}: {}", request.mapping(), request.direction().jsonName(), failure.getMessage());
            requests.forget(id);
            state.cancels().forget(id);
        } else if (failure != null) {
            ended(id, request, SynchJob.State.FAILED, Reason.of(failure));
        } else {
            ended(id, request, SynchJob.State.CANCELLED, mappings.find(request.mapping()).isEmpty() ? FILE_IS_GONE
                    : "cancelled before it began");
        }
    }

    /** @param failure why its pages could not be read to the last; null: they were, or the job was stopped */
    private void end(RunningJob job, Throwable failure) {
        if (failure != null) {
            job.stop(Reason.of(failure));
        }
        job.pages().awaitLast();
        try {
            Optional<MappingDefinition> definition = mappings.definition(job.request().mapping());
            if (!job.isLost() && definition.isPresent()) {
                saver.finish(job, definition.get());
            }
        } catch (SQLException | RuntimeException e) {
            job.lose("the position can't be saved: " + Reason.of(e));
        }
        try {
            ended(job.id(), job.request(), job.isCancelled() ? SynchJob.State.CANCELLED
                    : job.isStopped() ? SynchJob.State.FAILED : SynchJob.State.FINISHED, job.message());
        } finally {
            // Also when the state was away for a moment: a lease that is kept is renewed, and nobody could begin any more.
            leases.giveBack(job.request().mapping(), job.token());
        }
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
        listeners.tell(id);
    }
}
