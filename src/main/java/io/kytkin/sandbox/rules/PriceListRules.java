package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import java.util.List;
import java.util.UUID;

/** Price lists: a name of their own and a currency, the organization's unless said otherwise. */
final class PriceListRules implements TableRules {
    private final Organization organization;

    PriceListRules(Organization organization) {
        this.organization = organization;
    }

    @Override
    public void beforeCreate(Change change) {
        if (change.after().get("_transactioncurrencyid_value") == null) {
            change.after().set("_transactioncurrencyid_value", organization.baseCurrency(change.transaction()));
        }
        checkName(change);
    }

    @Override
    public void beforeUpdate(Change change) {
        if (change.gives("name")) {
            checkName(change);
        }
    }

    private static void checkName(Change change) {
        Row list = change.after();
        if (list.get("name") == null) {
            throw CrmError.rule("0x80043b0e", "The name of the price list is missing.");
        }
        for (UUID other : change.transaction().rows(list.table())
            .equalTo(List.of(list.table().column("name")), list)) {
            if (!other.equals(list.id())) {
                throw CrmError.rule("0x80043b0f", "A price list with the name " + list.get("name")
                    + " already exists.");
            }
        }
    }
}
