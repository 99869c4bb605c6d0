package io.kytkin;

import io.kytkin.mapping.MappingProblem;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.SynchJob;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Where a full synchronization runs: in this process, or in the runtime that holds the state. */
interface FullSynchronizationHost {

    /**
     * What a full synchronization would do.
     *
     * @param mappings these and those they refer to; empty: all
     * @throws SettingProblem when it can't be done, in one sentence
     */
    FullSynchronization review(List<String> mappings);

    /** Begins what was reviewed; does not wait for its end. */
    void start(UUID id);

    /** Takes a review back, or stops what runs after the pages in hand. */
    void cancel(UUID id);

    Optional<FullSynchronization> find(UUID id);

    Optional<SynchJob> job(UUID id);

    /** Why records are parked, the most frequent cause first. */
    List<ParkedRecord.Cause> causes();

    /** What is wrong with the mapping files. */
    List<MappingProblem.Mistake> mistakes();

    /** Whether this process was asked to stop, so that no end will be seen. */
    boolean isStopping();

    /** In this process. */
    static FullSynchronizationHost here(IntegrationRuntime runtime) {
        return new FullSynchronizationHost() {
            @Override
            public FullSynchronization review(List<String> mappings) {
                return runtime.fullSynchronizations().review(mappings, null);
            }

            @Override
            public void start(UUID id) {
                runtime.fullSynchronizations().start(id, null);
            }

            @Override
            public void cancel(UUID id) {
                runtime.fullSynchronizations().cancel(id);
            }

            @Override
            public Optional<FullSynchronization> find(UUID id) {
                return runtime.fullSynchronizations().find(id);
            }

            @Override
            public Optional<SynchJob> job(UUID id) {
                return runtime.jobs().store().find(id);
            }

            @Override
            public List<ParkedRecord.Cause> causes() {
                return runtime.parkedRecords().causes(null, null);
            }

            @Override
            public List<MappingProblem.Mistake> mistakes() {
                return runtime.mappings().all().stream().flatMap(loaded -> loaded.mistakes().stream()).toList();
            }

            @Override
            public boolean isStopping() {
                return runtime.jobs().isStopping();
            }
        };
    }
}
