package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Amounts have a currency, the organization's unless said otherwise, and a twin in base currency: amount / rate. */
final class Amounts {
    private static final int BASE_SCALE = 4;
    private static final String CURRENCY = "_transactioncurrencyid_value";

    private final Schema schema;
    private final Organization organization;

    Amounts(Schema schema, Organization organization) {
        this.schema = schema;
        this.organization = organization;
    }

    void apply(Change change) {
        if (change.table().column(CURRENCY) == null || change.table().column("exchangerate") == null) {
            return;
        }
        Row row = change.after();
        boolean hasAmount = hasAmount(row);
        if (row.get(CURRENCY) == null && hasAmount) {
            if (change.gives(CURRENCY)) {
                throw CrmError.rule("0x80048cfb", "The currency of a record of " + change.table()
                    + " with an amount cannot be null.");
            }
            row.set(CURRENCY, organization.baseCurrency(change.transaction()));
        }
        Reference currency = (Reference) row.get(CURRENCY);
        if (currency == null) {
            row.set("exchangerate", null);
        } else if (change.isCreate() || amountGiven(change) || change.gives(CURRENCY)) {
            Row target = change.transaction().find(schema.table("transactioncurrency"), currency.id());
            row.set("exchangerate", target == null ? BigDecimal.ONE : target.get("exchangerate"));
        }
        fillTwins(row);
    }

    private static boolean hasAmount(Row row) {
        for (Column column : row.table().moneyColumns()) {
            if (row.get(column) != null) {
                return true;
            }
        }
        return false;
    }

    private static boolean amountGiven(Change change) {
        return change.given().stream().anyMatch(Column::money);
    }

    private static void fillTwins(Row row) {
        BigDecimal rate = (BigDecimal) row.get("exchangerate");
        for (Column column : row.table().moneyColumns()) {
            String amountColumn = column.baseOf();
            if (amountColumn != null) {
                BigDecimal amount = (BigDecimal) row.get(amountColumn);
                row.set(column, amount == null || rate == null ? null
                    : amount.divide(rate, BASE_SCALE, RoundingMode.HALF_UP));
            }
        }
    }
}
