package io.kytkin.mapping;

import io.kytkin.mapping.Decision.Action;
import io.kytkin.mapping.MappingDefinition.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Decides, for pages read in the CRM, what is written to the ERP: only what differs from what the ERP holds. */
final class ErpTranslator {
    private final BoundMapping bound;
    private final MappingDefinition definition;

    ErpTranslator(BoundMapping bound) {
        this.bound = bound;
        this.definition = bound.definition();
    }

    void decide(Page page) {
        for (PageRecord record : page.records()) {
            if (record.outcome() == null && record.decision() == null) {
                record.decide(decide(page, record));
            }
        }
    }

    private Decision decide(Page page, PageRecord record) {
        if (record.isDeleted()) {
            return new PartnerDeletion(bound, page, record).ofCrmRecord();
        }
        if (record.source() == null || isUncoupled(record)) {
            return Decision.outOfScope();
        }
        if (record.coupling() != null && MergedRecord.winnerOf(record.source()) != null) {
            return MergedRecord.decide(page, record);
        }
        if (!record.inScope()) {
            return Decision.outOfScope();
        }
        if (record.coupling() == null) {
            Object match = Matching.choose(record, record.candidates().isEmpty() ? List.of()
                    : Matching.valuesToErp(bound, page, record), row -> Values.key(row, definition.erpKey()));
            if (match instanceof Parking parking) {
                return Decision.park(parking);
            }
            if (match instanceof Row partner) {
                record.takes(Values.key(partner, definition.erpId()), Values.key(partner, definition.erpKey()));
                record.meets(partner);
            } else if (record.target() == null) {
                return creates(page, record) ? create(page, record) : Decision.outOfScope();
            }
        } else if (record.target() == null && record.coupling().state() == Coupling.State.RESERVED) {
            return create(page, record);
        } else if (record.target() == null) {
            return Decision.park(new Parking(ParkingClass.PARTNER_DELETED, "the ERP record was deleted", null, null,
                    null, null, null));
        }
        AgreedValues before = record.coupling() == null ? AgreedValues.none() : record.coupling().agreed();
        return new Draft(page, record, before).update();
    }

    private boolean creates(Page page, PageRecord record) {
        return switch (definition.createInErp()) {
            case ALWAYS -> true;
            case FULL_SYNCHRONIZATION -> page.isOfFullSynchronization() || record.mayBeCreated();
            case NEVER -> false;
        };
    }

    /** A record that the ERP does not have: its number is known only when it is written. */
    private Decision create(Page page, PageRecord record) {
        Decision decision = new Draft(page, record, AgreedValues.none()).create();
        if (decision.action() == Action.CREATE && record.erpId() == null) {
            record.takes(bound.newErpId(record.crmId()), null);
        }
        return decision;
    }

    /** A person took the pair apart. */
    private static boolean isUncoupled(PageRecord record) {
        return record.coupling() != null && record.coupling().state() == Coupling.State.UNCOUPLED;
    }

    /** The decision on one record while it is being made. */
    private final class Draft {
        private final PageRecord record;
        private final Row source;
        private final Row present;
        private final References references;
        private final AgreedValues before;
        private final Disagreements disagreements;
        private final Alternation alternation;
        private final Map<String, Object> values = new LinkedHashMap<>();
        private final List<String> notices = new ArrayList<>(0);
        private final Map<String, AgreedValues.Pair> agreed;

        Draft(Page page, PageRecord record, AgreedValues before) {
            this.record = record;
            this.source = record.source();
            this.present = record.target();
            this.references = page.references();
            this.before = before;
            this.disagreements = new Disagreements(bound, present, source, record.resolution());
            this.alternation = new Alternation(bound, record, Direction.TO_ERP);
            this.agreed = new LinkedHashMap<>(before.byAttribute());
        }

        Decision update() {
            for (FieldToErp line : bound.toErp()) {
                String attribute = line.field().crm();
                AgreedValues.Pair then = before.of(attribute);
                String crmForm = Values.text(source.valueOf(attribute));
                boolean unchanged = then != null && Objects.equals(then.crm(), crmForm);
                if (line.field().onCreate() || unchanged || !source.has(attribute) || !present.has(line.erpName())) {
                    continue;
                }
                boolean computed = then == null && line.field().arrow() == FieldMapping.Arrow.TO_ERP;
                if (computed && Echo.isOurs(bound, record.coupling(), source, attribute)
                        || then != null && Echo.isForm(bound, record.coupling(), source, attribute, then.crm())) {
                    String erpForm = computed ? Values.text(present.valueOf(line.erpName())) : then.erp();
                    agreed.put(attribute, new AgreedValues.Pair(erpForm, crmForm));
                    record.adopt();
                    continue;
                }
                Parking refused = compare(line, then, crmForm);
                if (refused != null) {
                    return Decision.park(refused);
                }
            }
            if (disagreements.isOpen()) {
                return Decision.park(disagreements.parking());
            }
            alternation.end();
            AgreedValues after = agreed.equals(before.byAttribute()) ? before : new AgreedValues(agreed);
            return new Decision(values.isEmpty() ? Action.NOTHING : Action.UPDATE, values, Map.of(), after, Set.of(),
                    null, notices);
        }

        /** All that travels to the ERP; what the CRM has blank, and what it does not know, comes from a template. */
        Decision create() {
            Map<String, String> erpForms = new LinkedHashMap<>();
            for (FieldToErp line : bound.toErp()) {
                Object value = source.has(line.field().crm()) ? line.translate(source, references, notices)
                        : FieldToCrm.KEPT;
                if (value instanceof Parking parking) {
                    return Decision.park(parking);
                }
                if (value instanceof PageRecord.OwedReference owed) {
                    record.owes(owed);
                } else if (value != FieldToCrm.KEPT) {
                    values.put(line.field().erp(), value);
                    erpForms.put(line.field().crm(), Values.text(value));
                }
            }
            Parking refused = definition.newErpRecords().templateFor(source).map(this::fill).orElse(null);
            if (refused != null) {
                return Decision.park(refused);
            }
            erpForms.forEach((attribute, erpForm) -> agreed.put(attribute,
                    new AgreedValues.Pair(erpForm, Values.text(source.valueOf(attribute)))));
            return new Decision(Action.CREATE, values, Map.of(), new AgreedValues(agreed), Set.of(), null, notices);
        }

        /** Mapped values win over a template. */
        private Parking fill(ErpTemplate template) {
            for (String name : template.columns()) {
                String text = template.values().get(name);
                String written = values.keySet().stream().filter(known -> Row.nameOf(known).equals(Row.nameOf(name)))
                        .findFirst().orElse(name);
                if (values.get(written) == null) {
                    Object value = text.isEmpty() ? null : new ColumnFit(bound.erp().column(name).orElseThrow(), "ERP",
                            bound.settings().clock().getZone()).fit(text, notices);
                    if (value instanceof Parking parking) {
                        return parking;
                    }
                    values.put(written, value);
                }
            }
            if (template.leavesOthersBlank()) {
                Set<String> filled = values.keySet().stream().map(Row::nameOf).collect(Collectors.toSet());
                bound.erp().columns().values().stream().filter(column -> column.can(Column.Ability.REQUIRED)
                        && !filled.contains(Row.nameOf(column.name()))).forEach(column -> values.put(column.name(), null));
            }
            return null;
        }

        /** @return why the record has to be parked, or null */
        private Parking compare(FieldToErp line, AgreedValues.Pair then, String crmForm) {
            String attribute = line.field().crm();
            Object held = present.valueOf(line.erpName());
            if (line.field().arrow() == FieldMapping.Arrow.BOTH && held != null
                    && line.forms().same(held, source.valueOf(attribute))) {
                agreed.put(attribute, new AgreedValues.Pair(Values.text(held), crmForm));
                return null;
            }
            Object value = line.translate(source, references, notices);
            if (value instanceof Parking parking) {
                return parking;
            }
            if (value instanceof PageRecord.OwedReference owed) {
                record.owes(owed);
            } else {
                String heldForm = Values.text(held);
                String erpForm = line.isEqual(heldForm, Values.text(value)) ? heldForm : Values.text(value);
                AgreedValues.Pair now = new AgreedValues.Pair(erpForm, crmForm);
                Alternation.Verdict verdict = !isToWrite(line, then, heldForm, erpForm, crmForm)
                        ? Alternation.Verdict.GIVE_WAY
                        : alternation.judge(line.field(), then, now, new AgreedValues.Pair(heldForm, crmForm));
                if (verdict == Alternation.Verdict.HOLD) {
                    return null;
                }
                if (verdict == Alternation.Verdict.WRITE) {
                    values.put(line.field().erp(), value);
                }
                agreed.put(attribute, now);
            }
            return null;
        }

        /**
         * Whether the CRM's value, which is new, replaces the one that the ERP holds. Where it does not, it counts as
         * agreed all the same: the pass to the CRM then sees the ERP's as the change.
         */
        private boolean isToWrite(FieldToErp line, AgreedValues.Pair then, String held, String erpForm,
                                  String crmForm) {
            if (Objects.equals(held, erpForm)) {
                return false;
            }
            boolean twoWay = line.field().arrow() == FieldMapping.Arrow.BOTH;
            boolean cleared = held == null && line.field().required();
            if (cleared || then == null && (erpForm == null || held == null)) {
                if (twoWay && erpForm == null) {
                    record.carryBack();
                }
                return erpForm != null;
            }
            if (!twoWay || then != null && Objects.equals(held, then.erp())) {
                return true;
            }
            Policy winner = disagreements.settle(line.field(), then == null, held, crmForm);
            if (winner == Policy.ERP) {
                record.carryBack();
            }
            return winner == Policy.CRM;
        }
    }
}
