package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Price list items: one for each list, product and unit; the currency is the list's. */
final class PriceListItemRules implements TableRules {
    private static final int BY_AMOUNT = 1;
    private static final int PERCENT_OF_LIST = 2;
    private static final BigDecimal PERCENT_LIMIT = new BigDecimal(100_000);

    private final Schema schema;
    private final Organization organization;

    PriceListItemRules(Schema schema, Organization organization) {
        this.schema = schema;
        this.organization = organization;
    }

    @Override
    public void beforeCreate(Change change) {
        Row item = change.after();
        item.fill("pricingmethodcode", BY_AMOUNT);
        item.fill("quantitysellingcode", 1);
        item.fill("roundingpolicycode", 1);
        item.fill("roundingoptioncode", 1);
        Row product = check(change);
        if (Integer.valueOf(ProductRules.RETIRED).equals(product.get("statecode"))) {
            throw CrmError.rule("0x80061009", "A retired product cannot be added to a price list.");
        }
    }

    @Override
    public void beforeUpdate(Change change) {
        check(change);
    }

    private Row check(Change change) {
        Row item = change.after();
        Row list = target(change, "_pricelevelid_value", "pricelevel", "0x80043b12", "price list");
        Row product = target(change, "_productid_value", "product", "0x80043b11", "product");
        Row unit = target(change, "_uomid_value", "uom", "0x80043b0d", "unit");
        if (!Objects.equals(unit.lookup("_uomscheduleid_value"), product.lookup("_defaultuomscheduleid_value"))) {
            throw CrmError.rule("0x80043b16", "The unit of the price list item does not belong to the unit group of"
                + " the product " + product.get("productnumber") + ".");
        }
        if (change.gives("_transactioncurrencyid_value") && !Objects.equals(item.lookup("_transactioncurrencyid_value"),
            list.lookup("_transactioncurrencyid_value"))) {
            throw CrmError.rule("0x80048cf6", "The currency of the price list item is not that of its price list.");
        }
        item.set("_uomscheduleid_value", unit.get("_uomscheduleid_value"));
        item.set("_transactioncurrencyid_value", list.get("_transactioncurrencyid_value"));
        item.set("productnumber", product.get("productnumber"));
        Reference own = organization.reference(change.transaction());
        item.set("organizationid", own == null ? null : own.id());
        refuseSecond(change);
        checkPercentage(item, product);
        return product;
    }

    private Row target(Change change, String column, String table, String code, String name) {
        UUID id = change.after().lookup(column);
        if (id == null) {
            throw CrmError.rule(code, "The " + name + " of the price list item is missing.");
        }
        return change.transaction().find(schema.table(table), id);
    }

    private static void refuseSecond(Change change) {
        Row item = change.after();
        for (UUID other : change.transaction().rows(item.table()).equalTo(List.of(
            item.table().column("_pricelevelid_value"), item.table().column("_productid_value"),
            item.table().column("_uomid_value")), item)) {
            if (!other.equals(item.id())) {
                throw CrmError.rule("0x80043b08", "The price list already holds the product "
                    + item.get("productnumber") + " in this unit.");
            }
        }
    }

    private static void checkPercentage(Row item, Row product) {
        int method = (Integer) item.get("pricingmethodcode");
        if (method == BY_AMOUNT) {
            return;
        }
        BigDecimal percentage = (BigDecimal) item.get("percentage");
        if (percentage == null || percentage.signum() < 0 || percentage.compareTo(PERCENT_LIMIT) >= 0) {
            throw CrmError.rule("0x80043b0c", "The percentage of the price list item must be at least 0 and below "
                + PERCENT_LIMIT + ".");
        }
        boolean sameCurrency = Objects.equals(product.lookup("_transactioncurrencyid_value"),
            item.lookup("_transactioncurrencyid_value"));
        if (method == PERCENT_OF_LIST && !sameCurrency) {
            throw CrmError.rule("0x80048cf9", "The product has no list price in the currency of the price list.");
        }
    }
}
