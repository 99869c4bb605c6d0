package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Transaction;
import io.kytkin.sandbox.wire.CrmError;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** Products: their number, their unit, and the life from draft to retired. */
final class ProductRules implements TableRules {
    static final int ACTIVE = 0;
    static final int RETIRED = 1;
    static final int DRAFT = 2;
    private static final int FAMILY = 2;

    private final Schema schema;

    ProductRules(Schema schema) {
        this.schema = schema;
    }

    @Override
    public void beforeCreate(Change change) {
        Row product = change.after();
        if (product.get("productstructure") == null) {
            product.set("productstructure", 1);
        }
        if (product.get("quantitydecimal") == null) {
            product.set("quantitydecimal", 0);
        }
        checkNumber(change);
        checkUnit(change);
    }

    @Override
    public void beforeUpdate(Change change) {
        if (change.gives("productnumber")) {
            checkNumber(change);
        }
        if (change.gives("_defaultuomid_value") || change.gives("_defaultuomscheduleid_value")) {
            checkUnit(change);
        }
        if (change.gives("_transactioncurrencyid_value")) {
            checkCurrency(change);
        }
        if (change.gives("statecode")) {
            checkStep(change);
        }
    }

    private static void checkNumber(Change change) {
        Row product = change.after();
        if (product.get("productnumber") == null) {
            throw CrmError.rule("0x80043b05", "The product number is missing.");
        }
        Column number = product.table().column("productnumber");
        for (UUID other : change.transaction().rows(product.table()).equalTo(List.of(number), product)) {
            if (!other.equals(product.id())) {
                throw new CrmError(412, "0x80040237", "A product with the number " + product.get("productnumber")
                    + " already exists.");
            }
        }
    }

    private void checkUnit(Change change) {
        Row product = change.after();
        if (Integer.valueOf(FAMILY).equals(product.get("productstructure"))) {
            return;
        }
        UUID group = product.lookup("_defaultuomscheduleid_value");
        UUID unit = product.lookup("_defaultuomid_value");
        if (group == null) {
            throw CrmError.rule("0x80043b0a", "The unit group (defaultuomscheduleid) of the product is missing.");
        }
        if (unit == null) {
            throw CrmError.rule("0x80043b14", "The default unit (defaultuomid) of the product is missing.");
        }
        Row target = change.transaction().find(schema.table("uom"), unit);
        if (!Objects.equals(target.lookup("_uomscheduleid_value"), group)) {
            throw CrmError.rule("0x80043b16", "The default unit of the product does not belong to its unit group.");
        }
    }

    private void checkCurrency(Change change) {
        UUID before = change.before().lookup("_transactioncurrencyid_value");
        boolean changes = before != null && !before.equals(change.after().lookup("_transactioncurrencyid_value"));
        if (changes && anyItem(change, item -> !Integer.valueOf(1).equals(item.get("pricingmethodcode")))) {
            throw CrmError.rule("0x80048cfa", "The currency of the product cannot change while it has price list items"
                + " in percent.");
        }
    }

    private void checkStep(Change change) {
        int from = (Integer) change.before().get("statecode");
        int to = (Integer) change.after().get("statecode");
        if (from == to) {
            return;
        }
        if (from == DRAFT && to == RETIRED) {
            throw CrmError.rule("0x8004f978", "A draft product cannot be retired.");
        }
        if (to == DRAFT) {
            throw CrmError.rule("0x8004f979", "A product that was published cannot become a draft again.");
        }
        if (to == RETIRED && anyItem(change, item -> isInActiveList(change, item))) {
            throw CrmError.rule("0x8004f915", "The product cannot be retired while an active price list holds it.");
        }
        if (to == ACTIVE) {
            checkParent(change);
        }
    }

    private static void checkParent(Change change) {
        UUID parent = change.after().lookup("_parentproductid_value");
        Row family = parent == null ? null : change.transaction().find(change.table(), parent);
        if (family != null && !Integer.valueOf(ACTIVE).equals(family.get("statecode"))) {
            throw CrmError.rule("0x8004f97a", "The product cannot be published before its family is active.");
        }
    }

    private boolean isInActiveList(Change change, Row item) {
        Row list = change.transaction().find(schema.table("pricelevel"), item.lookup("_pricelevelid_value"));
        return list != null && Integer.valueOf(0).equals(list.get("statecode"));
    }

    private boolean anyItem(Change change, Predicate<Row> test) {
        Table items = schema.table("productpricelevel");
        Transaction transaction = change.transaction();
        Row sought = new Row(items);
        sought.set("_productid_value", new Reference("product", change.after().id()));
        Set<UUID> ids = transaction.rows(items).equalTo(List.of(items.column("_productid_value")), sought);
        return ids.stream().anyMatch(id -> test.test(transaction.find(items, id)));
    }
}
