package io.kytkin.web;

import io.kytkin.mapping.ParkingClass;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The parked records as REST asks for them. */
public interface HeldRecords {

    /**
     * Parked records, the longest parked first.
     *
     * @param mapping      null: all
     * @param parkingClass null: all
     * @param after        the record after which to go on; null: from the first
     */
    List<ParkedRecordView> list(String mapping, ParkingClass parkingClass, UUID after, int limit);

    Optional<ParkedRecordView> find(UUID id);

    /** Both directions' parked record of one ERP record, the newest first; keys are compared as codes. */
    List<ParkedRecordView> ofErpKey(String mapping, String erpKey);

    /** The same filters' records grouped by reason, most records first. */
    List<ParkedRecordView.Cause> causes(String mapping, ParkingClass parkingClass);

    /** Numbers of parked records by mapping and class; what is 0 may be left out. */
    Map<String, Map<ParkingClass, Long>> counts();

    /**
     * Tries one record again at once.
     *
     * @param who kept with the job
     * @return whether it is still parked
     */
    boolean retry(UUID id, String who);

    /**
     * Tries records again at once; a filter that is null lets all pass.
     *
     * @return their numbers by mapping
     */
    Map<String, Long> retry(String mapping, ParkingClass parkingClass, String reason, String who);

    /**
     * Decides a conflict, in both directions in which it is parked, and lets jobs act on it at once.
     *
     * @param keep {@code erp} or {@code crm} for each field of the conflict
     * @return whether it is still parked as a conflict
     */
    boolean decide(UUID id, Map<String, String> keep, String who);
}
