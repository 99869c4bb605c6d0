package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;

/** Who owns a record: the caller unless said otherwise; a disabled user can't. */
final class OwnerRules {
    private final Schema schema;

    OwnerRules(Schema schema) {
        this.schema = schema;
    }

    void apply(Change change) {
        Row row = change.after();
        if (!change.table().isOwned() || change.table().column("_ownerid_value").computed()) {
            return;
        }
        if (row.get("_ownerid_value") == null) {
            row.set("_ownerid_value", new Reference("systemuser", change.caller()));
        }
        if (change.isCreate() || change.gives("_ownerid_value")) {
            own(change, (Reference) row.get("_ownerid_value"));
        }
    }

    private void own(Change change, Reference owner) {
        Row row = change.after();
        boolean isUser = owner.table().equals("systemuser");
        Row principal = change.transaction().find(schema.table(owner.table()), owner.id());
        if (principal == null) {
            throw CrmError.noSuchRow(owner.table(), owner.id());
        }
        if (isUser && Boolean.TRUE.equals(principal.get("isdisabled"))) {
            throw new CrmError(403, "0x80040225", "The user " + principal.get("fullname") + " (" + owner.id()
                + ") is disabled and cannot own a record of " + change.table() + ".");
        }
        row.set("_owninguser_value", isUser ? owner : null);
        row.set("_owningteam_value", isUser ? null : owner);
        row.set("_owningbusinessunit_value", principal.get("_businessunitid_value"));
    }

    /** A line belongs to whoever owns its document. */
    void follow(Change change, Row parent) {
        for (String column : new String[] {"_ownerid_value", "_owninguser_value", "_owningteam_value",
            "_owningbusinessunit_value"}) {
            change.after().set(column, parent.get(column));
        }
    }
}
