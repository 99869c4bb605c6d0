package io.kytkin.web;

import io.kytkin.mapping.Coupling;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The couplings as REST asks for them. */
public interface KnownCouplings {

    /**
     * A coupling with what only REST shows of it.
     *
     * @param lastSynchronizedAt the last success; null: none yet
     * @param lastOutcome        of the last success; null: none yet
     */
    record Known(UUID id, Coupling coupling, Instant lastSynchronizedAt, String lastOutcome) { }

    Optional<Known> find(UUID id);

    /**
     * Couplings in a fixed order.
     *
     * @param mapping null: all; likewise the other filters
     * @param erpKey  compared as a code: trimmed, without case
     * @param after   the coupling after which to go on; null: from the first
     */
    List<Known> list(String mapping, String erpKey, UUID crmId, UUID after, int limit);

    /** The coupling of an ERP record by the key that never changes. */
    Optional<Known> ofErpId(String mapping, String erpId);

    /** Numbers of couplings by mapping; mappings without any are left out. */
    Map<String, Long> counts();
}
