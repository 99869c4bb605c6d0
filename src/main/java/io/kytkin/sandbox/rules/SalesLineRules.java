package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.UUID;

/** Lines of sales documents: either a product of the catalogue or a text, with the document's owner and currency. */
final class SalesLineRules implements TableRules {
    private static final Map<String, String> DOCUMENT = Map.of("quotedetail", "quote", "salesorderdetail",
        "salesorder", "invoicedetail", "invoice");

    private final Schema schema;
    private final OwnerRules owners;

    SalesLineRules(Schema schema, OwnerRules owners) {
        this.schema = schema;
        this.owners = owners;
    }

    @Override
    public void beforeCreate(Change change) {
        Row line = change.after();
        line.fill("producttypecode", 1);
        line.fill("propertyconfigurationstatus", 2);
        line.fill("ispriceoverridden", false);
        line.fill("isproductoverridden", line.get("_productid_value") == null);
        complete(change);
    }

    @Override
    public void beforeUpdate(Change change) {
        complete(change);
    }

    private void complete(Change change) {
        Row line = change.after();
        String document = DOCUMENT.get(change.table().logicalName());
        UUID parentId = line.lookup("_" + document + "id_value");
        if (parentId == null) {
            throw CrmError.rule("0x80040200", "The line of " + change.table() + " names no " + document + ".");
        }
        if (line.get("_uomid_value") != null && line.get("productdescription") != null) {
            throw CrmError.rule("0x80043afa", "A line has either a unit or a description of its own, not both.");
        }
        Row parent = change.transaction().find(schema.table(document), parentId);
        owners.follow(change, parent);
        line.set("_transactioncurrencyid_value", parent.get("_transactioncurrencyid_value"));
        line.set(document + "statecode", parent.get("statecode"));
        line.set(document + "ispricelocked", parent.get("ispricelocked"));
        UUID product = line.lookup("_productid_value");
        if (product != null) {
            Row catalogued = change.transaction().find(schema.table("product"), product);
            line.set(change.table() + "name", catalogued.get("name"));
        }
        BigDecimal price = (BigDecimal) line.get("priceperunit");
        BigDecimal quantity = (BigDecimal) line.get("quantity");
        if (price != null && quantity != null) {
            amounts(line, price, quantity);
        }
    }

    private static void amounts(Row line, BigDecimal price, BigDecimal quantity) {
        BigDecimal base = price.subtract(orZero(line, "volumediscountamount")).multiply(quantity)
            .setScale(2, RoundingMode.HALF_UP);
        line.set("baseamount", base);
        line.set("extendedamount", base.subtract(orZero(line, "manualdiscountamount")).add(orZero(line, "tax")));
    }

    private static BigDecimal orZero(Row line, String column) {
        Object value = line.get(column);
        return value == null ? BigDecimal.ZERO : (BigDecimal) value;
    }
}
