package io.kytkin.sync;

import io.kytkin.coupling.PersonsCouplings;
import java.util.List;
import java.util.function.Function;

/**
 * Changes of couplings that a person asks for, each between two jobs of its mapping, and the jobs that follow from them.
 */
public final class CouplingChanges {
    private static final long LONGEST_WAIT_MILLISECONDS = 5_000;
    private static final long MILLISECONDS_BETWEEN_TRIES = 100;

    private final PersonsCouplings couplings;
    private final SynchJobs jobs;
    private final ParkedRecordJobs following;

    public CouplingChanges(PersonsCouplings couplings, SynchJobs jobs, ParkedRecordJobs following) {
        this.couplings = couplings;
        this.jobs = jobs;
        this.following = following;
    }

    /**
     * Waits a few seconds for a job that runs.
     *
     * @throws AlreadyRunning when it runs longer than that; then nothing was changed
     */
    public <T> T change(String mapping, Function<PersonsCouplings, T> change) {
        long end = System.nanoTime() + LONGEST_WAIT_MILLISECONDS * 1_000_000;
        while (true) {
            try {
                return jobs.whileIdle(mapping, () -> change.apply(couplings));
            } catch (AlreadyRunning running) {
                if (System.nanoTime() > end) {
                    throw running;
                }
                pause(running);
            }
        }
    }

    private static void pause(AlreadyRunning running) {
        try {
            Thread.sleep(MILLISECONDS_BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw running;
        }
    }

    /** Lets the next run, which begins at once or after the one in hand, act on what was changed. */
    public void follow(String mapping, String who) {
        following.start(List.of(mapping), who);
    }
}
