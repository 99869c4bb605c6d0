package io.kytkin.web;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The synch jobs, past and present, as REST asks for them. */
public interface StartedJobs {

    /** What a caller wants synchronized. */
    enum Scope { CHANGED, ALL, RECORDS, DELETES }

    /**
     * A job to start.
     *
     * @param recordIds ids of the side that is read; empty unless the scope is RECORDS
     * @param who       kept with the job
     * @param allowsDeletes whether policies may act on more deletes than the threshold
     */
    record Order(MappingDefinition mapping, Direction direction, Scope scope, List<String> recordIds, String who,
                 boolean allowsDeletes) { }

    /**
     * Queues a job and comes back at once.
     *
     * @throws io.kytkin.sync.AlreadyRunning when one of the same mapping is under way
     */
    JobView start(Order order);

    Optional<JobView> find(UUID id);

    /**
     * Jobs, newest first.
     *
     * @param mapping null: all
     * @param state   as in {@link JobView#state}; null: all
     * @param after   the job after which to go on; null: from the newest
     */
    List<JobView> list(String mapping, String state, UUID after, int limit);

    /** The newest job of a mapping in one direction. */
    Optional<JobView> latest(String mapping, Direction direction);

    /** The newest of those that finished. */
    Optional<JobView> latestFinished(String mapping, Direction direction);

    /** Since when the oldest change of each mapping waits that somebody told of, or that is tried again by itself. */
    default Map<String, Instant> oldestWaiting() {
        return Map.of();
    }

    /** How far a mapping has come in one direction, as the side that is read writes it. */
    Optional<String> position(String mapping, Direction direction);

    /** Asks a job to end after the pages in hand, in whichever runtime it runs; false when it is over already. */
    boolean cancel(UUID id);

    /** Whether the mapping waits until a person resumes it. */
    default boolean isPaused(String mapping) {
        return false;
    }
}
