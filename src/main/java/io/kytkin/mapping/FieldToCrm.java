package io.kytkin.mapping;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** One field line on its way to the CRM, prepared once for a version of the mapping. Stateless after that. */
final class FieldToCrm {
    /** Stands for a value that a second pass owes, because the record referred to is not coupled yet. */
    static final Object OWED = new Object();

    private static final String EXCHANGE_RATE = "exchangerate";
    private static final String CURRENCY = "transactioncurrencyid";

    private final FieldMapping field;
    private final String erpName;
    private final Column column;
    private final TranslationSettings settings;
    private final FieldMapping currencyField;

    /** @throws MappingProblem when the CRM has no such attribute */
    FieldToCrm(BoundMapping bound, FieldMapping field) {
        this.field = field;
        this.erpName = Row.nameOf(field.erp());
        this.column = bound.crm().column(field.crm()).orElseThrow(() -> new MappingProblem(bound.definition().name(),
                "there is no attribute '" + field.crm() + "' in " + bound.crm().name()));
        this.settings = bound.settings();
        this.currencyField = bound.definition().fields().stream()
                .filter(other -> other.crm().equals(CURRENCY) && other.coupled() != null).findFirst().orElse(null);
    }

    FieldMapping field() {
        return field;
    }

    Column column() {
        return column;
    }


    /** The ERP's value before translation; a constant is its own value. Null is blank. */
    Object raw(Row source) {
        Object value = field.constant() ? field.erp() : source.valueOf(erpName);
        if (value instanceof String text) {
            value = Values.text(text);
        }
        return value == null && field.blank() != null ? field.blank() : value;
    }

    /** The ERP's form of the value, for the agreed values of a two-way field. */
    String erpForm(Row source) {
        return Values.text(field.constant() ? field.erp() : source.valueOf(erpName));
    }

    /** The keys of other records that translating this field needs. */
    void wanted(Row source, WantedReferences wanted) {
        if (field.coupled() != null) {
            Object raw = raw(source);
            if (raw != null) {
                wanted.code(field.coupled(), RecordKey.code(raw.toString()));
            }
        }
        if (field.fromLcy() && currencyField != null) {
            wanted.code(currencyField.coupled(), RecordKey.code(settings.localCurrency()));
        }
    }

    /**
     * The value in the CRM's form: a Java value of the column's kind, null for blank, {@link #OWED}, or a
     * {@link Parking} that says why there is none.
     *
     * @param notices takes what a person should know although the value is sent
     */
    Object translate(Row source, References references, List<String> notices) {
        Object raw = raw(source);
        if (field.coupled() != null) {
            return reference(raw, references);
        }
        if (raw == null) {
            return field.required() ? Parking.data(field.crm() + " is required but " + field.erp() + " is blank",
                    field.crm(), null) : null;
        }
        if (!field.options().isEmpty()) {
            return option(raw);
        }
        Object value = raw;
        if (field.fromLcy()) {
            value = converted(raw, source, references);
            if (value instanceof Parking) {
                return value;
            }
        }
        return limited(value, notices);
    }

    private Object reference(Object raw, References references) {
        boolean defaultOwner = "default owner".equals(field.otherwise());
        if (raw == null) {
            return defaultOwner ? settings.defaultOwner() : field.required()
                    ? Parking.data(field.crm() + " is required but " + field.erp() + " is blank", field.crm(), null)
                    : null;
        }
        String code = RecordKey.code(raw.toString());
        Optional<Coupling> coupling = references.ofCode(field.coupled(), code);
        if (coupling.isPresent() && coupling.get().isCoupled()) {
            return coupling.get().crmId();
        }
        if (defaultOwner) {
            return settings.defaultOwner();
        }
        if (field.otherwise() != null && field.otherwise().isEmpty()) {
            return null;
        }
        return field.secondPass() ? OWED : Parking.dependency(
                field.crm() + " waits for the " + field.coupled() + " '" + raw + "', which is not coupled",
                field.crm(), raw.toString(), field.coupled(), code);
    }

    private Object option(Object raw) {
        Integer value = field.options().get(RecordKey.code(raw.toString()));
        if (value != null) {
            return value.longValue();
        }
        if (field.otherwise() != null) {
            return field.otherwise().isEmpty() ? null : Long.valueOf(field.otherwise());
        }
        return Parking.data("'" + raw + "' is not among the options of " + field.crm() + " ("
                + String.join(", ", new TreeSet<>(field.options().keySet())) + "); add it to the field line",
                field.crm(), raw.toString());
    }

    /** Money of a CRM row is in the row's currency; the ERP keeps this amount in its own (erp-crm-mappings, 0). */
    private Object converted(Object raw, Row source, References references) {
        String local = RecordKey.code(settings.localCurrency());
        String currency = local;
        if (currencyField != null) {
            Object code = currencyField.constant() ? currencyField.erp()
                    : Values.text(source.valueOf(Row.nameOf(currencyField.erp())));
            currency = code == null ? local : RecordKey.code(code.toString());
        }
        if (currency.equals(local)) {
            return raw;
        }
        BigDecimal foreign = rate(currency, references);
        BigDecimal home = rate(local, references);
        if (foreign == null || home == null) {
            String missing = foreign == null ? currency : local;
            return Parking.dependency(field.crm() + " needs the exchange rate of the " + currencyField.coupled() + " '"
                    + missing + "', which is not coupled", field.crm(), raw.toString(), currencyField.coupled(), missing);
        }
        return new BigDecimal(raw.toString()).multiply(foreign).divide(home, MathContext.DECIMAL128);
    }

    private BigDecimal rate(String currency, References references) {
        return references.ofCode(currencyField.coupled(), currency).filter(Coupling::isCoupled)
                .map(coupling -> coupling.agreed().of(EXCHANGE_RATE)).map(AgreedValues.Pair::crm)
                .map(BigDecimal::new).filter(rate -> rate.signum() > 0).orElse(null);
    }

    private Object limited(Object raw, List<String> notices) {
        Object value;
        try {
            value = Values.convert(raw, column.kind(), settings.clock().getZone());
        } catch (IllegalArgumentException e) {
            return instead(Parking.data(field.crm() + ": '" + raw + "' " + e.getMessage(), field.crm(), raw.toString()));
        }
        if (value instanceof String text && column.length() > 0 && text.length() > column.length()) {
            notices.add(field.crm() + ": '" + text.substring(0, Math.min(20, column.length())) + "...' ("
                    + text.length() + " characters) was cut to the " + column.length() + " that the CRM holds");
            return cut(text, column.length());
        }
        if (value instanceof BigDecimal decimal) {
            value = column.scale() >= 0 && decimal.scale() > column.scale()
                    ? decimal.setScale(column.scale(), RoundingMode.HALF_UP) : decimal;
        }
        if (value instanceof Number) {
            BigDecimal number = new BigDecimal(value.toString());
            if (column.minimum() != null && number.compareTo(column.minimum()) < 0) {
                return instead(outside(number, "less than the " + Values.text(column.minimum())));
            }
            if (column.maximum() != null && number.compareTo(column.maximum()) > 0) {
                return instead(outside(number, "more than the " + Values.text(column.maximum())));
            }
        }
        return value;
    }

    private Parking outside(BigDecimal number, String bound) {
        return Parking.data(field.crm() + ": the value is " + bound + " that the CRM allows", field.crm(),
                Values.text(number));
    }

    private Object instead(Parking parking) {
        if (field.otherwise() == null) {
            return parking;
        }
        return field.otherwise().isEmpty() ? null
                : Values.convert(field.otherwise(), column.kind(), settings.clock().getZone());
    }

    /** Never splits a character that takes two places in UTF-16. */
    static String cut(String text, int length) {
        return Character.isHighSurrogate(text.charAt(length - 1)) ? text.substring(0, length - 1)
                : text.substring(0, length);
    }

    /** Fields that travel to the CRM, in the mapping's order. */
    static List<FieldToCrm> of(BoundMapping bound) {
        List<FieldToCrm> fields = new ArrayList<>();
        for (FieldMapping field : bound.definition().fields()) {
            if (field.arrow().includes(Direction.TO_CRM)) {
                fields.add(new FieldToCrm(bound, field));
            }
        }
        return fields;
    }

    /** The owner that a refused one is replaced by; null when the setting names none. */
    UUID defaultOwner() {
        return settings.defaultOwner();
    }
}
