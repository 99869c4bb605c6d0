package io.kytkin.sandbox.service;

import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import java.util.Arrays;
import java.util.Set;

/**
 * {@code If-Match} and {@code If-None-Match}. The literal {@code null}, which Microsoft advises to send against caches,
 * is no condition.
 */
final class Conditions {
    private final Set<String> tablesWithoutConcurrency;

    /** @param tablesWithoutConcurrency logical names of tables that take no etags */
    Conditions(Set<String> tablesWithoutConcurrency) {
        this.tablesWithoutConcurrency = tablesWithoutConcurrency;
    }

    boolean isOffered(Table table) {
        return !table.isReadOnly() && !tablesWithoutConcurrency.contains(table.logicalName());
    }

    /** Whether the client already has this version of the row. */
    boolean isUnchanged(ApiRequest request, Row row) {
        String known = condition(request, "If-None-Match");
        return known != null && isOffered(row.table()) && matches(known, row);
    }

    /** Whether only an existing row may be written: {@code If-Match} in any form. */
    boolean forbidsCreate(ApiRequest request) {
        return condition(request, "If-Match") != null;
    }

    /** Whether only a new row may be written. */
    boolean forbidsUpdate(ApiRequest request) {
        return "*".equals(condition(request, "If-None-Match"));
    }

    /** Refuses a write to a row that is not in the version the client knows. */
    void check(ApiRequest request, Row row) {
        String wanted = condition(request, "If-Match");
        if (wanted == null || wanted.equals("*")) {
            return;
        }
        if (!isOffered(row.table())) {
            throw CrmError.rule("0x8006088d", "Optimistic concurrency isn't enabled for entity type " + row.table()
                + ". The IfVersionMatches value of ConcurrencyBehavior can only be used if optimistic concurrency is"
                + " enabled.");
        }
        if (!matches(wanted, row)) {
            throw new CrmError(412, "0x80060882", "The version of the existing record doesn't match the RowVersion"
                + " property provided (" + row.table() + " " + row.id() + ").");
        }
    }

    private static boolean matches(String etags, Row row) {
        String own = JsonRows.etag(row);
        return etags.equals("*") || Arrays.stream(etags.split(",")).map(String::trim)
            .anyMatch(etag -> etag.equals(own) || ("W/" + etag).equals(own));
    }

    private static String condition(ApiRequest request, String header) {
        String value = request.header(header);
        return value == null || value.isBlank() || value.trim().equals("null") ? null : value.trim();
    }
}
