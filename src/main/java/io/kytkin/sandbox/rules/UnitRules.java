package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Transaction;
import io.kytkin.sandbox.wire.CrmError;
import java.util.Objects;
import java.util.UUID;

/** Units other than a group's base unit are multiples of another unit of the same group. */
final class UnitRules implements TableRules {
    private final Schema schema;

    UnitRules(Schema schema) {
        this.schema = schema;
    }

    @Override
    public void beforeCreate(Change change) {
        if (!isBase(change.after())) {
            change.after().set("isschedulebaseuom", false);
            checkBase(change);
        }
    }

    @Override
    public void beforeUpdate(Change change) {
        if (!isBase(change.after())) {
            checkBase(change);
        } else if (change.after().get("_baseuom_value") != null) {
            throw CrmError.rule("0x80043b17", "The base unit of a unit group has no base unit of its own.");
        }
    }

    private void checkBase(Change change) {
        Row unit = change.after();
        UUID base = unit.lookup("_baseuom_value");
        if (base == null) {
            throw CrmError.rule("0x80043b1c", "The unit " + unit.get("name") + " needs a base unit (baseuom).");
        }
        Row target = change.transaction().find(schema.table("uom"), base);
        if (!Objects.equals(target.lookup("_uomscheduleid_value"), unit.lookup("_uomscheduleid_value"))) {
            throw CrmError.rule("0x80043b0b", "The base unit of the unit " + unit.get("name")
                + " belongs to another unit group.");
        }
    }

    private static boolean isBase(Row unit) {
        return Boolean.TRUE.equals(unit.get("isschedulebaseuom"));
    }

    @Override
    public void beforeDelete(Transaction transaction, Row row) {
        Row group = transaction.find(schema.table("uomschedule"), row.lookup("_uomscheduleid_value"));
        if (isBase(row) && group != null) {
            throw CrmError.rule("0x80043b03", "The base unit of a unit group cannot be deleted.");
        }
    }
}
