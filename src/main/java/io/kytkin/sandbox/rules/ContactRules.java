package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Reference;

/** A contact's account follows from its company. */
final class ContactRules implements TableRules {
    @Override
    public void beforeCreate(Change change) {
        fillAccount(change);
    }

    @Override
    public void beforeUpdate(Change change) {
        fillAccount(change);
    }

    private static void fillAccount(Change change) {
        Reference company = (Reference) change.after().get("_parentcustomerid_value");
        boolean isAccount = company != null && company.table().equals("account");
        change.after().set("_accountid_value", isAccount ? company.id() : null);
    }
}
