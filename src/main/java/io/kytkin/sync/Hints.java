package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import java.util.Collection;
import java.util.HashMap;
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
 * of the mapping runs, or is paused, is collected and goes in one more job. A hint only makes a change travel sooner:
 * one that is lost with the process is found by the next poll.
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
        boolean first;
        synchronized (waiting) {
            first = !waiting.containsKey(mapping);
            Told told = waiting.computeIfAbsent(mapping, any -> new Told(new TreeMap<>(), who));
            Set<String> known = told.records.get(direction);
            if (records.isEmpty() || known != null && known.isEmpty()) {
                told.records.put(direction, new LinkedHashSet<>());
            } else {
                told.records.computeIfAbsent(direction, any -> new LinkedHashSet<>()).addAll(records);
            }
        }
        if (first && !pauses.isPaused(mapping)) {
            producer.sendBody(QUEUE, mapping);
        }
    }

    /** How many mappings have something waiting that no job has taken up. */
    public int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    private void goOn() {
        List<String> names;
        synchronized (waiting) {
            names = List.copyOf(waiting.keySet());
        }
        names.stream().filter(name -> !pauses.isPaused(name)).forEach(name -> producer.sendBody(QUEUE, name));
    }

    /** Whether the mapping in the body has something waiting; one that is paused goes on when it is resumed. */
    public boolean isWaiting(String mapping) {
        synchronized (waiting) {
            return waiting.containsKey(mapping) && !pauses.isPaused(mapping);
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
            exchange.getMessage().setBody(request);
        }
    }
}
