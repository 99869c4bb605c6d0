package io.kytkin.mapping;

import io.kytkin.mapping.Decision.Action;
import io.kytkin.mapping.MappingDefinition.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The decision on one record for the CRM while it is being made. */
final class CrmDraft {
    private final BoundMapping bound;
    private final PageRecord record;
    private final Row source;
    private final References references;
    private final AgreedValues before;
    private final Map<String, String> targets;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Set<String> debts = new LinkedHashSet<>();
    private final List<String> notices = new ArrayList<>(0);
    private Map<String, AgreedValues.Pair> agreed;
    private Row partner;
    private Alternation alternation;
    private Disagreements disagreements;

    /** @param targets the tables that lookups refer to, by attribute */
    CrmDraft(BoundMapping bound, Page page, PageRecord record, AgreedValues before, Map<String, String> targets) {
        this.bound = bound;
        this.record = record;
        this.source = record.source();
        this.references = page.references();
        this.before = before;
        this.targets = targets;
    }

    /** All values that are filled; those of a second pass become debts. */
    Decision create() {
        agreed = new LinkedHashMap<>();
        for (FieldToCrm line : bound.toCrm()) {
            if (line.field().secondPass() && line.raw(source) != null) {
                debts.add(line.field().crm());
            } else {
                Object value = line.translate(source, references, notices);
                if (value instanceof Parking parking) {
                    return Decision.park(parking);
                }
                if (value != FieldToCrm.KEPT) {
                    agree(line, value, value != null);
                }
            }
        }
        return end(Action.CREATE);
    }

    /**
     * What changed since the sides last agreed.
     *
     * @param present what the CRM holds now: a match, or a record read before it is written; null: not read
     */
    Decision update(Row present) {
        partner = present;
        alternation = new Alternation(bound, record, Direction.TO_CRM);
        for (FieldToCrm line : bound.toCrm()) {
            if (line.field().onCreate()) {
                continue;
            }
            Object value = line.translate(source, references, notices);
            if (value instanceof Parking parking) {
                return Decision.park(parking);
            }
            if (value instanceof PageRecord.OwedReference owed) {
                debts.add(line.field().crm());
                record.owes(owed);
            } else if (value != FieldToCrm.KEPT) {
                compare(line, value);
            }
        }
        if (disagreements != null && disagreements.isOpen()) {
            return Decision.park(disagreements.parking());
        }
        alternation.end();
        return end(values.isEmpty() ? Action.NOTHING : Action.UPDATE);
    }

    private void compare(FieldToCrm line, Object value) {
        String attribute = line.field().crm();
        AgreedValues.Pair then = before.of(attribute);
        boolean twoWay = line.field().arrow() == FieldMapping.Arrow.BOTH;
        if (then != null && twoWay && line.forms().isFree() && Objects.equals(then.erp(), line.erpForm(source))) {
            return;
        }
        boolean known = partner != null && partner.has(attribute);
        Object held = known ? partner.valueOf(attribute) : null;
        if (known && twoWay && line.forms().same(line.held(source), held)) {
            agree(attribute, new AgreedValues.Pair(line.erpForm(source), Values.text(held)));
            return;
        }
        if (known && twoWay && then == null && value == null) {
            record.carryBack();
        }
        boolean changed = !Objects.equals(then == null ? null : then.crm(), Values.text(value));
        boolean send = changed && (!known || isToSend(line, value, then, Values.text(held)));
        if (send && known && twoWay) {
            String erpForm = line.erpForm(source);
            Alternation.Verdict verdict = alternation.judge(line.field(), then, new AgreedValues.Pair(erpForm,
                    Values.text(value)), new AgreedValues.Pair(erpForm, Values.text(held)));
            if (verdict == Alternation.Verdict.HOLD) {
                return;
            }
            send = verdict == Alternation.Verdict.WRITE;
        }
        agree(line, value, send);
    }

    /**
     * Whether the ERP's value, which is new, replaces the one that the CRM holds. Where it does not, it counts as
     * agreed all the same: the pass in the other direction then sees the CRM's as the change.
     */
    private boolean isToSend(FieldToCrm line, Object value, AgreedValues.Pair then, String held) {
        if (Objects.equals(held, Values.text(value))) {
            return false;
        }
        // A blank that the line forbids is no edit that could count: the CRM clears references to what was deleted.
        boolean cleared = held == null && line.field().required();
        if (cleared || then == null && (value == null || held == null)) {
            return value != null;
        }
        if (line.field().arrow() != FieldMapping.Arrow.BOTH || isAsAgreed(line, then, held)) {
            return true;
        }
        if (then != null && Objects.equals(then.erp(), line.erpForm(source))) {
            // Only the CRM's was edited. The ERP's is as agreed; what it stands for in the CRM is another than it was.
            record.carryBack();
            return false;
        }
        if (disagreements == null) {
            disagreements = new Disagreements(bound, source, partner, record.resolution());
        }
        Policy winner = disagreements.settle(line.field(), then == null, line.erpForm(source), held);
        if (winner == Policy.CRM) {
            record.carryBack();
        }
        return winner == Policy.ERP;
    }

    /** Whether the CRM still holds what was agreed, in whatever form it gave our own value. */
    private boolean isAsAgreed(FieldToCrm line, AgreedValues.Pair then, String held) {
        return then != null && (Objects.equals(held, then.crm())
                || Echo.isForm(bound, record.coupling(), partner, line.field().crm(), then.crm()));
    }

    private void agree(FieldToCrm line, Object value, boolean send) {
        String attribute = line.field().crm();
        if (send) {
            values.put(attribute, value);
        }
        String crmForm = Values.text(value);
        boolean twoWay = line.field().arrow() == FieldMapping.Arrow.BOTH;
        agree(attribute, new AgreedValues.Pair(twoWay ? line.erpForm(source) : crmForm, crmForm));
    }

    private void agree(String attribute, AgreedValues.Pair now) {
        if (!now.equals(before.of(attribute))) {
            if (agreed == null) {
                agreed = new LinkedHashMap<>(before.byAttribute());
            }
            agreed.put(attribute, now);
        }
    }

    private Decision end(Action action) {
        Map<String, String> used = new HashMap<>();
        targets.forEach((attribute, table) -> {
            if (values.get(attribute) != null) {
                used.put(attribute, table);
            }
        });
        return new Decision(action, values, used, agreed == null ? before : new AgreedValues(agreed), debts, null,
                notices);
    }
}
