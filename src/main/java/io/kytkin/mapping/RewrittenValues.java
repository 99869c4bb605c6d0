package io.kytkin.mapping;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the ERP made of the values that it was given: a trigger or a rule of its own may write another case, take blanks
 * and punctuation away, round, or put another value in their place (invariant 4). What differs by its form only counts as
 * the ERP's form of the agreed value, and neither side is written for it. Another value stands for a later edit of the ERP:
 * the next pass to the CRM carries it there, once.
 */
public final class RewrittenValues {
    private RewrittenValues() { }

    /**
     * Takes the ERP's forms over into what both sides agree on.
     *
     * @param record was just written to the ERP
     * @param now    what the ERP holds after that write and before anybody else's
     */
    public static void settle(BoundMapping bound, PageRecord record, Row now) {
        Decision decision = record.decision();
        Map<String, AgreedValues.Pair> agreed = new LinkedHashMap<>(decision.agreed().byAttribute());
        for (FieldToErp line : bound.toErp()) {
            String attribute = line.field().crm();
            AgreedValues.Pair given = agreed.get(attribute);
            if (given == null || !decision.values().containsKey(line.field().erp()) || !now.has(line.erpName())) {
                continue;
            }
            Object held = now.valueOf(line.erpName());
            if (!Objects.equals(Values.text(held), given.erp())
                    && isForm(line, decision.values().get(line.field().erp()), held)) {
                agreed.put(attribute, new AgreedValues.Pair(Values.text(held), given.crm()));
                record.adopt();
            }
        }
        record.agreesOn(new AgreedValues(agreed));
    }

    private static boolean isForm(FieldToErp line, Object given, Object held) {
        if (given == null || held == null) {
            return false;
        }
        if (!line.forms().isFree()) {
            return line.isEqual(Values.text(held), Values.text(given));
        }
        return ValueForm.isSame(given, held);
    }
}
