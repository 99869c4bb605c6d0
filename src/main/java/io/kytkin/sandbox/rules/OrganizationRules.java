package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Transaction;
import io.kytkin.sandbox.wire.CrmError;

/** The organization is one row from the beginning. */
final class OrganizationRules implements TableRules {
    @Override
    public void beforeCreate(Change change) {
        boolean[] exists = new boolean[1];
        change.transaction().rows(change.table()).scan(null, row -> {
            exists[0] = true;
            return false;
        });
        if (exists[0]) {
            throw new CrmError(405, "0x80040800", "The 'Create' method does not support entities of type"
                + " 'organization'.");
        }
    }

    @Override
    public void beforeDelete(Transaction transaction, Row row) {
        throw new CrmError(405, "0x80040800", "The 'Delete' method does not support entities of type 'organization'.");
    }
}
