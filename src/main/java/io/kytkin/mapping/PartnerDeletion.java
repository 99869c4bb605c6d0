package io.kytkin.mapping;

import java.util.Map;
import java.util.Objects;

/**
 * Decides what becomes of a record whose partner was deleted, or left the filter of a mapping that deletes then (design,
 * invariant 12). Deletes are collected first: only a page that acts on them carries the policy out, once the job has
 * counted them.
 *
 * <p>What is left was read again just before. A record that somebody changed since both sides agreed is never deleted:
 * that change was made for a reason, so a person decides.
 */
final class PartnerDeletion {
    static final String ACTIVE_OR_NOT = "statecode";
    static final Long INACTIVE = 1L;
    private static final DeletePolicy DELETE = new DeletePolicy(DeletePolicy.Action.DELETE, null, null);

    private final BoundMapping bound;
    private final MappingDefinition definition;
    private final Page page;
    private final PageRecord record;

    PartnerDeletion(BoundMapping bound, Page page, PageRecord record) {
        this.bound = bound;
        this.definition = bound.definition();
        this.page = page;
        this.record = record;
    }

    /** Why a record without its CRM partner stays as it is. */
    static Parking crmRecordIsGone() {
        return parking("the CRM record was deleted and onCrmDelete lets the ERP record be; forget the coupling "
                + "(DELETE /api/couplings/{id}?forget=true) to have it created anew, or write onCrmDelete: restore");
    }

    private static Parking parking(String reason) {
        return new Parking(ParkingClass.PARTNER_DELETED, reason, null, null, null, null, null);
    }

    /** The ERP record is gone, or left the filter; the target, if it was read, is the CRM record. */
    Decision ofErpRecord() {
        boolean left = record.source() != null;
        String what = left ? "ERP record left the erpFilter" : "ERP record was deleted";
        if (!page.actsOnDeletes()) {
            return Decision.park(parking("the " + what + "; " + (left ? "onErpLeave" : "onErpDelete")
                    + " acts at the end of the job"));
        }
        return decide(left ? DELETE : definition.onErpDelete(), Map.of(ACTIVE_OR_NOT, INACTIVE), "CRM", what);
    }

    /** The CRM record is gone; the target is the ERP record. */
    Decision ofCrmRecord() {
        if (!page.actsOnDeletes()) {
            return Decision.park(parking("the CRM record was deleted; onCrmDelete acts at the end of the job"));
        }
        DeletePolicy policy = definition.onCrmDelete();
        return decide(policy, policy.column() == null ? Map.of() : Map.of(policy.column(), Values.convert(policy.value(),
                bound.erp().column(policy.column()).orElseThrow().kind(), bound.settings().clock().getZone())), "ERP",
                "CRM record was deleted");
    }

    private Decision decide(DeletePolicy policy, Map<String, Object> mark, String left, String what) {
        if (record.target() == null) {
            return ends(CouplingFate.REMOVED);
        }
        return switch (policy.action()) {
            case KEEP -> ends(CouplingFate.BROKEN);
            case DEACTIVATE -> {
                record.coupling(CouplingFate.BROKEN);
                yield isMarked(mark) ? ends(CouplingFate.BROKEN) : Decision.mark(mark);
            }
            case DELETE -> {
                String changed = changedField();
                if (changed != null) {
                    yield Decision.park(parking("the " + what + ", but " + changed + " of the " + left
                            + " record was changed since both sides agreed, so it is not deleted; delete it there, or "
                            + "remove the coupling"));
                }
                record.coupling(CouplingFate.REMOVED);
                yield Decision.delete();
            }
            case RESTORE -> {
                record.carryBack();
                yield ends(page.direction() == Direction.TO_CRM ? CouplingFate.REMOVED : CouplingFate.BROKEN);
            }
        };
    }

    private Decision ends(CouplingFate fate) {
        record.coupling(fate);
        return Decision.nothing(record.coupling().agreed());
    }

    private boolean isMarked(Map<String, Object> mark) {
        return mark.entrySet().stream().allMatch(wanted -> record.target().has(Row.nameOf(wanted.getKey()))
                && Objects.equals(record.target().get(wanted.getKey()), wanted.getValue()));
    }

    /** A field of what is left that travels both ways and is not as both sides agreed; null: none. */
    private String changedField() {
        Row left = record.target();
        boolean isCrm = page.direction() == Direction.TO_CRM;
        for (FieldMapping field : definition.fields()) {
            AgreedValues.Pair then = record.coupling().agreed().of(field.crm());
            String name = isCrm ? field.crm() : Row.nameOf(field.erp());
            if (then != null && field.arrow() == FieldMapping.Arrow.BOTH && left.has(name)
                    && !Objects.equals(Values.text(left.valueOf(name)), isCrm ? then.crm() : then.erp())) {
                return name;
            }
        }
        return null;
    }
}
