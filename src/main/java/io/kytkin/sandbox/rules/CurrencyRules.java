package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Transaction;
import io.kytkin.sandbox.wire.CrmError;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** Currencies: one row a code, and the base currency stays what it is. */
final class CurrencyRules implements TableRules {
    private static final Pattern CODE = Pattern.compile("[A-Za-z]{3,5}");

    private final Organization organization;

    CurrencyRules(Organization organization) {
        this.organization = organization;
    }

    @Override
    public void beforeCreate(Change change) {
        checkCode(change);
    }

    @Override
    public void beforeUpdate(Change change) {
        if (change.gives("isocurrencycode")) {
            checkCode(change);
        }
        if (organization.isBaseCurrency(change.transaction(), change.after().id())) {
            if (!Integer.valueOf(0).equals(change.after().get("statecode"))) {
                throw CrmError.rule("0x80048cf4", "The base currency cannot be deactivated.");
            }
            BigDecimal rate = (BigDecimal) change.after().get("exchangerate");
            if (rate.compareTo(BigDecimal.ONE) != 0) {
                throw CrmError.rule("0x80048cf5", "The exchange rate of the base currency must be 1.");
            }
        }
    }

    private static void checkCode(Change change) {
        Row row = change.after();
        String code = (String) row.get("isocurrencycode");
        if (code == null || !CODE.matcher(code).matches()) {
            throw CrmError.rule("0x80048cf2", "The ISO currency code '" + code + "' is not valid.");
        }
        for (UUID other : change.transaction().rows(row.table())
            .equalTo(List.of(row.table().column("isocurrencycode")), row)) {
            if (!other.equals(row.id())) {
                throw CrmError.rule("0x80048cf3", "A currency with the ISO code " + code + " already exists.");
            }
        }
    }

    @Override
    public void beforeDelete(Transaction transaction, Row row) {
        if (organization.isBaseCurrency(transaction, row.id())) {
            throw CrmError.rule("0x80048cff", "The base currency cannot be deleted.");
        }
    }
}
