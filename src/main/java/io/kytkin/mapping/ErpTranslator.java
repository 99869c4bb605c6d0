package io.kytkin.mapping;

import io.kytkin.mapping.Decision.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Decides, for pages read in the CRM, what is written to the ERP: only what differs from what the ERP holds. */
final class ErpTranslator {
    private final BoundMapping bound;
    private final MappingDefinition definition;
    private final List<FieldToErp> fields = new ArrayList<>();

    ErpTranslator(BoundMapping bound) {
        this.bound = bound;
        this.definition = bound.definition();
        for (FieldMapping field : definition.fields()) {
            if (field.arrow().includes(Direction.TO_ERP)) {
                fields.add(new FieldToErp(bound, field));
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
        Row present = record.target();
        if (record.coupling() == null) {
            Object match = Matching.choose(record, record.candidates().isEmpty() ? List.of()
                    : Matching.valuesToErp(bound, page, record), row -> Values.key(row, definition.erpKey()));
            if (match instanceof Parking parking) {
                return Decision.park(parking);
            }
            if (match == null) {
                return Decision.outOfScope();
            }
            present = (Row) match;
            record.takes(Values.key(present, definition.erpId()), Values.key(present, definition.erpKey()));
            record.meets(present);
        }
        return write(page, record, present);
    }

    private Decision write(Page page, PageRecord record, Row present) {
        AgreedValues before = record.coupling() == null ? AgreedValues.none() : record.coupling().agreed();
        Map<String, AgreedValues.Pair> agreed = new LinkedHashMap<>(before.byAttribute());
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> notices = new ArrayList<>(0);
        for (FieldToErp field : fields) {
            String attribute = field.field().crm();
            String crmForm = Values.text(record.source().valueOf(attribute));
            AgreedValues.Pair then = before.of(attribute);
            if (then != null && Objects.equals(then.crm(), crmForm)) {
                continue;
            }
            Object value = field.translate(record.source(), page.references(), notices);
            if (value instanceof Parking parking) {
                return Decision.park(parking);
            }
            String erpForm = Values.text(value);
            if (present != null && !Objects.equals(erpForm, Values.text(present.get(field.field().erp())))) {
                values.put(field.field().erp(), value);
            }
            agreed.put(attribute, new AgreedValues.Pair(erpForm, crmForm));
        }
        AgreedValues after = agreed.equals(before.byAttribute()) ? before : new AgreedValues(agreed);
        return new Decision(values.isEmpty() ? Action.NOTHING : Action.UPDATE, values, Map.of(), after, Set.of(), null,
                notices);
    }
}
