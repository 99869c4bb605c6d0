package io.kytkin.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A parked record as REST shows it.
 *
 * @param parkingClass  {@code transient}, {@code dependency}, {@code data}, {@code conflict} or {@code partnerDeleted}
 * @param reason        a plain sentence; equal for all records with the same cause
 * @param waitsFor      the record that must be coupled first, or null
 * @param nextAttemptAt null: it is not tried again by time
 * @param conflicts     of a conflict: every field that a person has to decide; else empty
 */
public record ParkedRecordView(UUID id, String mapping, String direction, String erpKey, UUID crmId,
                               @JsonProperty("class") String parkingClass, String reason, String field,
                               String erpValue, String crmValue, WaitsFor waitsFor, int attempts, Instant firstAt,
                               Instant nextAttemptAt, List<Conflict> conflicts) {

    /**
     * A field that both sides changed, with the value of either.
     *
     * @param field the CRM attribute
     * @param keep  {@code erp} or {@code crm} once a person decided and no job acted on it yet; else null
     */
    public record Conflict(String field, String erpValue, String crmValue, String keep) { }

    /** A record of another mapping, by its code. */
    public record WaitsFor(String mapping, String erpKey) { }

    /** Records parked for one reason. */
    public record Cause(String mapping, @JsonProperty("class") String parkingClass, String reason, long records) { }
}
