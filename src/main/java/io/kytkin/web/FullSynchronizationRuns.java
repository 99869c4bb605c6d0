package io.kytkin.web;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The full synchronizations as REST asks for them. */
public interface FullSynchronizationRuns {

    /**
     * Counts both sides, orders the mappings and recommends what to do; changes nothing.
     *
     * @param mappings these and those they depend on; empty: all
     */
    FullSynchronizationView review(List<String> mappings, String who);

    /**
     * Starts a reviewed one and comes back at once.
     *
     * @param who starts it: its jobs bear that name
     * @throws io.kytkin.sync.NotPossible when one runs already, or this one was started before
     */
    FullSynchronizationView start(UUID id, String who);

    Optional<FullSynchronizationView> find(UUID id);

    Optional<FullSynchronizationView> latest();

    /** Asks it to end: its jobs after the pages in hand, its waiting lines at once; false when it is over already. */
    boolean cancel(UUID id);
}
