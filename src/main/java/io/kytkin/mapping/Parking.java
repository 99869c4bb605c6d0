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
 * @param waitsForOthers  of a transient one: whether somebody else has to act first, a job of another mapping, the ERP or a
 *                        person. Then it is no failure of the other side, and the same job does not try it once more;
 *                        false in every other class
 */
public record Parking(ParkingClass parkingClass, String reason, String field, String erpValue, String crmValue,
                      String waitsForMapping, String waitsForKey, AgreedValues conflicts, String cause,
                      boolean waitsForOthers) {

    /** What is no conflict of fields. */
    public Parking(ParkingClass parkingClass, String reason, String field, String erpValue, String crmValue,
                   String waitsForMapping, String waitsForKey) {
        this(parkingClass, reason, field, erpValue, crmValue, waitsForMapping, waitsForKey, AgreedValues.none(), null,
                false);
    }

    /** Fields for which a person has to say whose value counts; the first of them stands for all where one is shown. */
    static Parking conflict(String reason, AgreedValues conflicts) {
        Map.Entry<String, AgreedValues.Pair> first = conflicts.byAttribute().entrySet().iterator().next();
        return new Parking(ParkingClass.CONFLICT, reason, first.getKey(), first.getValue().erp(),
                first.getValue().crm(), null, null, conflicts, null, false);
    }

    /** Whether the other side failed in a way that passes: then it may have done what it was asked, or not. */
    public boolean isFailure() {
        return parkingClass == ParkingClass.TRANSIENT && !waitsForOthers;
    }

    /** A value that the other side does not take. */
    public static Parking data(String reason, String field, String erpValue) {
        return new Parking(ParkingClass.DATA, reason, field, erpValue, null, null, null);
    }

    /** What the other side answered, in its own words: they may hold ids and values of the one record. */
    public static Parking refused(String reason, String field, String erpValue) {
        return new Parking(ParkingClass.DATA, reason, field, erpValue, null, null, null, AgreedValues.none(),
                CommonCause.of(reason), false);
    }

    /** A failure that passes by itself. */
    public static Parking transientFailure(String reason) {
        return new Parking(ParkingClass.TRANSIENT, reason, null, null, null, null, null);
    }

    /**
     * What passes by itself as a {@link #transientFailure} does, but only once somebody else has acted: a job of another
     * mapping, the ERP or a person.
     *
     * @param reason says who has to do what
     */
    public static Parking waitingForOthers(String reason, String field) {
        return waitingForOthers(reason, field, null, null, null, null);
    }

    /** As {@link #waitingForOthers(String, String)}, with the values it is about and the record it hangs on; each may be null. */
    public static Parking waitingForOthers(String reason, String field, String erpValue, String crmValue, String mapping,
                                           String key) {
        return new Parking(ParkingClass.TRANSIENT, reason, field, erpValue, crmValue, mapping, key, AgreedValues.none(), null,
                true);
    }

    /** A record of another mapping that is not coupled yet. */
    public static Parking dependency(String reason, String field, String erpValue, String mapping, String key) {
        return new Parking(ParkingClass.DEPENDENCY, reason, field, erpValue, null, mapping, key);
    }
}
