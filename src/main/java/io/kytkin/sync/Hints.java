package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.sync.HintStore.Hint;
import io.kytkin.sync.HintStore.Kind;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * Changes that somebody outside told of: they go across at once, through the route {@code hints}. What is told while a job
 * of the mapping runs, while it is paused or while a side can't be reached, is collected in the state and goes in one more
 * job; what a failed job took up waits again.
 */
public final class Hints {
    private static final String QUEUE = "seda:hints?waitForTaskToComplete=Never";
    /** The trigger of the jobs. */
    static final String TRIGGER = "hint";
    /** What one job takes; the rest goes in the next. */
    private static final int MOST = 10_000;

    private final SynchJobs jobs;
    private final Mappings mappings;
    private final ErpKeys keys;
    private final HintStore store;
    private final ProducerTemplate producer;
    /** Mappings whose name is in the queue or in the route's hands. */
    private final Set<String> underWay = new HashSet<>();

    /** @param keys finds what was told of by its readable key */
    public Hints(DataSource state, SynchJobs jobs, Mappings mappings, ErpKeys keys, ProducerTemplate producer) {
        this.store = new HintStore(state);
        this.jobs = jobs;
        this.mappings = mappings;
        this.keys = keys;
        this.producer = producer;
        jobs.pauses().whenResumed(this::goOn);
    }

    /**
     * Comes back as soon as it is kept.
     *
     * @param records ids of the side that is read; empty: whatever changed there
     * @param who     the user behind it, or null
     */
    public void changed(String mapping, Direction direction, Collection<String> records, String who) {
        if (records.isEmpty() && !jobs.wasSynchronized(mapping, direction)) {
            // Its first pass over everything is for a person to start.
            return;
        }
        store.add(mapping, direction, records.isEmpty() ? Kind.ALL : Kind.ID, records.isEmpty() ? List.of("") : records, who);
        send(mapping);
    }

    /** As {@link #changed}, of ERP records by their readable keys: they are looked up when the ERP can be asked. */
    public void changedByKey(String mapping, Collection<String> erpKeys, String who) {
        store.add(mapping, Direction.TO_CRM, Kind.KEY, erpKeys, who);
        send(mapping);
    }

    private boolean mayGo(String mapping) {
        return !jobs.pauses().isPaused(mapping) && !jobs.sides().areAwaited()
                && mappings.find(mapping).filter(Mappings.Loaded::isEnabled).isPresent();
    }

    private void send(String mapping) {
        if (!mayGo(mapping)) {
            return;
        }
        synchronized (underWay) {
            if (!underWay.add(mapping)) {
                return;
            }
        }
        producer.sendBody(QUEUE, mapping);
    }

    /** Takes up whatever waits and is not under way, also after a failure, a pause or another process; a timer calls it. */
    public void goOn() {
        store.mappings().forEach(this::send);
    }

    /** The route has done with a mapping, however that ended. */
    public void done(Exchange exchange) {
        String mapping = exchange.getProperty("hinted", String.class);
        synchronized (underWay) {
            underWay.remove(mapping);
        }
        if (!exchange.isFailed() && isWaiting(exchange)) {
            // What was told while the route came to its end.
            send(mapping);
        }
    }

    /** What a job took up that did not end well waits for the next time; the body is its request. */
    public void settle(Exchange exchange) {
        UUID job = new JobExchange(exchange).queued();
        boolean ended = jobs.store().find(job).map(SynchJob::state).filter(SynchJob.State.FINISHED::equals).isPresent();
        if (!ended) {
            store.giveBack(job);
            exchange.setProperty("hintsFailed", true);
        }
    }

    /** Whether the mapping in the property {@code hinted} has more waiting; after a failed job the rest waits for the timer. */
    public boolean isWaiting(Exchange exchange) {
        String mapping = exchange.getProperty("hinted", String.class);
        boolean failed = exchange.getProperty("hintsFailed", false, Boolean.class);
        return !failed && mayGo(mapping) && !store.waiting(mapping, 1).isEmpty();
    }

    /**
     * Takes up what waits for the mapping in the property {@code hinted}, one direction at a time: the body becomes its job,
     * or null when nothing of it can go.
     *
     * @throws AlreadyRunning while another job has the mapping; then everything goes on waiting, and may grow
     */
    public void job(Exchange exchange) {
        String mapping = exchange.getProperty("hinted", String.class);
        exchange.getMessage().setBody(null);
        List<Hint> waiting = store.waiting(mapping, MOST);
        MappingDefinition definition = mappings.definition(mapping).orElse(null);
        if (waiting.isEmpty() || definition == null) {
            return;
        }
        Hint first = waiting.get(0);
        List<Hint> taken = waiting.stream().filter(hint -> hint.direction() == first.direction()
                && (hint.kind() == Kind.ALL) == (first.kind() == Kind.ALL)).toList();
        List<String> records = records(definition, taken);
        boolean hasRoute = mappings.find(mapping).filter(loaded -> loaded.routes().contains(first.direction())).isPresent();
        if (!hasRoute || first.kind() != Kind.ALL && records.isEmpty()) {
            store.forget(mapping, taken);
            return;
        }
        JobRequest request = new JobRequest(mapping, first.direction(),
                first.kind() == Kind.ALL ? Scope.CHANGED : Scope.RECORDS, records, TRIGGER, first.who());
        UUID job = jobs.queue(request);
        store.take(mapping, taken, job);
        new JobExchange(exchange).queuedAs(job);
        exchange.getMessage().setBody(request);
    }

    private List<String> records(MappingDefinition definition, List<Hint> taken) {
        List<String> unresolved = named(taken, Kind.KEY).toList();
        Collection<String> resolved = unresolved.isEmpty() ? List.of() : keys.idsOf(definition, unresolved).values();
        return Stream.concat(named(taken, Kind.ID), resolved.stream()).distinct().toList();
    }

    private static Stream<String> named(List<Hint> hints, Kind kind) {
        return hints.stream().filter(hint -> hint.kind() == kind).map(Hint::record);
    }
}
