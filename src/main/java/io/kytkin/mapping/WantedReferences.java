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

    public static WantedReferences of(BoundMapping bound, Page page) {
        WantedReferences wanted = new WantedReferences();
        if (page.direction() == Direction.TO_CRM) {
            for (FieldToCrm field : FieldToCrm.of(bound)) {
                for (PageRecord record : page.records()) {
                    if (record.source() != null && record.inScope()) {
                        field.wanted(record.source(), wanted);
                    }
                }
            }
            return wanted;
        }
        for (FieldMapping field : bound.definition().fields()) {
            if (field.coupled() != null && field.arrow().includes(Direction.TO_ERP)) {
                for (PageRecord record : page.records()) {
                    Object value = record.source() == null ? null : record.source().valueOf(field.crm());
                    if (value instanceof UUID crmId) {
                        wanted.crmIds.add(new CrmId(field.coupled(), crmId));
                    }
                }
            }
        }
        return wanted;
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
