package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Direction;
import javax.sql.DataSource;

/** What synch jobs look up and keep in the state database. */
record SynchState(JobStore jobs, Positions positions, ParkedRecords parkedRecords, CouplingStore couplings, Pauses pauses,
                  Cancels cancels) {

    static SynchState in(DataSource state) {
        return new SynchState(new JobStore(state), new Positions(state), new ParkedRecords(state), new CouplingStore(state),
                new Pauses(state), new Cancels(state));
    }

    /** Whether a job of the mapping in that direction was ever finished. */
    boolean wasSynchronized(String mapping, Direction direction) {
        return positions.of(mapping, direction).isPresent() || jobs.latestSuccess(mapping, direction).isPresent();
    }
}
