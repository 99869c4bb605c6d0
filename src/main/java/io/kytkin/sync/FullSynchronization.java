package io.kytkin.sync;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Synch jobs over all records of several mappings, in dependency order.
 *
 * @param who      asked for the review; from the start on, who started it; null: nobody by name
 * @param problems missing prerequisites, each a sentence
 */
public record FullSynchronization(UUID id, State state, String who, Instant createdAt, Instant startedAt,
                                  Instant finishedAt, List<Line> lines, List<String> problems) {

    /** Where it stands. */
    public enum State { REVIEW, RUNNING, FINISHED, FAILED, CANCELLED }

    /**
     * The part of one mapping.
     *
     * @param pass      1, or 2 for the fields of a second pass
     * @param dependsOn the mappings whose first pass must be finished
     * @param erpCount  records inside the ERP's filter at the review; null: not counted
     * @param message   why it failed or by whom it is blocked, or null
     */
    public record Line(String mapping, int pass, List<String> dependsOn, LineState state, UUID toCrmJob, UUID toErpJob,
                       Long erpCount, Long crmCount, Long couplings, String recommendation, String message) {

        /** Those of its jobs that were queued, the ERP's records first. */
        public List<UUID> jobs() {
            return Stream.of(toCrmJob, toErpJob).filter(Objects::nonNull).toList();
        }

        /** As it is once it can never run. */
        Line blocked(String why) {
            return new Line(mapping, pass, dependsOn, LineState.BLOCKED, toCrmJob, toErpJob, erpCount, crmCount, couplings,
                    recommendation, why);
        }
    }

    /** Where a line stands. */
    public enum LineState {
        WAITING, QUEUED, RUNNING, FINISHED, FAILED, BLOCKED, SKIPPED;

        boolean isOver() {
            return this != WAITING && this != QUEUED && this != RUNNING;
        }
    }
}
