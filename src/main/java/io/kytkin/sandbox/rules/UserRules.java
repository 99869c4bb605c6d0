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
        fill(row, "accessmode", 0);
        fill(row, "caltype", 0);
        fill(row, "issyncwithdirectory", true);
        fill(row, "isdisabled", false);
        fill(row, "isintegrationuser", false);
        fill(row, "islicensed", true);
        if (row.get("_businessunitid_value") == null) {
            row.set("_businessunitid_value", organization.rootBusinessUnit(change.transaction()));
        }
    }

    private static void fill(Row row, String column, Object value) {
        if (row.get(column) == null) {
            row.set(column, value);
        }
    }

    @Override
    public void beforeDelete(Transaction transaction, Row row) {
        throw new CrmError(405, "0x80040227", "A user cannot be deleted; disable the user instead.");
    }
}
