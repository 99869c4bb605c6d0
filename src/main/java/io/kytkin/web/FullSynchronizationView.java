package io.kytkin.web;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * A full synchronization as REST shows it.
 *
 * @param state    {@code review}, {@code running}, {@code finished}, {@code failed} or {@code cancelled}
 * @param lines    in dependency order
 * @param problems missing prerequisites, each a sentence
 */
public record FullSynchronizationView(UUID id, String state, String who, Instant startedAt, Instant finishedAt,
                                      List<Line> lines, List<String> problems) {

    /**
     * The part of one mapping.
     *
     * @param pass           2: the fields of the second pass
     * @param state          {@code waiting}, {@code running}, {@code finished}, {@code failed}, {@code blocked} or
     *                       {@code skipped}
     * @param toCrmJob       id of its job, or null
     * @param toErpJob       id of its job, or null
     * @param done           records handled so far
     * @param total          null when not counted
     * @param recommendation of the review, or null
     * @param message        why it failed or is blocked, and by whom; null: neither
     */
    public record Line(String mapping, int pass, Collection<String> dependsOn, String state, UUID toCrmJob,
                       UUID toErpJob, long done, Long total, Long erpCount, Long crmCount, Long couplings,
                       String recommendation, String message) { }
}
