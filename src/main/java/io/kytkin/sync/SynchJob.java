package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One run of one mapping in one direction, as the state database keeps it.
 *
 * @param read    records read so far
 * @param counts  records by how they ended
 * @param total   records to go through, never fewer than were read; null when not known beforehand
 * @param message why it failed, or what a person should know; null: nothing
 */
public record SynchJob(UUID id, String mapping, Direction direction, Scope scope, String trigger, String who,
                       State state, Instant queuedAt, Instant startedAt, Instant finishedAt, long read,
                       Map<Outcome, Long> counts, Long total, long crmRequests, String message) {

    /** Where a job stands. */
    public enum State {
        QUEUED, RUNNING, FINISHED, FAILED, CANCELLED;

        public String jsonName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public SynchJob {
        counts = Map.copyOf(counts);
        // Counted when the job began; records that were made since then are read too.
        total = total == null ? null : Long.valueOf(Math.max(total, read));
    }

    public long count(Outcome outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    /** Whether anything was written, on either side. */
    boolean wroteSomething() {
        return Stream.of(Outcome.CREATED, Outcome.UPDATED, Outcome.MERGED, Outcome.COUPLED, Outcome.DELETED)
                .anyMatch(outcome -> count(outcome) > 0);
    }

    static Map<Outcome, Long> noCounts() {
        return new EnumMap<>(Outcome.class);
    }
}
