package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Mappings whose SQL names {@code {today}}: a new day changes what is in scope, and values too, without a change of any row,
 * so they are read as a whole once a day. What stayed the same costs no request.
 */
public final class DatedMappings {
    private static final String TODAY = "{today}";
    /** The trigger of the jobs. */
    private static final String TRIGGER = "midnight";

    private final SynchJobs jobs;
    private final Mappings mappings;
    private final Clock clock;
    /** The day for which a job was asked for already. */
    private final Map<String, LocalDate> asked = new ConcurrentHashMap<>();

    /** @param clock in the company's time zone */
    public DatedMappings(SynchJobs jobs, Mappings mappings, Clock clock) {
        this.jobs = jobs;
        this.mappings = mappings;
        this.clock = clock;
    }

    /** A list of jobs for each mapping that was last read as a whole on an earlier day; none for a paused one. */
    public List<List<JobRequest>> requests() {
        LocalDate today = LocalDate.now(clock);
        return mappings.all().stream()
                .filter(loaded -> loaded.isEnabled() && loaded.routes().contains(Direction.TO_CRM)
                        && isDated(loaded.definition()) && isFromEarlierDay(loaded.name(), today)
                        && !jobs.pauses().isPaused(loaded.name()) && jobs.bothSidesAreOpen()
                        && !today.equals(asked.put(loaded.name(), today)))
                .map(loaded -> List.of(new JobRequest(loaded.name(), Direction.TO_CRM, Scope.ALL, List.of(), TRIGGER, null)))
                .toList();
    }

    private static boolean isDated(MappingDefinition definition) {
        return Stream.of(definition.erpQuery(), definition.erpFilter()).anyMatch(sql -> sql != null && sql.contains(TODAY));
    }

    /** False for one that was never read as a whole: that is for a person to start. */
    private boolean isFromEarlierDay(String mapping, LocalDate today) {
        Instant last = jobs.store().latestSuccess(mapping, Direction.TO_CRM, Scope.ALL).map(SynchJob::startedAt).orElse(null);
        return last != null && LocalDate.ofInstant(last, clock.getZone()).isBefore(today);
    }
}
