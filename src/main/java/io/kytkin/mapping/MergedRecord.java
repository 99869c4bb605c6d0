package io.kytkin.mapping;

import java.util.Optional;
import java.util.UUID;

/**
 * A record that a person merged into another one in the CRM: there it is inactive, marked as merged, and names the record
 * that won. Its coupling moves over to the winner, if that is free; if it is not, two ERP records are left for one CRM record,
 * and a person decides.
 */
final class MergedRecord {
    private static final String MERGED = "merged";
    private static final String WINNER = "masterid";

    private MergedRecord() { }

    /** The key of the record that won; null when this one was not merged, or the CRM says nothing of merges. */
    static UUID winnerOf(Row row) {
        return Boolean.TRUE.equals(row.valueOf(MERGED)) && row.valueOf(WINNER) instanceof UUID winner ? winner : null;
    }

    /** @param record coupled, and merged */
    static Decision decide(Page page, PageRecord record) {
        UUID winner = winnerOf(record.source());
        Optional<Coupling> other = page.references().ofCrmId(page.mapping().name(), winner).filter(coupling ->
                coupling.isCoupled() || coupling.state() == Coupling.State.RESERVED);
        if (other.isPresent()) {
            String reason = "the " + page.mapping().crmTable() + " " + record.crmId() + " was merged into " + winner
                    + " in the CRM, and both are coupled: this one with " + page.mapping().name() + " '" + record.erpKey()
                    + "', that one with '" + other.get().erpKey() + "'. Take one of the two apart (DELETE "
                    + "/api/couplings/{id}); if it is '" + other.get().erpKey() + "', try this record again";
            return Decision.park(new Parking(ParkingClass.PARTNER_DELETED, reason, null, null, winner.toString(), null,
                    null));
        }
        record.movesTo(winner);
        return Decision.nothing(AgreedValues.none());
    }
}
