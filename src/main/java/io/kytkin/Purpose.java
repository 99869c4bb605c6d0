package io.kytkin;

/** What a process is started for; it decides which parts it needs. */
public enum Purpose {
    /** The runtime: REST is served, schedules run. */
    SERVE,
    /** One synchronization, then the end: routes run, but nobody asks over REST and no schedule starts anything. */
    SYNCHRONIZE,
    /**
     * To look at files and at both sides and write to neither: no route runs, so that none goes on with what another process
     * left undone.
     */
    LOOK
}
