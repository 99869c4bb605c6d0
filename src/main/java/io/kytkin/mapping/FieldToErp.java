package io.kytkin.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One field line on its way to the ERP, prepared once for a version of the mapping. Stateless after that. */
final class FieldToErp {
    private final FieldMapping field;
    private final Column column;
    private final TranslationSettings settings;

    /** @throws MappingProblem when the ERP has no such column */
    FieldToErp(BoundMapping bound, FieldMapping field) {
        this.field = field;
        this.column = bound.erp().column(field.erp()).orElseThrow(() -> new MappingProblem(bound.definition().name(),
                "there is no column '" + field.erp() + "' in " + bound.erp().name()));
        this.settings = bound.settings();
    }

    FieldMapping field() {
        return field;
    }

    /**
     * The value in the ERP's form, null for blank, or a {@link Parking} that says why there is none.
     *
     * @param notices takes what a person should know although the value is written
     */
    Object translate(Row source, References references, List<String> notices) {
        Object raw = source.valueOf(field.crm());
        if (raw == null || Values.text(raw) == null) {
            return field.required() ? Parking.data(field.erp() + " is required but " + field.crm() + " is blank",
                    field.erp(), null) : null;
        }
        if (field.coupled() != null) {
            return references.ofCrmId(field.coupled(), (UUID) raw).filter(Coupling::isCoupled)
                    .<Object>map(coupling -> blankIfLocal(coupling.erpKey()))
                    .orElseGet(() -> new Parking(ParkingClass.DEPENDENCY, field.erp() + " waits for the "
                            + field.coupled() + " of that CRM record, which is not coupled", field.erp(), null,
                            raw.toString(), field.coupled(), raw.toString()));
        }
        if (!field.options().isEmpty()) {
            for (Map.Entry<String, Integer> option : field.options().entrySet()) {
                if (option.getValue().longValue() == ((Number) raw).longValue()) {
                    return option.getKey();
                }
            }
            return Parking.data(raw + " is not among the options of the field line; add it there", field.erp(), null);
        }
        return limited(raw, notices);
    }

    private Object blankIfLocal(String erpKey) {
        return field.blank() != null && RecordKey.code(erpKey).equals(RecordKey.code(field.blank())) ? null : erpKey;
    }

    private Object limited(Object raw, List<String> notices) {
        Object value;
        try {
            value = Values.convert(raw, column.kind(), settings.clock().getZone());
        } catch (IllegalArgumentException e) {
            return Parking.data(field.erp() + ": '" + raw + "' " + e.getMessage(), field.erp(), null);
        }
        if (value instanceof String text && column.length() > 0 && text.length() > column.length()) {
            notices.add(field.erp() + ": '" + text.substring(0, Math.min(20, column.length())) + "...' ("
                    + text.length() + " characters) was cut to the " + column.length() + " that the ERP holds");
            return FieldToCrm.cut(text, column.length());
        }
        if (value instanceof BigDecimal decimal && column.scale() >= 0 && decimal.scale() > column.scale()) {
            return decimal.setScale(column.scale(), RoundingMode.HALF_UP);
        }
        return value;
    }
}
