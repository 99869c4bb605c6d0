package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.OnDelete;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.TableRows;
import io.kytkin.sandbox.store.Transaction;
import io.kytkin.sandbox.wire.CrmError;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Creates, updates and deletes records the way the server does: first what holds for all tables, then what is
 * particular to one. The way every write takes, whoever asks.
 */
public final class Records {
    private static final TableRules NONE = new TableRules() { };

    private final Schema schema;
    private final AlternateKeys keys;
    private final Clock clock;
    private final Organization organization;
    private final ColumnChecks columns = new ColumnChecks();
    private final StateRules states = new StateRules();
    private final OwnerRules owners;
    private final Amounts amounts;
    private final Map<String, TableRules> tables = new HashMap<>();

    /** The rules over that schema, with those keys and that clock. */
    public Records(Schema schema, AlternateKeys keys, Clock clock) {
        this.schema = schema;
        this.keys = keys;
        this.clock = clock;
        organization = new Organization(schema);
        owners = new OwnerRules(schema);
        amounts = new Amounts(schema, organization);
        tables.put("transactioncurrency", new CurrencyRules(organization));
        tables.put("systemuser", new UserRules(organization));
        tables.put("businessunit", new BusinessUnitRules(organization));
        tables.put("organization", new OrganizationRules());
        tables.put("uomschedule", new UnitGroupRules(schema, this));
        tables.put("uom", new UnitRules(schema));
        tables.put("product", new ProductRules(schema));
        tables.put("pricelevel", new PriceListRules(organization));
        tables.put("productpricelevel", new PriceListItemRules(schema, organization));
        tables.put("account", new ParentRules("_parentaccountid_value"));
        tables.put("contact", new ContactRules());
        for (String document : List.of("opportunity", "quote", "salesorder", "invoice")) {
            tables.put(document, new SalesDocumentRules(schema));
        }
        for (String line : List.of("quotedetail", "salesorderdetail", "invoicedetail")) {
            tables.put(line, new SalesLineRules(schema, owners));
        }
    }

    /**
     * Stores a new record.
     *
     * @param row its columns as the client gave them
     * @param given the columns the client sent
     * @return its id
     */
    public UUID create(Transaction transaction, Row row, Set<Column> given, UUID caller) {
        Table table = row.table();
        Instant now = now();
        Change change = new Change(transaction, null, row, given, caller, now);
        if (row.id() == null) {
            row.set(table.primaryId(), UUID.randomUUID());
        } else if (transaction.find(table, row.id()) != null) {
            throw new CrmError(412, "0x80040237", "A record with matching key values already exists: " + table + " "
                + row.id() + ".");
        }
        columns.check(change);
        row.set("ownerid", row.id());
        fillServerColumns(change);
        if (!table.states().isEmpty()) {
            states.onCreate(change, firstState(change));
        }
        owners.apply(change);
        rules(table).beforeCreate(change);
        // After the table's own rules, by which a user is licensed.
        fillDefaults(change);
        finish(change);
        columns.requireAll(change);
        keys.checkUnique(change);
        transaction.put(row);
        rules(table).afterCreate(change);
        return row.id();
    }

    private int firstState(Change change) {
        boolean isDraft = change.table().logicalName().equals("product")
            && !(organization.startsProductsActive(change.transaction())
                && change.after().get("_parentproductid_value") == null);
        return isDraft ? ProductRules.DRAFT : 0;
    }

    private static void fillDefaults(Change change) {
        for (Column column : change.table().twoOptionColumns()) {
            if (change.after().get(column) == null && !change.given().contains(column)) {
                change.after().set(column, false);
            }
        }
    }

    private void fillServerColumns(Change change) {
        Row row = change.after();
        Reference caller = new Reference("systemuser", change.caller());
        Object backdated = row.get("overriddencreatedon");
        row.set("createdon", backdated == null ? change.now() : backdated);
        row.set("_createdby_value", caller);
        row.set("modifiedon", change.now());
        row.set("_modifiedby_value", caller);
        row.set("_organizationid_value", organization.reference(change.transaction()));
    }

    private void finish(Change change) {
        amounts.apply(change);
        Composites.apply(change.after());
    }

    /**
     * Stores a changed record. Sending no column still counts as an update, as in the CRM.
     *
     * @param before as stored
     * @param after with the client's values
     */
    public void update(Transaction transaction, Row before, Row after, Set<Column> given, UUID caller) {
        Change change = new Change(transaction, before, after, given, caller, now());
        after.set("modifiedon", change.now());
        after.set("_modifiedby_value", new Reference("systemuser", caller));
        columns.check(change);
        if (!change.table().states().isEmpty()) {
            states.onUpdate(change);
        }
        owners.apply(change);
        rules(change.table()).beforeUpdate(change);
        finish(change);
        keys.checkUnique(change);
        transaction.put(after);
    }

    /** Deletes a record and does to those that point at it what their lookups say. */
    public void delete(Transaction transaction, Table table, UUID id) {
        Row row = transaction.find(table, id);
        if (row == null) {
            throw CrmError.noSuchRow(table.logicalName(), id);
        }
        rules(table).beforeDelete(transaction, row);
        for (Schema.Incoming lookup : schema.incoming(table)) {
            if (lookup.navigation().onDelete() == OnDelete.RESTRICT && !pointing(transaction, lookup, row).isEmpty()) {
                throw new CrmError(405, "0x80040227", "The " + table + " " + id + " cannot be deleted because it is"
                    + " associated with a record of " + lookup.table() + " (" + lookup.navigation().name() + ").");
            }
        }
        transaction.remove(table, id);
        for (Schema.Incoming lookup : schema.incoming(table)) {
            for (UUID other : pointing(transaction, lookup, row)) {
                follow(transaction, lookup, other);
            }
        }
    }

    /** Makes one record inactive in favour of another, which takes over what refers to it. */
    public void merge(Transaction transaction, Table table, UUID winner, UUID merged, UUID caller) {
        for (UUID id : List.of(winner, merged)) {
            if (transaction.find(table, id) == null) {
                throw CrmError.noSuchRow(table.logicalName(), id);
            }
        }
        Row row = transaction.find(table, merged);
        for (Schema.Incoming lookup : schema.incoming(table)) {
            for (UUID other : pointing(transaction, lookup, row)) {
                Row moved = transaction.find(lookup.table(), other);
                moved.set(lookup.navigation().column(), new Reference(table.logicalName(), winner));
                changed(transaction, moved, caller);
            }
        }
        row.set("merged", true);
        row.set("_masterid_value", new Reference(table.logicalName(), winner));
        row.set("statecode", 1);
        row.set("statuscode", 2);
        changed(transaction, row, caller);
    }

    private void changed(Transaction transaction, Row row, UUID caller) {
        row.set("modifiedon", now());
        row.set("_modifiedby_value", new Reference("systemuser", caller));
        transaction.put(row);
    }

    private void follow(Transaction transaction, Schema.Incoming lookup, UUID other) {
        if (lookup.navigation().onDelete() == OnDelete.CASCADE) {
            if (transaction.find(lookup.table(), other) != null) {
                delete(transaction, lookup.table(), other);
            }
        } else {
            Row changed = transaction.find(lookup.table(), other);
            changed.set(lookup.navigation().column(), null);
            transaction.put(changed);
        }
    }

    private static List<UUID> pointing(Transaction transaction, Schema.Incoming lookup, Row target) {
        TableRows rows = transaction.rows(lookup.table());
        Column column = lookup.table().column(lookup.navigation().column());
        Set<UUID> indexed = rows.equalTo(column, target.id());
        if (indexed != null) {
            return List.copyOf(indexed);
        }
        List<UUID> found = new ArrayList<>();
        rows.scan(null, row -> {
            if (Objects.equals(row.lookup(column.name()), target.id())) {
                found.add(row.id());
            }
            return true;
        });
        return found;
    }

    private TableRules rules(Table table) {
        return tables.getOrDefault(table.logicalName(), NONE);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
