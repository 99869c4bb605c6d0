package io.kytkin.sandbox.store;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Table;
import java.util.UUID;

/**
 * One record while it is read or being changed. A row read from the store is the caller's own copy: changing it changes
 * nothing until {@link Transaction#put} stores it. Not safe for several threads.
 */
public final class Row {
    private final Table table;
    private final Object[] values;

    /** An empty row of that table. */
    public Row(Table table) {
        this(table, new Object[table.columns().size()]);
    }

    Row(Table table, Object[] values) {
        this.table = table;
        this.values = values;
    }

    /** A row with the same values that can be changed on its own. */
    public Row copy() {
        return new Row(table, values.clone());
    }

    /** The table it belongs to. */
    public Table table() {
        return table;
    }

    /** The primary key, or null while none is given. */
    public UUID id() {
        return (UUID) get(table.primaryId());
    }

    /** The version number behind the etag. */
    public long version() {
        Object version = get("versionnumber");
        return version == null ? 0 : (Long) version;
    }

    /** The column's value in its Java type, or null. */
    public Object get(Column column) {
        return values[column.ordinal()];
    }

    /** The value of the column of that wire name; null also when the table has no such column. */
    public Object get(String column) {
        Column found = table.column(column);
        return found == null ? null : values[found.ordinal()];
    }

    /** Gives the column a value where it has none. */
    public void fill(String column, Object value) {
        if (get(column) == null) {
            set(column, value);
        }
    }

    /** The id a lookup points at, or null. */
    public UUID lookup(String column) {
        Object value = get(column);
        return value instanceof Reference reference ? reference.id() : (UUID) value;
    }

    /** Sets a value of the column's Java type. */
    public void set(Column column, Object value) {
        values[column.ordinal()] = value;
    }

    /** Sets the column of that wire name; does nothing when the table has no such column. */
    public void set(String column, Object value) {
        Column found = table.column(column);
        if (found != null) {
            values[found.ordinal()] = value;
        }
    }

    @Override
    public String toString() {
        return table + " " + id();
    }
}
