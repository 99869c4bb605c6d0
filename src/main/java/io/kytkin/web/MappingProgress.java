package io.kytkin.web;

import io.kytkin.mapping.Mappings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    /**
     * Seconds since the last look for changes that ended well began: no older change is still to come, but for parked
     * records. Of two directions the one that is further behind; null when one never came to its end.
     */
    Long lagSeconds(Mappings.Loaded mapping) {
        Instant begun = earliest(mapping, JobView::startedAt);
        return begun == null ? null : Long.valueOf(Math.max(0, Duration.between(begun, clock.instant()).toSeconds()));
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
