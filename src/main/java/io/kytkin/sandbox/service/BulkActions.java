package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.query.Literals;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.store.Transaction;
import io.kytkin.sandbox.wire.CrmError;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** CreateMultiple, UpdateMultiple and UpsertMultiple: many records of one table in one transaction, all or none. */
final class BulkActions {
    private static final String PREFIX = Schema.NAMESPACE + ".";

    private final Store store;
    private final Addresses addresses;
    private final Writes writes;
    private final Counters counters;

    BulkActions(Store store, Addresses addresses, Writes writes, Counters counters) {
        this.store = store;
        this.addresses = addresses;
        this.writes = writes;
        this.counters = counters;
    }

    /** Whether a segment names a bulk action. */
    static boolean isOne(String segment) {
        return segment.startsWith(PREFIX) && segment.endsWith("Multiple");
    }

    ApiResponse run(Call call, String entitySet, String segment) {
        Table table = addresses.table(entitySet);
        String action = segment.substring(PREFIX.length());
        if (action.equals("DeleteMultiple")) {
            throw new CrmError(400, "0x80040216", "DeleteMultiple has not yet been implemented for standard tables.");
        }
        if (!table.bulkActions().contains(action)) {
            throw new CrmError(400, "0x80040800", "The '" + action + "' method does not support entities of type '"
                + table + "'. MessageProcessorCache returned MessageProcessor.Empty.");
        }
        JsonNode targets = Payload.parse(call.request().body()).get("Targets");
        if (targets == null || !targets.isArray() || targets.isEmpty()) {
            throw CrmError.badPayload(table.logicalName(), "The parameter 'Targets' must be a list of records.");
        }
        targets.forEach(target -> checkType(table, target));
        return call.write(store, counters, transaction -> {
            List<UUID> ids = new ArrayList<>();
            targets.forEach(target -> ids.add(one(transaction, call, table, action, (ObjectNode) target)));
            return action.equals("CreateMultiple") ? created(call, ids) : ApiResponse.empty(204);
        });
    }

    private static ApiResponse created(Call call, List<UUID> ids) {
        return ApiResponse.json(200, JsonRows.object(json -> {
            json.writeStringField("@odata.context", call.request().root() + "$metadata#" + PREFIX
                + "CreateMultipleResponse");
            json.writeArrayFieldStart("Ids");
            for (UUID id : ids) {
                json.writeString(id.toString());
            }
            json.writeEndArray();
        }));
    }

    private static void checkType(Table table, JsonNode target) {
        JsonNode type = target.get("@odata.type");
        if (!target.isObject() || type == null) {
            throw CrmError.badPayload(table.logicalName(), "Each record of 'Targets' needs its @odata.type, '" + PREFIX
                + table + "'.");
        }
        String name = type.asText().startsWith("#") ? type.asText().substring(1) : type.asText();
        if (!name.equals(PREFIX + table)) {
            throw CrmError.badPayload(table.logicalName(), "All records of one request are of one table; '"
                + type.asText() + "' is not '" + PREFIX + table + "'.");
        }
    }

    private UUID one(Transaction transaction, Call call, Table table, String action, ObjectNode target) {
        if (action.equals("CreateMultiple")) {
            return writes.create(transaction, call, table, target, null);
        }
        RowAddress address = address(table, target);
        Row row = address == null || address.id() == null ? null : transaction.find(table, address.id());
        if (row != null) {
            return writes.update(transaction, call, row, target, address.keyValues());
        }
        if (action.equals("UpsertMultiple")) {
            return writes.create(transaction, call, table, target, address);
        }
        throw address == null ? CrmError.badPayload(table.logicalName(), "Each record of UpdateMultiple needs its "
            + table.primaryId().name() + ".") : address.notFound();
    }

    /** By {@code @odata.id}, by primary key, or not at all. */
    private RowAddress address(Table table, ObjectNode target) {
        JsonNode url = target.get("@odata.id");
        if (url != null) {
            List<Segment> path = Segment.parse(url.asText().replaceFirst(
                "^(https?://[^/]+)?/api/data/v\\d+\\.\\d+/", "").replaceFirst("^/", ""));
            if (path.size() != 1 || path.get(0).key() == null || addresses.table(path.get(0).name()) != table) {
                throw CrmError.badPayload(table.logicalName(), "The @odata.id '" + url.asText() + "' names no "
                    + table + ".");
            }
            return addresses.row(table, path.get(0));
        }
        JsonNode id = target.get(table.primaryId().name());
        if (id == null || id.isNull()) {
            return null;
        }
        if (!Literals.isIdentifier(id.asText())) {
            throw CrmError.badPayload(table.logicalName(), "'" + id.asText() + "' is no "
                + table.primaryId().name() + ".");
        }
        return new RowAddress(table, UUID.fromString(id.asText()), null);
    }
}
