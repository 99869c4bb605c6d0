package io.kytkin.sync;

/** Told of each step of a job, on the thread that did it; must come back at once. */
@FunctionalInterface
public interface JobProgress {
    void changed(SynchJob job);
}
