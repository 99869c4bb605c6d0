package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;

/** Stands where an organization's own plug-ins would: may refuse a record by what is written, or rewrite it. */
@FunctionalInterface
public interface Refusals {
    /**
     * Looks at a record about to be created or updated, and may change its values.
     *
     * @throws CrmError to refuse it
     */
    void check(Table table, ObjectNode body);
}
