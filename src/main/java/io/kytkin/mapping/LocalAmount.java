package io.kytkin.mapping;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/**
 * Converts an amount in the ERP's local currency into the currency of the CRM row, in which the CRM keeps its money
 * (erp-crm-mappings, 0). Exchange rates are those that the currency mapping last agreed with the CRM: units of the
 * currency for one unit of the CRM's base currency.
 */
final class LocalAmount {
    static final String CURRENCY = "transactioncurrencyid";

    private static final String EXCHANGE_RATE = "exchangerate";

    private final FieldMapping currency;
    private final String currencyColumn;
    private final String local;
    private final String attribute;

    private LocalAmount(FieldMapping currency, String local, String attribute) {
        this.currency = currency;
        this.currencyColumn = Row.nameOf(currency.erp());
        this.local = RecordKey.code(local);
        this.attribute = attribute;
    }

    /** @param attribute the amount's; empty when the mapping says nothing of the row's currency */
    static Optional<LocalAmount> of(BoundMapping bound, String attribute) {
        return bound.definition().fields().stream().filter(LocalAmount::isCurrency).findFirst()
                .map(currency -> new LocalAmount(currency, bound.settings().localCurrency(), attribute));
    }

    /** Whether the line says in which currency the CRM row is. */
    static boolean isCurrency(FieldMapping field) {
        return field.crm().equals(CURRENCY) && field.coupled() != null;
    }

    void wanted(Row source, WantedReferences wanted) {
        String code = codeOf(source);
        if (!code.equals(local)) {
            wanted.code(currency.coupled(), code);
            wanted.code(currency.coupled(), local);
        }
    }

    /** The amount in the row's currency, or a {@link Parking} when an exchange rate is missing. */
    Object convert(BigDecimal amount, Row source, References references) {
        String code = codeOf(source);
        if (code.equals(local) || amount.signum() == 0) {
            return amount;
        }
        Object foreign = rate(code, references);
        Object home = rate(local, references);
        if (foreign instanceof BigDecimal foreignRate && home instanceof BigDecimal homeRate) {
            return amount.multiply(foreignRate).divide(homeRate, MathContext.DECIMAL128);
        }
        return foreign instanceof Parking ? foreign : home;
    }

    private String codeOf(Row source) {
        String code = currency.constant() ? currency.erp() : Values.text(source.valueOf(currencyColumn));
        String meant = code == null ? currency.blank() : code;
        return meant == null ? local : RecordKey.code(meant);
    }

    private Object rate(String code, References references) {
        Optional<Coupling> coupling = references.ofCode(currency.coupled(), code).filter(Coupling::isCoupled);
        if (coupling.isEmpty()) {
            return Parking.dependency(attribute + " needs the exchange rate of the " + currency.coupled() + " '" + code
                    + "', which is not coupled", attribute, code, currency.coupled(), code);
        }
        AgreedValues.Pair agreed = coupling.get().agreed().of(EXCHANGE_RATE);
        BigDecimal rate = agreed == null || agreed.crm() == null ? BigDecimal.ZERO : new BigDecimal(agreed.crm());
        return rate.signum() > 0 ? rate : Parking.data(attribute + " needs the exchange rate of the "
                + currency.coupled() + " '" + code + "', which has none; map it to " + EXCHANGE_RATE, attribute, code);
    }
}
