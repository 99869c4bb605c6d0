package io.kytkin.sync;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mappings that jobs of this runtime have in hand, from the moment a job is queued to its end: a mapping never runs twice
 * at once. Other runtimes are held off by the lease, which a job takes when it begins. Safe for several threads.
 */
final class ClaimedMappings {
    private final Map<String, UUID> claimed = new ConcurrentHashMap<>();

    /**
     * Claims the mapping for a new job.
     *
     * @return the id of the new job
     * @throws AlreadyRunning when another job has it
     */
    UUID claim(String mapping) {
        UUID job = UUID.randomUUID();
        UUID other = claimed.putIfAbsent(mapping, job);
        if (other != null) {
            throw new AlreadyRunning(other, "The mapping '" + mapping + "' is being synchronized already.");
        }
        return job;
    }

    /** Nothing happens when another job has it by now. */
    void giveBack(String mapping, UUID job) {
        claimed.remove(mapping, job);
    }

    boolean isClaimed(String mapping) {
        return claimed.containsKey(mapping);
    }

    /** Whether the job is one of this runtime's, queued or running. */
    boolean isHere(UUID job) {
        return claimed.containsValue(job);
    }

    /** Whether no job runs or waits. */
    boolean isEmpty() {
        return claimed.isEmpty();
    }
}
