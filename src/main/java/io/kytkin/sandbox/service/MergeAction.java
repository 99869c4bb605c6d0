package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.query.Literals;
import io.kytkin.sandbox.rules.Records;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.CrmError;
import java.util.UUID;

/** The action Merge: one account or contact goes into another. What is to be written into the winner is passed over. */
final class MergeAction {
    static final String NAME = "Merge";
    private static final String TYPE = "Microsoft.Dynamics.CRM.";

    private final Schema schema;
    private final Store store;
    private final Records records;
    private final Counters counters;

    MergeAction(Schema schema, Store store, Records records, Counters counters) {
        this.schema = schema;
        this.store = store;
        this.records = records;
        this.counters = counters;
    }

    ApiResponse run(Call call) {
        ObjectNode body = Payload.parse(call.request().body());
        String type = body.path("Target").path("@odata.type").asText("");
        Table table = type.startsWith(TYPE) ? schema.table(type.substring(TYPE.length())) : null;
        if (table == null || table.column("merged") == null) {
            throw CrmError.invalidArgument("Target must be a record that can be merged, with its @odata.type.");
        }
        UUID winner = id(table, body.path("Target"));
        UUID merged = id(table, body.path("Subordinate"));
        return call.write(store, counters, transaction -> {
            records.merge(transaction, table, winner, merged, call.caller());
            return ApiResponse.empty(204);
        });
    }

    private static UUID id(Table table, JsonNode record) {
        String text = record.path(table.primaryId().name()).asText("");
        if (!Literals.isIdentifier(text)) {
            throw CrmError.invalidArgument("Target and Subordinate must have a " + table.primaryId().name() + ".");
        }
        return UUID.fromString(text);
    }
}
