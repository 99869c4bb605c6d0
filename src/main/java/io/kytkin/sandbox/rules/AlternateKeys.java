package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.AlternateKey;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.store.TableRows;
import io.kytkin.sandbox.wire.CrmError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The alternate keys that have been added; a new organization has none. They survive a restart with the rows. Limits
 * (10 a table, 16 columns) are those of Dataverse.
 */
public final class AlternateKeys {
    private static final int MOST_KEYS = 10;
    private static final int MOST_COLUMNS = 16;
    private static final String FACT = "keys.";

    private final Store store;
    private final Map<Table, List<AlternateKey>> keys = new ConcurrentHashMap<>();

    /** The keys the store remembers. */
    public AlternateKeys(Schema schema, Store store) {
        this.store = store;
        for (Table table : schema.tables()) {
            String fact = store.facts().get(FACT + table);
            List<AlternateKey> known = new CopyOnWriteArrayList<>();
            for (String key : fact == null ? new String[0] : fact.split(";")) {
                String[] parts = key.split(":");
                known.add(new AlternateKey(parts[0], List.of(parts[1].split(","))));
            }
            keys.put(table, known);
        }
    }

    /** The table's keys. */
    public List<AlternateKey> of(Table table) {
        return keys.get(table);
    }

    /** The key over exactly these columns in any order, or null. */
    public AlternateKey over(Table table, Set<String> columns) {
        for (AlternateKey key : of(table)) {
            if (columns.size() == key.columns().size() && columns.containsAll(key.columns())) {
                return key;
            }
        }
        return null;
    }

    /**
     * Adds a key; a key over the same columns stays as it is.
     *
     * @throws CrmError when a column is unknown, a limit is passed, or rows already share values
     */
    public void add(Table table, AlternateKey key) {
        if (over(table, Set.copyOf(key.columns())) != null) {
            return;
        }
        if (of(table).size() >= MOST_KEYS || key.columns().isEmpty() || key.columns().size() > MOST_COLUMNS) {
            throw CrmError.invalidArgument("A table takes at most " + MOST_KEYS + " keys of 1 to " + MOST_COLUMNS
                + " columns.");
        }
        store.write(transaction -> {
            List<Column> columns = columns(table, key);
            transaction.rows(table).scan(null, row -> {
                refuseSecond(table, key, transaction.rows(table), row, columns);
                return true;
            });
            of(table).add(key);
            List<String> facts = new ArrayList<>();
            of(table).forEach(each -> facts.add(each.name() + ":" + String.join(",", each.columns())));
            store.facts().put(FACT + table, String.join(";", facts));
            return null;
        });
    }

    private static List<Column> columns(Table table, AlternateKey key) {
        return key.columns().stream().map(name -> {
            Column column = table.column(name);
            if (column == null) {
                throw CrmError.invalidArgument("The table " + table + " has no column " + name + " for the key "
                    + key.name() + ".");
            }
            return column;
        }).toList();
    }

    /** Refuses a record whose key values another row has. */
    void checkUnique(Change change) {
        for (AlternateKey key : of(change.table())) {
            boolean touched = change.isCreate() || key.columns().stream().anyMatch(change::gives);
            if (touched) {
                refuseSecond(change.table(), key, change.transaction().rows(change.table()), change.after(),
                    columns(change.table(), key));
            }
        }
    }

    private static void refuseSecond(Table table, AlternateKey key, TableRows rows, Row row, List<Column> columns) {
        for (UUID other : rows.equalTo(columns, row)) {
            if (!other.equals(row.id())) {
                throw new CrmError(412, "0x80060892", "A record that has the attribute values "
                    + Arrays.toString(columns.stream().map(row::get).toArray()) + " already exists. The entity key "
                    + key.name() + " of " + table + " requires that this set of attributes contains unique values.");
            }
        }
    }

    /** The id of the row with these key values, or null. The values stand in the key's columns of the row given. */
    public UUID find(TableRows rows, AlternateKey key, Row values) {
        Set<UUID> ids = rows.equalTo(columns(values.table(), key), values);
        if (ids.size() > 1) {
            throw CrmError.rule("0x8006089d", "More than one " + values.table() + " has the values of the key "
                + key.name() + ".");
        }
        return ids.isEmpty() ? null : ids.iterator().next();
    }
}
