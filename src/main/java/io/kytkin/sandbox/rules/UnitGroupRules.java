package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import java.math.BigDecimal;
import java.util.Set;

/** A unit group makes its base unit itself, named by a column that is written once. */
final class UnitGroupRules implements TableRules {
    private final Table units;
    private final Records records;

    UnitGroupRules(Schema schema, Records records) {
        units = schema.table("uom");
        this.records = records;
    }

    @Override
    public void beforeCreate(Change change) {
        if (change.after().get("baseuomname") == null) {
            throw CrmError.rule("0x80043810", "The name of the base unit (baseuomname) must be given with a new unit"
                + " group.");
        }
    }

    @Override
    public void afterCreate(Change change) {
        Row base = new Row(units);
        base.set("name", change.after().get("baseuomname"));
        base.set("quantity", BigDecimal.ONE.setScale(5));
        base.set("isschedulebaseuom", true);
        base.set("_uomscheduleid_value", new Reference("uomschedule", change.after().id()));
        records.create(change.transaction(), base, Set.of(), change.caller());
    }

    @Override
    public void beforeUpdate(Change change) {
        change.after().set("baseuomname", change.before().get("baseuomname"));
    }
}
