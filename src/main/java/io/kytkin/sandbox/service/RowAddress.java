package io.kytkin.sandbox.service;

import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import java.util.UUID;

/**
 * Which row a request means.
 *
 * @param table its table
 * @param id null when an alternate key leads to no row
 * @param keyValues the values of the alternate key it was addressed by; null when addressed by id
 */
record RowAddress(Table table, UUID id, Row keyValues) {
    /** The refusal when no such row exists. */
    CrmError notFound() {
        return keyValues == null ? CrmError.noSuchRow(table.logicalName(), id)
            : CrmError.noSuchKey(table.logicalName());
    }
}
