package io.kytkin.mapping;

import io.kytkin.mapping.MappingDefinition.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one record for which both sides hold a value of their own: whose counts, and which of them a person has
 * to decide (invariants 5 and 13).
 */
final class Disagreements {
    private static final String MODIFIED = "modifiedon";

    private final MappingDefinition definition;
    private final Row erp;
    private final Row crm;
    private final List<String> open = new ArrayList<>(0);
    private String erpValue;
    private String crmValue;
    private boolean first;

    Disagreements(MappingDefinition definition, Row erp, Row crm) {
        this.definition = definition;
        this.erp = erp;
        this.crm = crm;
    }

    /**
     * Whose value counts: the field's own policy, else the mapping's.
     *
     * @param first whether the sides never agreed on the field, so that {@code firstMeeting} decides and not
     *              {@code conflict}
     * @return ERP or CRM; ASK when a person must say, which is noted
     */
    Policy settle(FieldMapping field, boolean first, String erpForm, String crmForm) {
        Policy policy = field.ownPolicy();
        if (policy == null) {
            policy = first ? definition.firstMeeting() : definition.conflict();
        }
        if (policy == Policy.NEWEST) {
            policy = newest();
        }
        if (policy == Policy.ASK) {
            if (open.isEmpty()) {
                this.erpValue = erpForm;
                this.crmValue = crmForm;
                this.first = first;
            }
            open.add(field.crm());
        }
        return policy;
    }

    private Policy newest() {
        Object erpTime = definition.erpModified() == null ? null : erp.valueOf(Row.nameOf(definition.erpModified()));
        Object crmTime = crm.valueOf(MODIFIED);
        if (erpTime instanceof Instant changedInErp && crmTime instanceof Instant changedInCrm) {
            return changedInErp.isBefore(changedInCrm) ? Policy.CRM : Policy.ERP;
        }
        return Policy.ASK;
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    /** The conflict a person has to decide; its values are those of the first field. */
    Parking parking() {
        String reason = first
                ? "the ERP and the CRM differ in " + String.join(", ", open)
                        + " and never agreed on it; say which side counts, or set firstMeeting"
                : "the ERP and the CRM both changed " + String.join(", ", open)
                        + "; say which side counts, or set conflict";
        return new Parking(ParkingClass.CONFLICT, reason, open.get(0), erpValue, crmValue, null, null);
    }
}
