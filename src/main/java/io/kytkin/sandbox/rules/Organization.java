package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Transaction;
import java.util.Objects;
import java.util.UUID;

/** The one row that holds for all: base currency, precisions, how products begin. */
final class Organization {
    private final Schema schema;

    Organization(Schema schema) {
        this.schema = schema;
    }

    Row row(Transaction transaction) {
        Row[] found = new Row[1];
        transaction.rows(schema.table("organization")).scan(null, row -> {
            found[0] = row;
            return false;
        });
        return found[0];
    }

    Reference reference(Transaction transaction) {
        Row row = row(transaction);
        return row == null ? null : new Reference("organization", row.id());
    }

    Reference baseCurrency(Transaction transaction) {
        Row row = row(transaction);
        return row == null ? null : (Reference) row.get("_basecurrencyid_value");
    }

    boolean isBaseCurrency(Transaction transaction, UUID currency) {
        Reference base = baseCurrency(transaction);
        return base != null && Objects.equals(base.id(), currency);
    }

    boolean startsProductsActive(Transaction transaction) {
        Row row = row(transaction);
        return row != null && Boolean.TRUE.equals(row.get("createproductswithoutparentinactivestate"));
    }

    Reference rootBusinessUnit(Transaction transaction) {
        Table units = schema.table("businessunit");
        Reference[] found = new Reference[1];
        transaction.rows(units).scan(null, row -> {
            if (row.get("_parentbusinessunitid_value") == null) {
                found[0] = new Reference("businessunit", row.id());
            }
            return found[0] == null;
        });
        return found[0];
    }
}
