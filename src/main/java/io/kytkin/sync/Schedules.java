package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;

/**
 * What follows from a tick of a mapping's schedule: whether it is time, which jobs it asks for, and one more run after a run
 * into which ticks fell. Nothing while the mapping is paused or a side does not answer.
 */
public final class Schedules {
    private final Mappings mappings;
    private final SynchState state;
    private final Sides sides;
    private final PollRhythm rhythm;
    private final ClaimedMappings claims;
    private final RunningJobs running;
    /** Mappings whose schedule ticked while a job of them ran. */
    private final Set<String> ticked = ConcurrentHashMap.newKeySet();

    Schedules(Mappings mappings, SynchState state, Sides sides, PollRhythm rhythm, ClaimedMappings claims,
              RunningJobs running) {
        this.mappings = mappings;
        this.state = state;
        this.sides = sides;
        this.rhythm = rhythm;
        this.claims = claims;
        this.running = running;
    }

    /** Whether a tick of the schedule of the mapping in the property {@code mapping} is to be followed; routes ask it. */
    public boolean isDue(Exchange exchange) {
        String mapping = new JobExchange(exchange).mapping();
        return mapping == null || rhythm.isDue(mapping);
    }

    /**
     * The jobs that are asked for, for the route to split over: the request in the body, or else the directions of the mapping
     * in the property {@code mapping}, the ERP's changes first. By its schedule, a mapping that was never synchronized as a
     * whole waits for a person to start that.
     */
    public List<JobRequest> requests(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof JobRequest request) {
            return List.of(request);
        }
        JobExchange asked = new JobExchange(exchange);
        String mapping = asked.mapping();
        boolean isScheduled = JobRequest.SCHEDULE.equals(asked.trigger());
        if (isScheduled && claims.isClaimed(mapping)) {
            ticked.add(mapping);
        }
        return mappings.find(mapping).filter(Mappings.Loaded::isEnabled).stream()
                .flatMap(loaded -> loaded.routes().stream().sorted())
                .filter(direction -> !isScheduled || state.wasSynchronized(mapping, direction))
                .filter(direction -> !claims.isClaimed(mapping))
                .filter(direction -> !isScheduled || mayFollow(mapping, direction))
                .map(direction -> new JobRequest(mapping, direction, Scope.CHANGED, List.of(), asked.trigger(), null))
                .toList();
    }

    private boolean mayFollow(String mapping, Direction direction) {
        return !state.pauses().isPaused(mapping) && sides.areOpen()
                && (direction == Direction.TO_CRM || rhythm.mayAskCrm());
    }

    /**
     * Whether the schedule of the mapping in the property {@code mapping} ticked while its jobs ran, however often: then it runs
     * once more.
     */
    public boolean isTickedMeanwhile(Exchange exchange) {
        String mapping = new JobExchange(exchange).mapping();
        return mapping != null && isRunAfterTicks(mapping);
    }

    /** The same after a job that no schedule started; the property {@code mapping} is not set then. */
    public boolean isTickedDuring(Exchange exchange) {
        JobExchange over = new JobExchange(exchange);
        return over.request() != null && over.mapping() == null && isRunAfterTicks(over.request().mapping());
    }

    /** Asked once a run: the ticks so far are used up by it. */
    private boolean isRunAfterTicks(String mapping) {
        return !running.isStopping() && !claims.isClaimed(mapping) && ticked.remove(mapping);
    }
}
