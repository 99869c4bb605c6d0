package io.kytkin.sync;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The jobs that have begun in this runtime and are not over, and whether it is stopping. Safe for several threads. */
final class RunningJobs {
    private final Map<UUID, RunningJob> running = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    void add(RunningJob job) {
        running.put(job.id(), job);
    }

    /** Null when it does not run here. */
    RunningJob find(UUID job) {
        return running.get(job);
    }

    void remove(UUID job) {
        running.remove(job);
    }

    /** Every one of them ends after the pages in hand; none begins any more. */
    void stopAll() {
        stopping = true;
        running.values().forEach(job -> job.cancel("the runtime was stopped; the next job goes on from here"));
    }

    boolean isStopping() {
        return stopping;
    }
}
