package io.kytkin.sandbox.store;

import io.kytkin.sandbox.schema.Table;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/**
 * What one write request changes, all of it or nothing. It sees its own changes. Exists only inside
 * {@link Store#write}, whose thread alone may use it.
 */
public final class Transaction {
    private final Store store;
    private final Deque<Runnable> undo = new ArrayDeque<>();

    Transaction(Store store) {
        this.store = store;
    }

    /** The table's rows as this transaction sees them. */
    public TableRows rows(Table table) {
        return store.rows(table);
    }

    /** The row with that id, or null. */
    public Row find(Table table, UUID id) {
        return store.rows(table).find(id);
    }

    /** Stores a row under its id, with a new version number. */
    public void put(Row row) {
        TableRows rows = store.rows(row.table());
        row.set("versionnumber", store.nextVersion());
        UUID id = row.id();
        byte[] before = rows.put(row);
        undo.push(() -> rows.restore(id, before));
    }

    /** Removes a row and remembers that it was there. */
    public void remove(Table table, UUID id) {
        TableRows rows = store.rows(table);
        long version = store.nextVersion();
        byte[] before = rows.restore(id, null);
        rows.markDeleted(version, id);
        undo.push(() -> {
            rows.unmarkDeleted(version);
            rows.restore(id, before);
        });
    }

    /** A point to come back to with {@link #rollBackTo}. */
    public int mark() {
        return undo.size();
    }

    /** Takes back everything since the mark. */
    public void rollBackTo(int mark) {
        while (undo.size() > mark) {
            undo.pop().run();
        }
    }
}
