package io.kytkin.mapping;

import io.kytkin.mapping.MappingDefinition.Create;
import io.kytkin.mapping.MappingDefinition.Leave;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Decides, for pages read in the ERP, what the CRM is told: only what changed since both sides last agreed. */
final class CrmTranslator {
    private final BoundMapping bound;
    private final MappingDefinition definition;
    private final UnaryOperator<String> crmTableOf;

    /** @param crmTableOf the CRM table of a mapping by its name, or null when there is no such mapping */
    CrmTranslator(BoundMapping bound, UnaryOperator<String> crmTableOf) {
        this.bound = bound;
        this.definition = bound.definition();
        this.crmTableOf = crmTableOf;
    }

    void decide(Page page) {
        Map<String, String> targets = targets();
        for (PageRecord record : page.records()) {
            if (record.outcome() == null && record.decision() == null) {
                record.decide(decide(page, record, targets));
            }
        }
    }

    /** The tables that lookups refer to; asked for each page, because mappings come and go while jobs run. */
    private Map<String, String> targets() {
        Map<String, String> targets = new HashMap<>();
        for (FieldToCrm line : bound.toCrm()) {
            FieldMapping field = line.field();
            if (field.coupled() != null) {
                String table = crmTableOf.apply(field.coupled());
                Map<String, String> navigations = bound.crm().column(field.crm()).orElseThrow().navigations();
                if (table == null && navigations.size() == 1) {
                    table = navigations.keySet().iterator().next();
                }
                if (table != null) {
                    targets.put(field.crm(), table);
                }
            }
        }
        return targets;
    }

    private Decision decide(Page page, PageRecord record, Map<String, String> targets) {
        Coupling coupling = record.coupling();
        // A reserved coupling may be that of an ERP record which is only about to be created.
        if (page.loses(record) && !(record.isDeleted() && coupling.state() == Coupling.State.RESERVED)) {
            return new PartnerDeletion(bound, page, record).ofErpRecord();
        }
        if (record.source() == null || coupling != null && coupling.state() == Coupling.State.UNCOUPLED) {
            return Decision.outOfScope();
        }
        if (!record.inScope()) {
            return leave(coupling);
        }
        if (coupling == null) {
            return decideUncoupled(page, record, targets);
        }
        boolean isRestored = definition.onCrmDelete().action() == DeletePolicy.Action.RESTORE;
        if (coupling.state() == Coupling.State.BROKEN && record.target() == null && !isRestored) {
            return Decision.park(PartnerDeletion.crmRecordIsGone());
        }
        if (coupling.state() != Coupling.State.COUPLED && record.target() == null) {
            return new CrmDraft(bound, page, record, AgreedValues.none(), targets).create();
        }
        return new CrmDraft(bound, page, record, coupling.agreed(), targets).update(record.target());
    }

    /**
     * A record outside of the filter stays coupled, and its fields do not travel. Its partner is made inactive once; a person
     * who makes it active again meanwhile has a reason. One that was not published yet is in nobody's way.
     */
    private Decision leave(Coupling coupling) {
        boolean deactivates = definition.onErpLeave() == Leave.DEACTIVATE && coupling != null && coupling.isCoupled()
                && !coupling.debts().contains(PartnerDeletion.ACTIVE_OR_NOT);
        AgreedValues.Pair inactive = new AgreedValues.Pair(Values.text(PartnerDeletion.INACTIVE),
                Values.text(PartnerDeletion.INACTIVE));
        if (!deactivates || inactive.equals(coupling.agreed().of(PartnerDeletion.ACTIVE_OR_NOT))) {
            return Decision.outOfScope();
        }
        Map<String, AgreedValues.Pair> agreed = new LinkedHashMap<>(coupling.agreed().byAttribute());
        agreed.put(PartnerDeletion.ACTIVE_OR_NOT, inactive);
        return new Decision(Decision.Action.UPDATE, Map.of(PartnerDeletion.ACTIVE_OR_NOT, PartnerDeletion.INACTIVE), Map.of(),
                new AgreedValues(agreed), coupling.debts(), null, List.of());
    }

    private Decision decideUncoupled(Page page, PageRecord record, Map<String, String> targets) {
        Object match = Matching.choose(record, record.candidates().isEmpty() ? List.of()
                : Matching.valuesToCrm(bound, page, record), this::nameOf);
        if (match instanceof Parking parking) {
            return Decision.park(parking);
        }
        CrmDraft draft = new CrmDraft(bound, page, record, AgreedValues.none(), targets);
        if (match instanceof Row partner) {
            record.takes((UUID) partner.get(bound.crm().key()));
            record.meets(partner);
            return draft.update(partner);
        }
        return creates(page, record) ? draft.create() : decideWithoutPartner(page, record);
    }

    private boolean creates(Page page, PageRecord record) {
        return switch (definition.createInCrm()) {
            case ALWAYS -> true;
            case FULL_SYNCHRONIZATION -> page.isOfFullSynchronization() || record.mayBeCreated();
            case NEVER -> false;
        };
    }

    /** A record that can't be matched before another one is coupled waits for it; else it has no place in the CRM. */
    private Decision decideWithoutPartner(Page page, PageRecord record) {
        for (List<FieldToCrm> group : bound.matchToCrm()) {
            for (FieldToCrm line : group) {
                Object value = line.translate(record.source(), page.references(), new ArrayList<>(0));
                if (value instanceof Parking parking && parking.parkingClass() == ParkingClass.DEPENDENCY) {
                    return Decision.park(parking);
                }
            }
        }
        return Decision.outOfScope();
    }

    private String nameOf(Row row) {
        String nameColumn = bound.crm().nameColumn();
        Object name = nameColumn == null ? null : row.valueOf(Row.nameOf(nameColumn));
        return (name == null ? "" : name + " ") + "(" + row.get(bound.crm().key()) + ")";
    }
}
