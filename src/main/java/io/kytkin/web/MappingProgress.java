package io.kytkin.web;

import io.kytkin.mapping.Mappings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** How far a mapping is behind: the same for REST, metrics and health. */
final class MappingProgress {
    private final StartedJobs jobs;
    private final Clock clock;

    MappingProgress(StartedJobs jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /** Since when the oldest change of each mapping waits that is known of; for {@link #lagSeconds}, one query for all. */
    Map<String, Instant> oldestWaiting() {
        return jobs.oldestWaiting();
    }

    /**
     * The age in seconds of the oldest change that may not be across: since the last look for changes that ended well began
     * (of two directions the one that is further behind), or since a hint was told or a record parked that is tried again by
     * itself. What waits for a person or another record does not count. Null when one direction never came to its end.
     */
    Long lagSeconds(Mappings.Loaded mapping, Map<String, Instant> oldestWaiting) {
        Instant begun = earliest(mapping, JobView::startedAt);
        if (begun == null) {
            return null;
        }
        Instant waits = oldestWaiting.getOrDefault(mapping.name(), begun);
        return Math.max(0, Duration.between(waits.isBefore(begun) ? waits : begun, clock.instant()).toSeconds());
    }

    /** When it ended; null when one direction never came to its end. */
    Instant lastSuccess(Mappings.Loaded mapping) {
        return earliest(mapping, JobView::finishedAt);
    }

    private Instant earliest(Mappings.Loaded mapping, Function<JobView, Instant> time) {
        List<Instant> times = mapping.routes().stream()
                .flatMap(direction -> jobs.latestFinished(mapping.name(), direction).stream()).map(time)
                .flatMap(Stream::ofNullable).sorted().toList();
        return times.isEmpty() || times.size() < mapping.routes().size() ? null : times.get(0);
    }
}
