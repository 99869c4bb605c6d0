package io.kytkin.web;

import java.time.Instant;
import java.util.UUID;

/**
 * A synch job as REST shows it.
 *
 * @param direction   {@code toCrm} or {@code toErp}
 * @param scope       {@code changed}, {@code all}, {@code records} or {@code debts}
 * @param trigger     what started it
 * @param who         the user who started it, or null
 * @param state       {@code queued}, {@code running}, {@code finished}, {@code failed} or {@code cancelled}
 * @param startedAt   null while queued
 * @param finishedAt  null until it is over
 * @param total       records to go through, or null when not known beforehand
 * @param crmRequests sent to the CRM so far
 * @param message     why it failed, or what a person should know; null: nothing
 */
public record JobView(UUID id, String mapping, String direction, String scope, String trigger, String who,
                      String state, Instant startedAt, Instant finishedAt, Counts counts, Long total,
                      long crmRequests, String message) {

    /** Numbers of records by how they ended. */
    public record Counts(long read, long created, long updated, long unchanged, long merged, long coupled,
                         long deleted, long parked, long outOfScope) { }
}
