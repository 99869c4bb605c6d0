package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import java.util.UUID;

/** Records that form a tree never become their own ancestor. */
final class ParentRules implements TableRules {
    private final String parent;

    /** @param parent the lookup that leads to the parent in the same table */
    ParentRules(String parent) {
        this.parent = parent;
    }

    @Override
    public void beforeCreate(Change change) {
        refuseLoop(change);
    }

    @Override
    public void beforeUpdate(Change change) {
        if (change.gives(parent)) {
            refuseLoop(change);
        }
    }

    private void refuseLoop(Change change) {
        UUID ancestor = change.after().lookup(parent);
        while (ancestor != null) {
            if (ancestor.equals(change.after().id())) {
                throw CrmError.rule("0x80040507", "Creating this parental association would create a loop in the "
                    + change.table() + " hierarchy.");
            }
            Row row = change.transaction().find(change.table(), ancestor);
            ancestor = row == null ? null : row.lookup(parent);
        }
    }
}
