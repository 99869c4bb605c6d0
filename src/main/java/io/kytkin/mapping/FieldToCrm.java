package io.kytkin.mapping;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** One field line on its way to the CRM, prepared once for a version of the mapping. Stateless after that. */
final class FieldToCrm {
    /** Stands for a value that nobody knows, so that the CRM keeps the one it has. */
    static final Object KEPT = new Object();

    private final FieldMapping field;
    private final String erpName;
    private final ColumnFit fit;
    private final FieldForms forms;
    private final Object defaultOwner;
    private final LocalAmount localAmount;
    private final Map<String, Long> options = new HashMap<>();
    private final boolean hasElse;
    private final Object elseValue;

    /** @throws MappingProblem when the CRM has no such attribute, or can't hold the value after {@code else} */
    FieldToCrm(BoundMapping bound, FieldMapping field) {
        this.field = field;
        this.erpName = Row.nameOf(field.erp());
        Column column = bound.crm().column(field.crm()).orElseThrow(() -> new MappingProblem(bound.definition().name(),
                "there is no attribute '" + field.crm() + "' in " + bound.crm().name()));
        TranslationSettings settings = bound.settings();
        this.fit = new ColumnFit(column, "CRM", settings.clock().getZone());
        this.forms = new FieldForms(bound, field);
        this.defaultOwner = settings.defaultOwner() == null ? KEPT : settings.defaultOwner();
        this.localAmount = field.fromLcy() ? LocalAmount.of(bound, field.crm()).orElse(null) : null;
        field.options().forEach((code, value) -> options.put(code, value.longValue()));
        String otherwise = field.elseValue();
        this.hasElse = otherwise != null;
        this.elseValue = hasElse && !otherwise.isBlank() ? valueOf(otherwise, column, bound) : null;
    }

    private static Object valueOf(String otherwise, Column column, BoundMapping bound) {
        try {
            return Values.convert(otherwise, column.kind(), bound.settings().clock().getZone());
        } catch (IllegalArgumentException e) {
            throw new MappingProblem(bound.definition().name(), "the value '" + otherwise + "' after 'else' for '"
                    + column.name() + "' " + e.getMessage());
        }
    }

    FieldMapping field() {
        return field;
    }

    /** The ERP's value before translation; a constant is its own value. Null is blank. */
    Object raw(Row source) {
        Object value = held(source);
        return value == null && field.blank() != null ? field.blank() : value;
    }

    /** The ERP's form of the value, for the agreed values of a two-way field. */
    String erpForm(Row source) {
        return Values.text(held(source));
    }

    FieldForms forms() {
        return forms;
    }

    /** The ERP's value as it is. */
    Object held(Row source) {
        Object value = field.constant() ? field.erp() : source.valueOf(erpName);
        return value instanceof String text ? Values.text(text) : value;
    }

    /** The keys of other records that translating this field needs. */
    void wanted(Row source, WantedReferences wanted) {
        if (field.coupled() != null) {
            String raw = Values.text(raw(source));
            if (raw != null) {
                wanted.code(field.coupled(), RecordKey.code(raw));
                if (isEscaped(raw)) {
                    wanted.code(field.coupled(), onePart(raw));
                }
            }
        }
        if (localAmount != null) {
            localAmount.wanted(source, wanted);
        }
    }

    /** A key of one column in which the separator of key columns stands is written differently from the code itself. */
    private static boolean isEscaped(String code) {
        return code.indexOf(',') >= 0 || code.indexOf('\\') >= 0;
    }

    private static String onePart(String code) {
        return RecordKey.code(RecordKey.join(List.of(code)));
    }

    /**
     * The value in the CRM's form: a Java value of the attribute's kind, null for blank, {@link PageRecord.OwedReference}, {@link #KEPT},
     * or a {@link Parking} that says why there is none.
     *
     * @param notices takes what a person should know although the value is sent
     */
    Object translate(Row source, References references, List<String> notices) {
        Object raw = raw(source);
        if (raw == null) {
            return blank(source);
        }
        Object value;
        if (field.coupled() != null) {
            return reference(Values.text(raw), references);
        } else if (!options.isEmpty()) {
            value = option(Values.text(raw));
        } else if (localAmount != null) {
            value = amount(raw, source, references, notices);
        } else {
            value = fit.fit(raw, notices);
        }
        return hasElse && value instanceof Parking refused && refused.parkingClass() == ParkingClass.DATA
                ? instead(refused, notices) : value;
    }

    /** It stands for whatever the CRM does not take, perhaps for more than was thought of, and so never in silence. */
    private Object instead(Parking refused, List<String> notices) {
        notices.add(refused.reason() + "; " + (elseValue == null ? "a blank" : Values.text(elseValue)) + " was sent instead");
        return elseValue;
    }

    /** A column that was not read, because we may not see it, is no blank (invariant 14). */
    private Object blank(Row source) {
        if (!field.constant() && !source.has(erpName)) {
            return KEPT;
        }
        if (field.elseDefaultOwner()) {
            return defaultOwner;
        }
        return field.required()
                ? Parking.data(field.crm() + " is required, but " + field.erp() + " is blank", field.crm(), null)
                : null;
    }

    private Object reference(String raw, References references) {
        String code = RecordKey.code(raw);
        Optional<Coupling> coupling = references.ofCode(field.coupled(), code);
        if (coupling.isEmpty() && isEscaped(raw)) {
            coupling = references.ofCode(field.coupled(), onePart(raw));
        }
        if (coupling.isPresent() && coupling.get().isCoupled()) {
            return coupling.get().crmId();
        }
        if (field.elseDefaultOwner()) {
            return defaultOwner;
        }
        if (hasElse) {
            return elseValue;
        }
        if (field.secondPass()) {
            return new PageRecord.OwedReference(field.crm(), field.coupled(), code);
        }
        return Parking.dependency(
                field.crm() + " waits for " + ("aeio".indexOf(field.coupled().charAt(0)) < 0 ? "a " : "an ")
                        + field.coupled() + " that is not coupled",
                field.crm(), raw, field.coupled(), code);
    }

    private Object option(String raw) {
        Long value = options.get(RecordKey.code(raw));
        return value != null ? value : Parking.data("'" + raw + "' is not among the options of " + field.crm() + " ("
                + String.join(", ", new TreeSet<>(options.keySet())) + "); add it to the field line", field.crm(), raw);
    }

    private Object amount(Object raw, Row source, References references, List<String> notices) {
        Object local = raw instanceof BigDecimal ? raw : fit.fit(raw, notices);
        Object converted = local instanceof BigDecimal amount ? localAmount.convert(amount, source, references) : local;
        return converted instanceof BigDecimal ? fit.fit(converted, notices) : converted;
    }
}
