package io.kytkin.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One record on its way through the steps of a page. Each step adds what it found or decided; a page is in one
 * thread's hands at a time, so nothing here is synchronised.
 */
public final class PageRecord {
    private final Row source;
    private final boolean inScope;
    private String erpId;
    private String erpKey;
    private UUID crmId;
    private UUID couplingId;
    private Coupling coupling;
    private Row target;
    private List<Row> candidates = List.of();
    private List<String> rivals = List.of();
    private Resolution resolution;
    private boolean creatable;
    private boolean carriedBack;
    private boolean adopted;
    private Turns turns;
    private Parking withheld;
    private Decision decision;
    private Decision reserved;
    private Outcome outcome;
    private Parking parking;
    private final List<OwedReference> owed = new ArrayList<>(0);
    private boolean handedOver;
    private CouplingFate fate;
    private UUID successor;

    /**
     * @param source  the values read on the side the change comes from; null when the record no longer exists there
     * @param erpId   joined by {@link RecordKey}; null for a CRM record that is not coupled yet
     * @param crmId   null for an ERP record that is not coupled yet
     * @param inScope whether it is inside the filter of its own side
     */
    public PageRecord(Row source, String erpId, String erpKey, UUID crmId, boolean inScope) {
        this.source = source;
        this.erpId = erpId;
        this.erpKey = erpKey;
        this.crmId = crmId;
        this.inScope = inScope;
    }

    public Row source() {
        return source;
    }

    public boolean inScope() {
        return inScope;
    }

    public String erpId() {
        return erpId;
    }

    public String erpKey() {
        return erpKey;
    }

    public UUID crmId() {
        return crmId;
    }

    /**
     * The id of its coupling, which it has or will have: of what the record is called in the ERP, so it needs an erpId.
     *
     * @param mapping the page's; hashed once, because several steps ask
     */
    public UUID couplingId(String mapping) {
        if (couplingId == null) {
            couplingId = DerivedKey.ofCoupling(mapping, erpId);
        }
        return couplingId;
    }

    /** The coupling found by the look-up, or null. */
    public Coupling coupling() {
        return coupling;
    }

    /** What the look-up of couplings found; fills in the key of the other side. */
    public void coupledBy(Coupling found) {
        this.coupling = found;
        this.crmId = found.crmId();
        isCalled(found.erpId());
        if (erpKey == null) {
            this.erpKey = found.erpKey();
        }
    }

    private void isCalled(String otherErpId) {
        this.erpId = otherErpId;
        this.couplingId = null;
    }

    /** The CRM key under which a new record will be created, or that a match gave. */
    public void takes(UUID key) {
        this.crmId = key;
    }

    /** The ERP record that a CRM record matched. */
    public void takes(String matchedErpId, String matchedErpKey) {
        isCalled(matchedErpId);
        this.erpKey = matchedErpKey;
    }

    /** The other side's current values with their version; null: not read, or not there. */
    public Row target() {
        return target;
    }

    public void meets(Row otherSide) {
        this.target = otherSide;
    }

    /** Uncoupled records of the other side whose match fields are equal; empty when none or not asked. */
    public List<Row> candidates() {
        return candidates;
    }

    /** @param found all uncoupled records of the other side, inside its filter, with equal match fields */
    public void matches(List<Row> found) {
        this.candidates = List.copyOf(found);
    }

    /** Ids of other uncoupled records of the same side with the same match fields; if any, no match counts. */
    public List<String> rivals() {
        return rivals;
    }

    public void contestedBy(List<String> found) {
        this.rivals = List.copyOf(found);
    }

    /** What a person decided of the record's conflict; null: nothing. */
    public Resolution resolution() {
        return resolution;
    }

    public void resolvedBy(Resolution decided) {
        this.resolution = decided;
    }

    /**
     * Whether a full synchronization would have created it, but had to park it: then it is created when it is released, also
     * where no other job creates.
     */
    public boolean mayBeCreated() {
        return creatable;
    }

    public void allowCreate() {
        this.creatable = true;
    }

    /**
     * Whether values of the other side counted where both sides differed. Only the opposite direction can carry them
     * here, and it has to be told, because it may have read the record long ago.
     */
    public boolean isCarriedBack() {
        return carriedBack;
    }

    /** What becomes of the coupling once the record is settled, because one of the two records was deleted; else null. */
    public CouplingFate fate() {
        return fate;
    }

    void coupling(CouplingFate becomes) {
        this.fate = becomes;
    }

    /** The CRM record to which the coupling goes over; null: none. */
    public UUID successor() {
        return successor;
    }

    void movesTo(UUID winner) {
        this.successor = winner;
        this.fate = CouplingFate.MOVED;
    }

    /** The CRM record into which a person merged this one; null: none. */
    public UUID mergedInto() {
        return source == null ? null : MergedRecord.winnerOf(source);
    }

    /** Whether this record does not exist any more on the side that was read, though it is coupled. */
    public boolean isDeleted() {
        return source == null && coupling != null && coupling.state() != Coupling.State.UNCOUPLED;
    }

    void carryBack() {
        this.carriedBack = true;
    }

    /** Whether the form that the other side gave our own value was taken over. */
    public boolean isAdopted() {
        return adopted;
    }

    void adopt() {
        this.adopted = true;
    }

    /** Which way its two-way fields were written last, once what was decided is written; null: as before. */
    public Turns turns() {
        return turns;
    }

    void takes(Turns after) {
        this.turns = after;
    }

    /** Why some of its fields wait although the record itself goes on; null: none does. */
    public Parking withheld() {
        return withheld;
    }

    void withhold(Parking why) {
        this.withheld = why;
    }

    /** What it is parked for, as a whole or for some of its fields; null: nothing. */
    public Parking waitsFor() {
        return outcome == Outcome.PARKED ? parking : withheld;
    }

    public Decision decision() {
        return decision;
    }

    public void decide(Decision decided) {
        this.decision = decided;
        if (decided.action() == Decision.Action.PARK) {
            park(decided.parking());
        } else if (decided.action() == Decision.Action.OUT_OF_SCOPE) {
            this.outcome = Outcome.OUT_OF_SCOPE;
        }
    }

    /** The other side has written what was decided, in a form of its own. */
    void agreesOn(AgreedValues now) {
        if (!now.equals(decision.agreed())) {
            this.decision = decision.agreeing(now);
        }
    }

    /** The coupling is reserved with the values of the present decision. */
    public void reserve() {
        this.reserved = decision;
    }

    /** Whether this page reserved the coupling. */
    public boolean isReserved() {
        return reserved != null;
    }

    /** Whether the coupling is reserved with just these values; a step that writes may have to change them. */
    public boolean isReservedAsDecided() {
        return reserved != null && reserved == decision;
    }

    /** Null until a step settled it. */
    public Outcome outcome() {
        return outcome;
    }

    public void ends(Outcome how) {
        this.outcome = how;
        this.parking = null;
    }

    public void park(Parking why) {
        this.outcome = Outcome.PARKED;
        this.parking = why;
    }

    /** Parks a record that somebody else is to write and will tell of: its reservation stays. */
    public void handOver(Parking why) {
        park(why);
        this.handedOver = true;
    }

    /** Whether it is parked because somebody else is about to write it. */
    public boolean isHandedOver() {
        return handedOver;
    }

    /**
     * Settles a conflict by what the other side has made of a value that it was given: that counts there as its own, later
     * edit, and ours as agreed.
     */
    public void conflictIsOver(AgreedValues agreed) {
        this.decision = Decision.nothing(agreed);
        ends(Outcome.UPDATED);
    }

    /**
     * A reference that the other side's record could not be given yet.
     *
     * @param mapping whose record is to be coupled first
     * @param key     the code of that record in the ERP, or its id in the CRM: where the reference comes from
     */
    public record OwedReference(String attribute, String mapping, String key) { }

    void owes(OwedReference reference) {
        owed.add(reference);
    }

    /** References that the other side's record gets later. */
    public List<OwedReference> owed() {
        return List.copyOf(owed);
    }

    /** Why it is parked; null unless the outcome is PARKED. */
    public Parking parking() {
        return parking;
    }

    /** A create in the ERP reserves its coupling without an erpKey, because the number is known only when the row is written. */
    boolean isNewInErp(Direction direction) {
        boolean isFound = coupling != null && coupling.state() == Coupling.State.RESERVED && coupling.erpKey().isEmpty()
                && outcome != Outcome.PARKED && erpKey != null && !erpKey.isEmpty();
        return isFound || direction == Direction.TO_ERP && outcome == Outcome.CREATED;
    }

    /** Whether a step still has to write it. */
    public boolean isToWrite() {
        return outcome == null && decision != null
                && (decision.action() == Decision.Action.CREATE || decision.action() == Decision.Action.UPDATE
                || decision.action() == Decision.Action.DELETE);
    }
}
