package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Transaction;
import io.kytkin.sandbox.wire.CrmError;

/** Business units form one tree under the root, which can't be deleted. */
final class BusinessUnitRules implements TableRules {
    private final Organization organization;

    BusinessUnitRules(Organization organization) {
        this.organization = organization;
    }

    @Override
    public void beforeCreate(Change change) {
        if (change.after().get("_parentbusinessunitid_value") == null) {
            change.after().set("_parentbusinessunitid_value", organization.rootBusinessUnit(change.transaction()));
        }
    }

    @Override
    public void beforeDelete(Transaction transaction, Row row) {
        if (row.get("_parentbusinessunitid_value") == null) {
            throw new CrmError(405, "0x80040227", "The root business unit cannot be deleted.");
        }
    }
}
