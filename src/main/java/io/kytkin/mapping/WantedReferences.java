package io.kytkin.mapping;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** The records that the records of a page refer to, so that one query finds the couplings of all of them. */
public final class WantedReferences {

    /** A record of another mapping by its code ({@link RecordKey#code}). */
    public record Code(String mapping, String code) { }

    /** A record of another mapping by its CRM id. */
    public record CrmId(String mapping, UUID crmId) { }

    private final Set<Code> codes = new LinkedHashSet<>();
    private final Set<CrmId> crmIds = new LinkedHashSet<>();

    private WantedReferences() { }

    /** What the records of the page that are inside their filter refer to in the page's direction. */
    public static WantedReferences of(BoundMapping bound, Page page) {
        WantedReferences wanted = new WantedReferences();
        for (PageRecord record : page.records()) {
            UUID winner = page.direction() == Direction.TO_CRM || record.source() == null ? null
                    : MergedRecord.winnerOf(record.source());
            if (winner != null) {
                wanted.crmIds.add(new CrmId(page.mapping().name(), winner));
            }
            if (record.source() != null && record.inScope()) {
                wanted.of(bound, page.direction(), record.source());
            }
        }
        return wanted;
    }

    private void of(BoundMapping bound, Direction direction, Row source) {
        if (direction == Direction.TO_CRM) {
            bound.toCrm().forEach(line -> line.wanted(source, this));
            return;
        }
        for (FieldToErp line : bound.toErp()) {
            String mapping = line.field().coupled();
            if (mapping != null && source.valueOf(line.field().crm()) instanceof UUID crmId) {
                crmIds.add(new CrmId(mapping, crmId));
            }
        }
    }

    void code(String mapping, String code) {
        codes.add(new Code(mapping, code));
    }

    public Set<Code> codes() {
        return codes;
    }

    public Set<CrmId> crmIds() {
        return crmIds;
    }
}
