package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * Changes that somebody outside told of: they go across at once, through the route {@code hints}. What is told while a job
 * of the mapping runs, or is paused, is collected and goes in one more job; what a failed job took up waits again. A hint
 * only makes a change travel sooner: one that is lost with the process is found by the next poll or sweep.
 */
public final class Hints {
    private static final String QUEUE = "seda:hints?waitForTaskToComplete=Never";
    /** The trigger of the jobs. */
    static final String TRIGGER = "hint";

    /** What waits for one mapping. @param records ids by direction; an empty set: whatever changed */
    private record Told(Map<Direction, Set<String>> records, String who) { }

    private final SynchJobs jobs;
    private final Mappings mappings;
    private final Pauses pauses;
    private final ProducerTemplate producer;
    private final Map<String, Told> waiting = new HashMap<>();
    /** Mappings whose name is in the queue or in the route's hands. */
    private final Set<String> underWay = new HashSet<>();

    public Hints(SynchJobs jobs, Mappings mappings, Pauses pauses, ProducerTemplate producer) {
        this.jobs = jobs;
        this.mappings = mappings;
        this.pauses = pauses;
        this.producer = producer;
        pauses.whenResumed(this::goOn);
    }

    /**
     * Comes back at once.
     *
     * @param records ids of the side that is read; empty: whatever changed there
     * @param who     the user behind it, or null
     */
    public void changed(String mapping, Direction direction, Collection<String> records, String who) {
        if (records.isEmpty() && !jobs.wasSynchronized(mapping, direction)) {
            // Its first pass over everything is for a person to start.
            return;
        }
        collect(mapping, direction, records, who);
        send(mapping);
    }

    private void send(String mapping) {
        if (pauses.isPaused(mapping)) {
            return;
        }
        synchronized (waiting) {
            if (!waiting.containsKey(mapping) || !underWay.add(mapping)) {
                return;
            }
        }
        producer.sendBody(QUEUE, mapping);
    }

    /** How many mappings have something waiting that no job has taken up. */
    public int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Takes up whatever waits and is not under way, also after a failure or a pause that ended elsewhere; a timer calls it. */
    public void goOn() {
        List<String> names;
        synchronized (waiting) {
            names = List.copyOf(waiting.keySet());
        }
        names.forEach(this::send);
    }

    /** The route has done with a mapping, however that ended. */
    public void done(Exchange exchange) {
        String mapping = exchange.getProperty("hinted", String.class);
        synchronized (waiting) {
            underWay.remove(mapping);
        }
        if (!exchange.isFailed() && !exchange.getProperty("hintsFailed", false, Boolean.class)) {
            // What was told while the route came to its end.
            send(mapping);
        }
    }

    /** What a job took up that did not end well waits for the next time; the body is its request. */
    public void settle(Exchange exchange) {
        UUID job = exchange.getProperty("queued", UUID.class);
        JobRequest request = exchange.getProperty("hintedRequest", JobRequest.class);
        boolean ended = jobs.store().find(job).map(SynchJob::state).filter(SynchJob.State.FINISHED::equals).isPresent();
        if (!ended) {
            collect(request.mapping(), request.direction(), request.records(), request.who());
            exchange.setProperty("hintsFailed", true);
        }
    }

    private void collect(String mapping, Direction direction, Collection<String> records, String who) {
        synchronized (waiting) {
            Told told = waiting.computeIfAbsent(mapping, any -> new Told(new TreeMap<>(), who));
            Set<String> known = told.records.get(direction);
            if (records.isEmpty() || known != null && known.isEmpty()) {
                told.records.put(direction, new LinkedHashSet<>());
            } else {
                told.records.computeIfAbsent(direction, any -> new LinkedHashSet<>()).addAll(records);
            }
        }
    }

    /** Whether the mapping in the property {@code hinted} has more waiting; after a failed job the rest waits for the timer. */
    public boolean isWaiting(Exchange exchange) {
        String mapping = exchange.getProperty("hinted", String.class);
        boolean failed = exchange.getProperty("hintsFailed", false, Boolean.class);
        synchronized (waiting) {
            return !failed && waiting.containsKey(mapping) && !pauses.isPaused(mapping);
        }
    }

    /**
     * Takes up what waits for the mapping in the property {@code hinted}, one direction at a time: the body becomes its job.
     *
     * @throws AlreadyRunning while another job has the mapping; then everything goes on waiting, and may grow
     */
    public void job(Exchange exchange) {
        String mapping = exchange.getProperty("hinted", String.class);
        synchronized (waiting) {
            Told told = waiting.get(mapping);
            List<Direction> ways = mappings.find(mapping).filter(Mappings.Loaded::isEnabled)
                    .map(Mappings.Loaded::routes).orElse(List.of());
            Direction direction = told == null ? null
                    : told.records.keySet().stream().filter(ways::contains).findFirst().orElse(null);
            if (direction == null) {
                waiting.remove(mapping);
                exchange.getMessage().setBody(null);
                return;
            }
            List<String> records = List.copyOf(told.records.get(direction));
            JobRequest request = new JobRequest(mapping, direction, records.isEmpty() ? Scope.CHANGED : Scope.RECORDS,
                    records, TRIGGER, told.who);
            UUID job = jobs.queue(request);
            told.records.remove(direction);
            if (told.records.isEmpty()) {
                waiting.remove(mapping);
            }
            exchange.setProperty("queued", job);
            exchange.setProperty("hintedRequest", request);
            exchange.getMessage().setBody(request);
        }
    }
}
