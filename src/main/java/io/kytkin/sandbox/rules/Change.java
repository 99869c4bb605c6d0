package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Transaction;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * One record on its way into the store.
 *
 * @param transaction what it happens in
 * @param before the record as stored; null for a create
 * @param after the record as it will be; rules may still change it
 * @param given the columns the client sent
 * @param caller the user who writes
 * @param now the moment of the request
 */
public record Change(Transaction transaction, Row before, Row after, Set<Column> given, UUID caller, Instant now) {
    /** Whether the record is new. */
    public boolean isCreate() {
        return before == null;
    }

    /** The record's table. */
    public Table table() {
        return after.table();
    }

    /** Whether the client sent that column. */
    public boolean gives(String column) {
        return given.contains(table().column(column));
    }
}
