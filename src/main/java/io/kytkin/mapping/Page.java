package io.kytkin.mapping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The records that a synch job handles at once: one look-up, one read, one write, one transaction. It is the body of
 * the exchange in a mapping's route.
 */
public final class Page {

    /**
     * Where the page comes from.
     *
     * @param job    the synch job
     * @param number counts from 0 within the job, in reading order
     * @param token  of the mapping's lease: nothing is reserved or confirmed under an older one
     * @param end    the position after this page, in the form of the side that was read; null when the page was not
     *               read in order (parked records, debts) and so moves no position
     */
    public record Origin(UUID job, int number, long token, String end) { }

    private final Origin origin;
    private final MappingDefinition mapping;
    private final Direction direction;
    private final List<PageRecord> records;
    private References references = References.none();
    private final Map<WantedReferences.Code, String> renamed = new LinkedHashMap<>();
    private Long reservation;
    private boolean ofFullSynchronization;
    private boolean actsOnDeletes;

    public Page(Origin origin, MappingDefinition mapping, Direction direction, List<PageRecord> records) {
        this.origin = origin;
        this.mapping = mapping;
        this.direction = direction;
        this.records = List.copyOf(records);
    }

    public Origin origin() {
        return origin;
    }

    public MappingDefinition mapping() {
        return mapping;
    }

    public Direction direction() {
        return direction;
    }

    /** The route that handles this page, without its scheme: {@code customer-to-crm}. */
    public String route() {
        return direction.routeOf(mapping.name());
    }

    public List<PageRecord> records() {
        return records;
    }

    /** The couplings of the records that this page's records refer to. */
    public References references() {
        return references;
    }

    public void refersTo(References found) {
        this.references = found;
    }

    /**
     * Codes that no coupling has: perhaps the record was renamed since it was coupled. Once the ERP was asked,
     * each stands with the id of the record that has the code now; null: not asked, or none has it.
     */
    public Map<WantedReferences.Code, String> unknownCodes() {
        return renamed;
    }

    /** Whether the ERP has to be asked who has a code now; routes ask it to save a query. */
    public boolean hasUnknownCodes() {
        return !renamed.isEmpty();
    }

    /** The reservation of this page's new couplings; null: none was made. */
    public Long reservation() {
        return reservation;
    }

    public void reservedUnder(long made) {
        this.reservation = made;
    }

    /** Whether a full synchronization asked for it; some mappings create records only then. */
    public boolean isOfFullSynchronization() {
        return ofFullSynchronization;
    }

    public void belongsToFullSynchronization() {
        this.ofFullSynchronization = true;
    }

    /**
     * Whether the mapping's policies act on deleted records. Elsewhere such records are only collected, so that a job knows
     * how many there are before it does anything about them.
     */
    public boolean actsOnDeletes() {
        return actsOnDeletes;
    }

    public void actOnDeletes() {
        this.actsOnDeletes = true;
    }

    /**
     * Whether the record's partner has to go, or be asked for: it was deleted on the side that was read, or it left the
     * {@code erpFilter} of a mapping with {@code onErpLeave: delete}. One that is only reserved may be in the CRM already.
     */
    public boolean loses(PageRecord record) {
        Coupling coupling = record.coupling();
        boolean leaves = direction == Direction.TO_CRM && mapping.onErpLeave() == MappingDefinition.Leave.DELETE
                && record.source() != null && !record.inScope() && coupling != null;
        return record.isDeleted() || leaves && (coupling.isCoupled() || coupling.state() == Coupling.State.RESERVED
                && mapping.createInErp() == MappingDefinition.Create.NEVER);
    }

    /** Records that still have to be written to the other side. */
    public List<PageRecord> toWrite() {
        return records.stream().filter(PageRecord::isToWrite).toList();
    }

    /**
     * The erpKeys of records that this page has made in the ERP, or that one made which was cut off before it could confirm
     * them; an array, because SQL takes it as one. Whoever asks may have done for the latter what is to be done already.
     */
    public String[] newErpKeys() {
        return records.stream().filter(record -> record.isNewInErp(direction)).map(PageRecord::erpKey).toArray(String[]::new);
    }

    /** Whether the write stage has anything to do; routes ask it to skip an empty request. */
    public boolean hasWrites() {
        return records.stream().anyMatch(PageRecord::isToWrite);
    }

    @Override
    public String toString() {
        return mapping.name() + " " + direction.jsonName() + " page " + origin.number() + " (" + records.size() + " records)";
    }
}
