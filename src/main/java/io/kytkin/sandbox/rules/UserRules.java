package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Transaction;
import io.kytkin.sandbox.wire.CrmError;

/** Users: members of a business unit, enabled at first, disabled rather than deleted. */
final class UserRules implements TableRules {
    private final Organization organization;

    UserRules(Organization organization) {
        this.organization = organization;
    }

    @Override
    public void beforeCreate(Change change) {
        Row row = change.after();
        row.fill("accessmode", 0);
        row.fill("caltype", 0);
        row.fill("issyncwithdirectory", true);
        row.fill("isdisabled", false);
        row.fill("isintegrationuser", false);
        row.fill("islicensed", true);
        if (row.get("_businessunitid_value") == null) {
            row.set("_businessunitid_value", organization.rootBusinessUnit(change.transaction()));
        }
    }

    @Override
    public void beforeDelete(Transaction transaction, Row row) {
        throw new CrmError(405, "0x80040227", "A user cannot be deleted; disable the user instead.");
    }
}
