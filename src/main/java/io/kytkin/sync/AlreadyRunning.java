package io.kytkin.sync;

import java.util.UUID;

/** The mapping is being synchronized, here or by another runtime, so that no other job can begin. */
public class AlreadyRunning extends RuntimeException {
    private final transient UUID running;

    public AlreadyRunning(UUID running, String message) {
        super(message);
        this.running = running;
    }

    /** The job that runs; null when another runtime runs it. */
    public UUID running() {
        return running;
    }
}
