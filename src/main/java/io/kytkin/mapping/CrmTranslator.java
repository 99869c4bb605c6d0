package io.kytkin.mapping;

import io.kytkin.mapping.Decision.Action;
import io.kytkin.mapping.MappingDefinition.Create;
import io.kytkin.mapping.MappingDefinition.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Decides, for pages read in the ERP, what the CRM is told: only what changed since both sides last agreed. */
final class CrmTranslator {
    private static final String MODIFIED = "modifiedon";

    private final BoundMapping bound;
    private final MappingDefinition definition;
    private final List<FieldToCrm> fields;
    private final Map<String, String> targets = new HashMap<>();

    /** @param crmTableOf the CRM table of a mapping by its name, or null when there is no such mapping */
    CrmTranslator(BoundMapping bound, UnaryOperator<String> crmTableOf) {
        this.bound = bound;
        this.definition = bound.definition();
        this.fields = FieldToCrm.of(bound);
        for (FieldToCrm field : fields) {
            String table = field.field().coupled() == null ? null : crmTableOf.apply(field.field().coupled());
            if (table != null) {
                targets.put(field.field().crm(), table);
            }
        }
    }

    void decide(Page page) {
        for (PageRecord record : page.records()) {
            if (record.outcome() == null && record.decision() == null) {
                record.decide(decide(page, record));
            }
        }
    }

    private Decision decide(Page page, PageRecord record) {
        if (record.source() == null || !record.inScope()) {
            return Decision.outOfScope();
        }
        Coupling coupling = record.coupling();
        if (coupling != null && coupling.state() == Coupling.State.BROKEN) {
            return Decision.park(new Parking(ParkingClass.PARTNER_DELETED, "the CRM record was deleted", null, null,
                    null, null, null));
        }
        boolean lostReservation = coupling != null && !coupling.isCoupled() && record.target() == null;
        if (coupling != null && !lostReservation) {
            return new Draft(page, record, coupling.agreed(), null).update();
        }
        if (coupling == null) {
            Object match = Matching.choose(record, record.candidates().isEmpty() ? List.of()
                    : Matching.valuesToCrm(bound, page, record), this::nameOf);
            if (match instanceof Parking parking) {
                return Decision.park(parking);
            }
            if (match instanceof Row partner) {
                record.takes((java.util.UUID) partner.get(bound.crm().key()));
                return new Draft(page, record, AgreedValues.none(), partner).meet();
            }
            if (definition.createInCrm() == Create.NEVER) {
                return Decision.outOfScope();
            }
        }
        return new Draft(page, record, AgreedValues.none(), null).create();
    }

    private String nameOf(Row row) {
        String nameColumn = bound.crm().nameColumn();
        Object name = nameColumn == null ? null : row.valueOf(nameColumn);
        return (name == null ? "" : name + " ") + "(" + row.get(bound.crm().key()) + ")";
    }

    /** The decision on one record while it is being made. */
    private final class Draft {
        private final Row source;
        private final References references;
        private final PageRecord record;
        private final AgreedValues before;
        private final Row partner;
        private final Map<String, Object> values = new LinkedHashMap<>();
        private final Set<String> debts = new LinkedHashSet<>();
        private final List<String> notices = new ArrayList<>(0);
        private final List<String> conflicts = new ArrayList<>(0);
        private Map<String, AgreedValues.Pair> agreed;
        private Parking parking;

        Draft(Page page, PageRecord record, AgreedValues before, Row partner) {
            this.source = record.source();
            this.references = page.references();
            this.record = record;
            this.before = before;
            this.partner = partner;
        }

        Decision create() {
            agreed = new LinkedHashMap<>();
            for (FieldToCrm field : fields) {
                if (field.field().secondPass()) {
                    if (field.raw(source) != null) {
                        debts.add(field.field().crm());
                    }
                } else if (!take(field, true)) {
                    return Decision.park(parking);
                }
            }
            return end(Action.CREATE);
        }

        Decision update() {
            for (FieldToCrm field : fields) {
                if (!field.field().onCreate() && !take(field, false)) {
                    return Decision.park(parking);
                }
            }
            if (values.isEmpty() && agreed == null) {
                return new Decision(Action.NOTHING, Map.of(), Map.of(), before, debts, null, notices);
            }
            return end(values.isEmpty() ? Action.NOTHING : Action.UPDATE);
        }

        /** Adds the field's value if the CRM has to be told; false when the record must be parked. */
        private boolean take(FieldToCrm field, boolean creating) {
            String attribute = field.field().crm();
            Object value = field.translate(source, references, notices);
            if (value instanceof Parking why) {
                parking = why;
                return false;
            }
            if (value == FieldToCrm.OWED) {
                debts.add(attribute);
                return true;
            }
            AgreedValues.Pair now = pair(field, Values.text(value));
            AgreedValues.Pair then = creating ? null : before.of(attribute);
            if (creating ? value != null : !Objects.equals(then == null ? null : then.crm(), now.crm())) {
                values.put(attribute, value);
            }
            if (!now.equals(then)) {
                agree(attribute, now);
            }
            return true;
        }

        private AgreedValues.Pair pair(FieldToCrm field, String crmForm) {
            boolean twoWay = field.field().arrow() == FieldMapping.Arrow.BOTH;
            return new AgreedValues.Pair(twoWay ? field.erpForm(source) : crmForm, crmForm);
        }

        private void agree(String attribute, AgreedValues.Pair pair) {
            if (agreed == null) {
                agreed = new LinkedHashMap<>(before.byAttribute());
            }
            agreed.put(attribute, pair);
        }

        /** First meeting (invariant 13): equal is agreed, empty takes the other side's value, different follows the policy. */
        Decision meet() {
            agreed = new LinkedHashMap<>();
            for (FieldToCrm field : fields) {
                if (field.field().onCreate()) {
                    continue;
                }
                Object value = field.translate(source, references, notices);
                if (value instanceof Parking why) {
                    return Decision.park(why);
                }
                if (value == FieldToCrm.OWED) {
                    debts.add(field.field().crm());
                } else {
                    meet(field, value);
                }
            }
            if (!conflicts.isEmpty()) {
                return Decision.park(parking);
            }
            return end(values.isEmpty() ? Action.NOTHING : Action.UPDATE);
        }

        private void meet(FieldToCrm field, Object value) {
            String attribute = field.field().crm();
            String held = Values.text(partner.valueOf(attribute));
            AgreedValues.Pair now = pair(field, Values.text(value));
            boolean erpWins = value != null
                    && (held == null || field.field().arrow() != FieldMapping.Arrow.BOTH);
            if (Objects.equals(held, now.crm()) || value == null) {
                agree(attribute, now);
            } else if (erpWins || policy(field) == Policy.ERP) {
                values.put(attribute, value);
                agree(attribute, now);
            } else if (policy(field) == Policy.CRM) {
                // As if the ERP's value had been agreed: the pass in the other direction sees the CRM's as a change.
                agree(attribute, now);
            } else {
                conflicts.add(attribute);
                parking = new Parking(ParkingClass.CONFLICT, "the two records that match differ in "
                        + String.join(", ", conflicts) + "; say which side counts, or set firstMeeting", conflicts.get(0),
                        parking == null ? now.crm() : parking.erpValue(), parking == null ? held : parking.crmValue(),
                        null, null);
            }
        }

        private Policy policy(FieldToCrm field) {
            Policy policy = definition.firstMeeting();
            String own = field.field().otherwise();
            for (Policy known : Policy.values()) {
                if (own != null && known.name().equals(own.toUpperCase(Locale.ROOT))) {
                    policy = known;
                }
            }
            return policy == Policy.NEWEST ? newest() : policy;
        }

        private Policy newest() {
            Object erp = definition.erpModified() == null ? null
                    : source.valueOf(Row.nameOf(definition.erpModified()));
            Object crm = partner.valueOf(MODIFIED);
            if (erp instanceof Instant erpTime && crm instanceof Instant crmTime) {
                return erpTime.isBefore(crmTime) ? Policy.CRM : Policy.ERP;
            }
            return Policy.ASK;
        }

        private Decision end(Action action) {
            Map<String, String> used = new HashMap<>();
            for (String attribute : values.keySet()) {
                if (targets.containsKey(attribute)) {
                    used.put(attribute, targets.get(attribute));
                }
            }
            return new Decision(action, values, used, new AgreedValues(agreed), debts, null, notices);
        }
    }
}
