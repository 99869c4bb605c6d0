package io.kytkin.sync;

import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.DeletePolicy;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.ParkingClass;

/**
 * A partner that turned out to be gone when its record was to be written: the side that was asked for it by its key said
 * that there is none. No delete was told of it, perhaps because the table tells of none.
 */
final class PartnerLost {
    private PartnerLost() { }

    /** Whether the CRM had no record under the key of the coupling when it was to be updated. */
    static boolean isIn(Page page, PageRecord record) {
        return page.direction() == Direction.TO_CRM && record.outcome() == Outcome.PARKED && record.source() != null
                && record.parking().parkingClass() == ParkingClass.PARTNER_DELETED && record.decision() != null
                && record.decision().action() == Decision.Action.UPDATE && record.coupling() != null
                && record.coupling().state() != Coupling.State.RESERVED;
    }

    /** Whether the policy acts on this very side: the next try creates the partner anew. */
    static boolean isRestored(Page page, PageRecord record) {
        return isIn(page, record) && page.mapping().onCrmDelete().action() == DeletePolicy.Action.RESTORE;
    }

    /**
     * Whether the opposite direction has to look: it reads the record that is gone, and finds out. Only where its policy
     * does something, for which the mapping must have its route.
     */
    static boolean isForOpposite(Page page, PageRecord record) {
        if (page.direction() == Direction.TO_CRM) {
            DeletePolicy.Action policy = page.mapping().onCrmDelete().action();
            return isIn(page, record) && (policy == DeletePolicy.Action.DEACTIVATE || policy == DeletePolicy.Action.DELETE);
        }
        return record.outcome() == Outcome.PARKED && record.source() != null && record.coupling() != null
                && record.coupling().isCoupled() && record.parking().parkingClass() == ParkingClass.PARTNER_DELETED
                && page.mapping().onErpDelete().action() != DeletePolicy.Action.KEEP;
    }
}
