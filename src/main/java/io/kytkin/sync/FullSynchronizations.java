package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.RecordReader;
import io.kytkin.sync.FullSynchronization.Line;
import io.kytkin.sync.FullSynchronization.LineState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * Full synchronizations as the master route runs them. The lines live in the state database: whoever finishes a line takes
 * those that became ready, and after a crash they are taken again.
 */
public final class FullSynchronizations {
    /** A name that no mapping's file can have. */
    private static final String LEASE = "/full synchronization";
    private static final String START = "direct:full-synchronization";

    private final FullSynchronizationStore store;
    private final Mappings mappings;
    private final Map<Direction, RecordReader> readers;
    private final CouplingStore couplings;
    private final SynchJobs jobs;
    private final ProducerTemplate producer;
    private boolean holdsLease;
    /** Of the lease that was taken last: under an older one nothing is told of a line any more. */
    private volatile long token;

    /** @param producer starts the master route */
    public FullSynchronizations(DataSource state, Mappings mappings, Map<Direction, RecordReader> readers, SynchJobs jobs,
                                ProducerTemplate producer) {
        this.store = new FullSynchronizationStore(state, LEASE);
        this.mappings = mappings;
        this.readers = Map.copyOf(readers);
        this.couplings = new CouplingStore(state);
        this.jobs = jobs;
        this.producer = producer;
    }

    /**
     * Counts both sides, orders the mappings and recommends what to do; changes nothing.
     *
     * @param chosen these and those they depend on; empty: all
     * @throws io.kytkin.mapping.MappingProblem when the mappings refer to each other in a circle
     * @throws IllegalArgumentException when a chosen one does not exist
     */
    public FullSynchronization review(List<String> chosen, String who) {
        FullSynchronizationReview review = new FullSynchronizationReview(mappings, readers, couplings, chosen);
        return find(store.add(review, who)).orElseThrow();
    }

    /**
     * Starts a reviewed one and comes back at once.
     *
     * @param who starts it: its jobs bear that name, whoever reviewed it; null: nobody by name
     * @throws NotPossible when one runs already, or this one was started before
     */
    public FullSynchronization start(UUID id, String who) {
        if (!takeLease()) {
            throw new NotPossible(store.running().orElse(null), "A full synchronization runs already.");
        }
        try {
            store.start(id, who);
        } catch (RuntimeException e) {
            giveLeaseBack();
            throw e;
        }
        producer.asyncSendBody(START, id);
        return find(id).orElseThrow();
    }

    /** One runtime runs it; when that one is gone, another can take it over. */
    private synchronized boolean takeLease() {
        Optional<Long> taken = holdsLease ? Optional.empty() : jobs.leases().take(LEASE);
        taken.ifPresent(newToken -> {
            holdsLease = true;
            token = newToken;
        });
        return taken.isPresent();
    }

    private synchronized boolean runsHere() {
        return holdsLease;
    }

    private synchronized void giveLeaseBack() {
        if (holdsLease) {
            holdsLease = false;
            jobs.leases().giveBack(LEASE, token);
        }
    }

    /**
     * Goes on with one that a crash or a stop interrupted; its lines under way are queued again. A timer asks again and
     * again, because the lease of a runtime that crashed runs out only after a while.
     *
     * @return the one that goes on, also when this runtime runs it already: a command that asks may come after the timer; empty
     *         when there is none, or when another runtime runs it
     */
    public Optional<UUID> resume() {
        if (jobs.isStopping() || store.running().isEmpty()) {
            return Optional.empty();
        }
        if (!takeLease()) {
            return runsHere() ? store.running() : Optional.empty();
        }
        Optional<UUID> open = store.running();
        if (open.isEmpty()) {
            giveLeaseBack();
        }
        open.ifPresent(id -> {
            store.waitAgain(id);
            producer.asyncSendBody(START, id);
        });
        return open;
    }

    /**
     * Lines whose parents are finished, marked so that nobody takes them twice. The body is the id, or a line of it. Where the
     * state can't be asked, the lease goes back, so that the timer takes everything up again.
     */
    public List<LineToRun> takeReady(Exchange exchange) {
        try {
            return ready(exchange);
        } catch (RuntimeException e) {
            giveLeaseBack();
            throw e;
        }
    }

    private List<LineToRun> ready(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        UUID id = body instanceof LineToRun line ? line.fullSynchronization() : (UUID) body;
        List<LineToRun> ready = jobs.isStopping() ? List.of() : store.takeReady(id, token);
        if (ready.isEmpty() && (jobs.isStopping() || !store.running().equals(Optional.of(id)))) {
            giveLeaseBack();
        }
        return ready;
    }

    /**
     * The jobs of a line: the directions of its mapping, the ERP's records first; in a second pass only what is owed. None
     * when the line was cancelled while it was queued.
     */
    public List<JobRequest> requests(Exchange exchange) {
        LineToRun line = exchange.getMessage().getBody(LineToRun.class);
        if (!store.change(line, LineState.QUEUED, LineState.RUNNING, null, token)) {
            return List.of();
        }
        String who = find(line.fullSynchronization()).map(FullSynchronization::who).orElse(null);
        Mappings.Loaded loaded = mappings.find(line.mapping()).filter(Mappings.Loaded::isEnabled).orElseThrow(() ->
                new IllegalStateException("the mapping '" + line.mapping() + "' is gone or its file is not valid"));
        return loaded.routes().stream().sorted()
                .filter(direction -> line.pass() == 1 || direction == Direction.TO_CRM)
                .map(direction -> new JobRequest(line.mapping(), direction, line.pass() == 1 ? Scope.ALL : Scope.DEBTS,
                        List.of(), JobRequest.FULL_SYNCHRONIZATION, who)).toList();
    }

    /** Writes the job into its line; called for each job of a line before it runs. */
    public void job(Exchange exchange) {
        JobRequest request = exchange.getMessage().getBody(JobRequest.class);
        LineToRun line = exchange.getProperty("line", LineToRun.class);
        UUID job = jobs.queue(request);
        new JobExchange(exchange).queuedAs(job);
        store.runs(line, request.direction(), job);
    }

    /** After the jobs of a line: finished if they are, failed if one is not. A stop leaves the line to be taken again. */
    public void finished(Exchange exchange) {
        LineToRun line = exchange.getProperty("line", LineToRun.class);
        if (jobs.isStopping()) {
            return;
        }
        Line stored = find(line.fullSynchronization()).orElseThrow().lines().stream().filter(line::is)
                .findFirst().orElseThrow();
        Optional<SynchJob> bad = stored.jobs().stream().map(job -> jobs.store().find(job).orElseThrow())
                .filter(job -> job.state() != SynchJob.State.FINISHED).findFirst();
        store.change(line, LineState.RUNNING, bad.isEmpty() ? LineState.FINISHED : LineState.FAILED,
                bad.map(SynchJob::message).orElse(null), token);
    }

    /**
     * The line could not run at all. Where not even that can be said, or the line was never said to run, the lease goes back, so
     * that the timer takes the line up again.
     */
    public void failed(Exchange exchange) {
        LineToRun line = exchange.getProperty("line", LineToRun.class);
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (jobs.isStopping()) {
            return;
        }
        boolean told = false;
        try {
            told = store.change(line, LineState.RUNNING, LineState.FAILED, cause == null ? null : Reason.of(cause), token);
        } finally {
            if (!told) {
                giveLeaseBack();
            }
        }
    }

    /** Asks it to end: its jobs after the pages in hand, its waiting lines at once; false when it is over already. */
    public boolean cancel(UUID id) {
        boolean open = store.cancel(id);
        if (open) {
            find(id).orElseThrow().lines().forEach(line -> line.jobs().forEach(jobs::cancel));
        }
        return open;
    }

    public Optional<FullSynchronization> find(UUID id) {
        return store.find(id);
    }

    public Optional<FullSynchronization> latest() {
        return store.latest();
    }

    /** Whether any was ever started; a review that nobody started is none. */
    public boolean wasAnyStarted() {
        return store.wasAnyStarted();
    }
}
