package io.kytkin.mapping;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** One field line on its way to the ERP, prepared once for a version of the mapping. Stateless after that. */
final class FieldToErp {
    private final FieldMapping field;
    private final String erpName;
    private final ColumnFit fit;
    private final FieldForms forms;
    private final Map<Long, String> codes = new HashMap<>();

    /** @throws MappingProblem when the ERP has no such column */
    FieldToErp(BoundMapping bound, FieldMapping field) {
        this.field = field;
        this.erpName = Row.nameOf(field.erp());
        Column column = bound.erp().column(field.erp()).orElseThrow(() -> new MappingProblem(bound.definition().name(),
                "there is no column '" + field.erp() + "' in " + bound.erp().name()));
        this.fit = new ColumnFit(column, "ERP", bound.settings().clock().getZone());
        this.forms = new FieldForms(bound, field);
        field.options().forEach((code, value) -> codes.putIfAbsent(value.longValue(), code));
    }

    FieldMapping field() {
        return field;
    }

    FieldForms forms() {
        return forms;
    }

    /** Whether two ERP values are the same; case and blanks around it say nothing in a code. */
    boolean isEqual(String one, String other) {
        return Objects.equals(one, other) || one != null && other != null && !forms.isFree()
                && RecordKey.code(one).equals(RecordKey.code(other));
    }

    /** The ERP column in the form of {@link Row#nameOf}. */
    String erpName() {
        return erpName;
    }

    /**
     * The value in the ERP's form, null for blank, {@link Owed} for a reference of a second pass, or a {@link Parking}
     * that says why there is none.
     *
     * @param notices takes what a person should know although the value is written
     */
    Object translate(Row source, References references, List<String> notices) {
        Object raw = source.valueOf(field.crm());
        if (raw == null || Values.text(raw) == null) {
            return field.required()
                    ? Parking.data(field.erp() + " is required, but " + field.crm() + " is blank", field.erp(), null)
                    : null;
        }
        if (field.coupled() != null) {
            return reference(raw, references, notices);
        }
        if (!codes.isEmpty()) {
            String code = raw instanceof Long value ? codes.get(value) : null;
            return code != null ? code : new Parking(ParkingClass.DATA, field.crm() + " has the option "
                    + Values.text(raw) + ", which the field line does not list; add it there", field.crm(), null,
                    Values.text(raw), null, null);
        }
        return fit.fit(raw, notices);
    }

    private Object reference(Object raw, References references, List<String> notices) {
        Optional<Coupling> coupling = raw instanceof UUID crmId
                ? references.ofCrmId(field.coupled(), crmId).filter(Coupling::isCoupled) : Optional.empty();
        if (coupling.isPresent()) {
            return code(coupling.get().erpKey());
        }
        if (field.secondPass() && raw instanceof UUID crmId) {
            // Given as soon as what it names is coupled; until then the ERP record keeps what it has.
            return new PageRecord.OwedReference(field.crm(), field.coupled(), crmId.toString());
        }
        return new Parking(ParkingClass.DEPENDENCY, field.erp() + " waits for the " + field.coupled()
                + " of a CRM record that is not coupled", field.crm(), null, raw.toString(), field.coupled(),
                raw.toString());
    }

    /** The code as the ERP's column holds it: without the escapes of a key, blank where blank stands for it. */
    private String code(String erpKey) {
        if (field.blank() != null && RecordKey.code(erpKey).equals(RecordKey.code(field.blank()))) {
            return null;
        }
        List<String> parts = RecordKey.split(erpKey);
        return parts.size() == 1 ? parts.get(0) : erpKey;
    }
}
