package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Transaction;

/** What is particular to one table. Refuses by throwing {@link io.kytkin.sandbox.wire.CrmError}. */
interface TableRules {
    /** Checks and completes a new record. */
    default void beforeCreate(Change change) {
    }

    /** What follows once the record is stored. */
    default void afterCreate(Change change) {
    }

    /** Checks and completes a changed record. */
    default void beforeUpdate(Change change) {
    }

    /** May refuse the delete. */
    default void beforeDelete(Transaction transaction, Row row) {
    }
}
