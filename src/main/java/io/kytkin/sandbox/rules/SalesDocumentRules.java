package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Opportunities, quotes, orders and invoices: their number, their customer, one currency with their price list. */
final class SalesDocumentRules implements TableRules {
    private static final Map<String, String> PREFIX = Map.of("quote", "QUO", "salesorder", "ORD", "invoice", "INV");
    private static final Map<String, String> NUMBER = Map.of("quote", "quotenumber", "salesorder", "ordernumber",
        "invoice", "invoicenumber");
    private static final Map<String, String> CURRENCY_CODE = Map.of("opportunity", "0x80048cef", "quote",
        "0x80048cee", "salesorder", "0x80048ced", "invoice", "0x80048cf6");

    private final Schema schema;

    SalesDocumentRules(Schema schema) {
        this.schema = schema;
    }

    @Override
    public void beforeCreate(Change change) {
        Row document = change.after();
        String table = change.table().logicalName();
        String number = NUMBER.get(table);
        if (number != null && document.get(number) == null) {
            document.set(number, String.format(Locale.ROOT, "%s-%05d-%06X", PREFIX.get(table),
                change.transaction().rows(change.table()).size() + 1000, ThreadLocalRandom.current().nextInt(1 << 24)));
        }
        if (table.equals("quote")) {
            document.set("revisionnumber", 0);
        }
        if (document.table().column("ispricelocked") != null && document.get("ispricelocked") == null) {
            document.set("ispricelocked", false);
        }
        complete(change);
    }

    @Override
    public void beforeUpdate(Change change) {
        String number = NUMBER.get(change.table().logicalName());
        if (number != null) {
            change.after().set(number, change.before().get(number));
        }
        complete(change);
    }

    private void complete(Change change) {
        Row document = change.after();
        Reference customer = (Reference) document.get("_customerid_value");
        document.set("_accountid_value", idIf(customer, "account"));
        document.set("_contactid_value", idIf(customer, "contact"));
        UUID list = document.lookup("_pricelevelid_value");
        Row priceList = list == null ? null : change.transaction().find(schema.table("pricelevel"), list);
        if (priceList == null) {
            return;
        }
        if (document.get("_transactioncurrencyid_value") == null) {
            document.set("_transactioncurrencyid_value", priceList.get("_transactioncurrencyid_value"));
        }
        if (!Objects.equals(priceList.lookup("_transactioncurrencyid_value"),
            document.lookup("_transactioncurrencyid_value"))) {
            throw CrmError.rule(CURRENCY_CODE.get(change.table().logicalName()), "The currency of the "
                + change.table() + " does not match the currency of the price list.");
        }
    }

    private static UUID idIf(Reference customer, String table) {
        return customer != null && customer.table().equals(table) ? customer.id() : null;
    }
}
