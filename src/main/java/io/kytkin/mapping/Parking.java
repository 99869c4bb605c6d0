package io.kytkin.mapping;

import java.util.Map;

/**
 * Why a record can't be written now, and what releases it.
 *
 * @param reason          one plain sentence; equal reasons of several records are shown as one cause, so it names the
 *                        field and the rule, not the record
 * @param field           the CRM attribute (or ERP column) at fault, or null
 * @param erpValue        the ERP's value as text, or null
 * @param crmValue        the CRM's value as text, or null
 * @param waitsForMapping for a dependency: the mapping of the parent, else null
 * @param waitsForKey     for a dependency: the parent's code as {@link RecordKey#code} gives it, else null
 * @param conflicts       for a conflict: both values of every field that a person has to decide; else empty
 * @param cause           under which it is shown with others where its reason names its own values; null: its reason
 */
public record Parking(ParkingClass parkingClass, String reason, String field, String erpValue, String crmValue,
                      String waitsForMapping, String waitsForKey, AgreedValues conflicts, String cause) {

    /** What is no conflict of fields. */
    public Parking(ParkingClass parkingClass, String reason, String field, String erpValue, String crmValue,
                   String waitsForMapping, String waitsForKey) {
        this(parkingClass, reason, field, erpValue, crmValue, waitsForMapping, waitsForKey, AgreedValues.none(), null);
    }

    /** Fields for which a person has to say whose value counts; the first of them stands for all where one is shown. */
    static Parking conflict(String reason, AgreedValues conflicts) {
        Map.Entry<String, AgreedValues.Pair> first = conflicts.byAttribute().entrySet().iterator().next();
        return new Parking(ParkingClass.CONFLICT, reason, first.getKey(), first.getValue().erp(),
                first.getValue().crm(), null, null, conflicts, null);
    }

    /** A value that the other side does not take. */
    public static Parking data(String reason, String field, String erpValue) {
        return new Parking(ParkingClass.DATA, reason, field, erpValue, null, null, null);
    }

    /** What the other side answered, in its own words: they may hold ids and values of the one record. */
    public static Parking refused(String reason, String field, String erpValue) {
        return new Parking(ParkingClass.DATA, reason, field, erpValue, null, null, null, AgreedValues.none(),
                CommonCause.of(reason));
    }

    /** A failure that passes by itself. */
    public static Parking transientFailure(String reason) {
        return new Parking(ParkingClass.TRANSIENT, reason, null, null, null, null, null);
    }

    /**
     * What the other side answered about the one record, and won't any more once a job of another mapping has done its part.
     * It is no failure of that side: the field tells it from {@link #transientFailure}.
     */
    public static Parking passing(String reason, String field) {
        return new Parking(ParkingClass.TRANSIENT, reason, field, null, null, null, null);
    }

    /** A record of another mapping that is not coupled yet. */
    public static Parking dependency(String reason, String field, String erpValue, String mapping, String key) {
        return new Parking(ParkingClass.DEPENDENCY, reason, field, erpValue, null, mapping, key);
    }
}
