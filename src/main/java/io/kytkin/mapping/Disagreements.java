package io.kytkin.mapping;

import io.kytkin.mapping.MappingDefinition.Policy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of one record for which both sides hold a value of their own: whose counts, and which of them a person has
 * to decide (invariants 5 and 13).
 */
final class Disagreements {
    private static final String MODIFIED = "modifiedon";

    private final MappingDefinition definition;
    private final SideClocks clocks;
    private final Row erp;
    private final Row crm;
    private final Resolution resolution;
    private final Map<String, AgreedValues.Pair> open = new LinkedHashMap<>(0);
    private boolean first;

    /** @param resolution what a person decided of this record; null: nothing */
    Disagreements(BoundMapping bound, Row erp, Row crm, Resolution resolution) {
        this.definition = bound.definition();
        this.clocks = bound.settings().clocks();
        this.erp = erp;
        this.crm = crm;
        this.resolution = resolution;
    }

    /**
     * Whose value counts: what a person said of just these values, else the field's own policy, else the mapping's.
     *
     * @param first whether the sides never agreed on the field, so that {@code firstMeeting} decides and not
     *              {@code conflict}
     * @param erpForm the ERP's value in the ERP's form
     * @param crmForm the CRM's value in the CRM's form
     * @return ERP or CRM; ASK when a person must say, which is noted
     */
    Policy settle(FieldMapping field, boolean first, String erpForm, String crmForm) {
        AgreedValues.Pair both = new AgreedValues.Pair(erpForm, crmForm);
        Policy policy = resolution == null ? null : resolution.of(field.crm(), both);
        if (policy != null) {
            return policy;
        }
        policy = field.ownPolicy();
        if (policy == null) {
            policy = first ? definition.firstMeeting() : definition.conflict();
        }
        if (policy == Policy.NEWEST) {
            policy = newest();
        }
        if (policy == Policy.ASK) {
            if (open.isEmpty()) {
                this.first = first;
            }
            open.put(field.crm(), both);
        }
        return policy;
    }

    /** By our clock; where a side does not say when the record was changed, a person has to say. */
    private Policy newest() {
        Object erpTime = definition.erpModified() == null ? null : erp.valueOf(Row.nameOf(definition.erpModified()));
        Object crmTime = crm.valueOf(MODIFIED);
        if (erpTime instanceof Instant changedInErp && crmTime instanceof Instant changedInCrm) {
            return clocks.ofErp(changedInErp).isBefore(clocks.ofCrm(changedInCrm)) ? Policy.CRM : Policy.ERP;
        }
        return Policy.ASK;
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    /** The conflict a person has to decide, with both values of every field. */
    Parking parking() {
        String reason = first
                ? "the ERP and the CRM differ in " + String.join(", ", open.keySet())
                        + " and never agreed on it; say which side counts, or set firstMeeting"
                : "the ERP and the CRM both changed " + String.join(", ", open.keySet())
                        + "; say which side counts, or set conflict";
        return Parking.conflict(reason, new AgreedValues(open));
    }
}
