package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.query.Query;
import io.kytkin.sandbox.query.QueryOptions;
import io.kytkin.sandbox.query.QueryParser;
import io.kytkin.sandbox.rules.Records;
import io.kytkin.sandbox.schema.CollectionNavigation;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.store.Transaction;
import io.kytkin.sandbox.wire.CrmError;
import io.kytkin.sandbox.wire.Values;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Create, update, upsert and delete of one record, each a transaction unless a change set is around it. */
final class Writes {
    private final Schema schema;
    private final Store store;
    private final Addresses addresses;
    private final Conditions conditions;
    private final Records records;
    private final QueryParser parser;
    private final Reads reads;
    private final Refusals refusals;
    private final Counters counters;

    Writes(Schema schema, Store store, Addresses addresses, Conditions conditions, Records records, QueryParser parser,
           Reads reads, Refusals refusals, Counters counters) {
        this.schema = schema;
        this.store = store;
        this.addresses = addresses;
        this.conditions = conditions;
        this.records = records;
        this.parser = parser;
        this.reads = reads;
        this.refusals = refusals;
        this.counters = counters;
    }

    ApiResponse post(Call call, String entitySet) {
        Table table = addresses.table(entitySet);
        refuseReadOnly(table);
        ObjectNode body = Payload.parse(call.request().body());
        Query wanted = wanted(call, table);
        return call.write(store, counters, transaction -> {
            UUID id = create(transaction, call, table, body, null);
            String url = call.request().root() + table.entitySet() + "(" + id + ")";
            if (call.prefer().wantsRepresentation()) {
                return reads.representation(call, transaction.find(table, id), wanted, 201)
                    .with("Preference-Applied", call.prefer().appliedToWrite()).with("Location", url);
            }
            return made(url);
        });
    }

    /** The query options of a write say what its representation shows; read before anything is written. */
    private Query wanted(Call call, Table table) {
        return call.prefer().wantsRepresentation()
            ? parser.parse(table, new QueryOptions(call.request().query()), call.caller()) : Query.NONE;
    }

    /** An address as it was written; what a header can't carry is encoded. */
    private static String inHeader(String raw) {
        StringBuilder text = new StringBuilder();
        for (byte each : raw.getBytes(StandardCharsets.UTF_8)) {
            text.append(each > ' ' && each < 0x7F ? (char) each : String.format("%%%02X", each & 0xFF));
        }
        return text.toString();
    }

    private static ApiResponse made(String url) {
        return ApiResponse.empty(204).with("Location", url).with("OData-EntityId", url);
    }

    /**
     * Creates a record and those nested in it.
     *
     * @param address the address of an upsert, whose id or key values the record takes; else null
     */
    UUID create(Transaction transaction, Call call, Table table, ObjectNode body, RowAddress address) {
        refusals.check(table, body);
        Row row = new Row(table);
        if (address != null && address.keyValues() == null) {
            row.set(table.primaryId(), address.id());
        }
        Payload payload = new Payload(addresses, call, row, true, body);
        if (address != null && address.keyValues() != null) {
            takeKeyValues(payload, address.keyValues());
        }
        if (row.id() != null) {
            counters.createAsked(table, row.id());
        }
        for (Map.Entry<Navigation, ObjectNode> nested : payload.nested().entrySet()) {
            Table target = schema.table(nested.getKey().target());
            if (target == null) {
                throw CrmError.badPayload(table.logicalName(), "A " + nested.getKey().name()
                    + " cannot be created with the record.");
            }
            UUID made = create(transaction, call, target, nested.getValue(), null);
            payload.point(nested.getKey(), new Reference(target.logicalName(), made));
        }
        UUID id = records.create(transaction, row, payload.given(), call.caller());
        call.touched(table, Counters.Kind.CREATED);
        counters.operation();
        payload.nestedCollections().forEach((collection, children) -> createChildren(transaction, call, row,
            collection, children));
        payload.boundCollections().forEach((collection, urls) -> urls.forEach(url ->
            attach(transaction, call, row, collection, url.asText())));
        return id;
    }

    /** Key values of the address go into the record, unless the body has its own, which then win. */
    private static void takeKeyValues(Payload payload, Row keyValues) {
        for (Column column : keyValues.table().columns()) {
            if (keyValues.get(column) != null && !payload.given().contains(column)) {
                payload.row().set(column, keyValues.get(column));
                payload.given().add(column);
            }
        }
    }

    private void createChildren(Transaction transaction, Call call, Row parent, CollectionNavigation collection,
                                JsonNode children) {
        Table table = schema.table(collection.table());
        Navigation back = table.navigation(collection.partner());
        for (JsonNode child : children) {
            if (!(child instanceof ObjectNode object)) {
                throw CrmError.badPayload(table.logicalName(), "Each entry of '" + collection.name()
                    + "' must be a record.");
            }
            ObjectNode complete = object.deepCopy();
            complete.put(back.name() + "@odata.bind", parent.table().entitySet() + "(" + parent.id() + ")");
            create(transaction, call, table, complete, null);
        }
    }

    /** Points a row of a collection at its new parent. */
    void attach(Transaction transaction, Call call, Row parent, CollectionNavigation collection, String url) {
        Reference child = addresses.reference(call, url);
        Table table = schema.table(collection.table());
        if (!child.table().equals(collection.table())) {
            throw CrmError.badPayload(parent.table().logicalName(), "'" + url + "' is no " + table + ".");
        }
        link(transaction, call, transaction.find(table, child.id()), table.navigation(collection.partner()),
            new Reference(parent.table().logicalName(), parent.id()));
    }

    /** Sets or clears one lookup as an update of its row. */
    void link(Transaction transaction, Call call, Row row, Navigation navigation, Reference target) {
        Row after = row.copy();
        Column column = row.table().column(navigation.column());
        if (column.computed()) {
            throw CrmError.badPayload(row.table().logicalName(), "'" + navigation.name() + "' is read-only.");
        }
        if (target != null && row.table().navigationTo(column, target.table()) != navigation) {
            throw CrmError.badPayload(row.table().logicalName(), "The navigation property '" + navigation.name()
                + "' does not lead to " + target.table() + ".");
        }
        after.set(column, target);
        save(transaction, call, row, after, Set.of(column));
    }

    private void save(Transaction transaction, Call call, Row before, Row after, Set<Column> given) {
        records.update(transaction, before, after, given, call.caller());
        call.touched(before.table(), Counters.Kind.UPDATED);
        counters.operation();
    }

    ApiResponse patch(Call call, List<Segment> path) {
        Table table = addresses.table(path.get(0).name());
        refuseReadOnly(table);
        ObjectNode body = Payload.parse(call.request().body());
        Query wanted = wanted(call, table);
        return call.write(store, counters, transaction -> {
            RowAddress address = addresses.row(table, path.get(0));
            Row row = address.id() == null ? null : transaction.find(table, address.id());
            boolean isNew = row == null;
            UUID id = isNew ? upsertNew(transaction, call, address, body)
                : update(transaction, call, row, body, address);
            if (call.prefer().wantsRepresentation()) {
                Query columns = new Query(wanted.select(), null, List.of(), List.of(), null, false);
                return reads.representation(call, transaction.find(table, id), columns, isNew ? 201 : 200)
                    .with("Preference-Applied", call.prefer().appliedToWrite());
            }
            return made(call.request().root() + inHeader(path.get(0).raw()));
        });
    }

    private UUID upsertNew(Transaction transaction, Call call, RowAddress address, ObjectNode body) {
        if (conditions.forbidsCreate(call.request())) {
            throw address.notFound();
        }
        return create(transaction, call, address.table(), body, address);
    }

    private UUID update(Transaction transaction, Call call, Row row, ObjectNode body, RowAddress address) {
        if (conditions.forbidsUpdate(call.request())) {
            throw new CrmError(412, "0x80040237", "A record with matching key values already exists: " + row.table()
                + " " + row.id() + ".");
        }
        conditions.check(call.request(), row);
        return update(transaction, call, row, body, address.keyValues());
    }

    /** Updates a row from a body; the columns of the alternate key it was found by are dropped. */
    UUID update(Transaction transaction, Call call, Row row, ObjectNode body, Row keyValues) {
        refusals.check(row.table(), body);
        Row after = row.copy();
        Payload payload = new Payload(addresses, call, after, false, body);
        if (!payload.nestedCollections().isEmpty() || !payload.boundCollections().isEmpty()) {
            throw CrmError.badPayload(row.table().logicalName(), "Related records can't be created or bound by an"
                + " update; use $ref.");
        }
        if (keyValues != null) {
            for (Column column : row.table().columns()) {
                if (keyValues.get(column) != null) {
                    after.set(column, row.get(column));
                    payload.given().remove(column);
                }
            }
        }
        save(transaction, call, row, after, payload.given());
        return row.id();
    }

    ApiResponse delete(Call call, List<Segment> path) {
        Table table = addresses.table(path.get(0).name());
        refuseReadOnly(table);
        return call.write(store, counters, transaction -> {
            Row row = row(transaction, call, table, path.get(0));
            records.delete(transaction, table, row.id());
            call.touched(table, Counters.Kind.DELETED);
            counters.operation();
            return ApiResponse.empty(204);
        });
    }

    /** A row that is there and fulfils the request's conditions. */
    private Row row(Transaction transaction, Call call, Table table, Segment segment) {
        RowAddress address = addresses.row(table, segment);
        Row row = address.id() == null ? null : transaction.find(table, address.id());
        if (row == null) {
            throw address.notFound();
        }
        conditions.check(call.request(), row);
        return row;
    }

    /** PUT or DELETE on something inside a record: a column, a lookup's {@code $ref}, a collection's {@code $ref}. */
    ApiResponse inside(Call call, List<Segment> path) {
        Table table = addresses.table(path.get(0).name());
        refuseReadOnly(table);
        return call.write(store, counters, transaction -> {
            Row row = row(transaction, call, table, path.get(0));
            change(transaction, call, row, path);
            return ApiResponse.empty(204);
        });
    }

    private void change(Transaction transaction, Call call, Row row, List<Segment> path) {
        Segment part = path.get(1);
        boolean isReference = path.get(path.size() - 1).name().equals("$ref");
        CollectionNavigation collection = row.table().collection(part.name());
        Navigation navigation = row.table().navigation(part.name());
        if (row.table().column(part.name()) != null && path.size() == 2) {
            changeColumn(transaction, call, row, row.table().column(part.name()));
        } else if (navigation != null && isReference) {
            changeLookup(transaction, call, row, navigation);
        } else if (collection != null && isReference) {
            changeCollection(transaction, call, row, collection, part);
        } else if (part.name().startsWith(Schema.NAMESPACE + ".")) {
            throw CrmError.noSuchResource(part.name());
        } else {
            throw CrmError.methodNotAllowed(call.request().method(), part.name());
        }
    }

    private void changeColumn(Transaction transaction, Call call, Row row, Column column) {
        if (column.isLookup() || column.computed()) {
            throw CrmError.badPayload(row.table().logicalName(), "The property '" + column.name()
                + "' can't be set on its own.");
        }
        Row after = row.copy();
        switch (call.request().method()) {
            case "DELETE" -> after.set(column, null);
            case "PUT", "PATCH" -> {
                JsonNode value = Payload.parse(call.request().body()).get("value");
                if (value == null) {
                    throw CrmError.badPayload(row.table().logicalName(), "The body must be {\"value\": ...}.");
                }
                after.set(column, Values.fromJson(row.table().logicalName(), column, value));
            }
            default -> throw CrmError.methodNotAllowed(call.request().method(), column.name());
        }
        save(transaction, call, row, after, Set.of(column));
    }

    private void changeLookup(Transaction transaction, Call call, Row row, Navigation navigation) {
        switch (call.request().method()) {
            case "DELETE" -> link(transaction, call, row, navigation, null);
            case "PUT", "POST", "PATCH" -> link(transaction, call, row, navigation,
                addresses.reference(call, referenceIn(call, row.table())));
            default -> throw CrmError.methodNotAllowed(call.request().method(), navigation.name());
        }
    }

    private void changeCollection(Transaction transaction, Call call, Row row, CollectionNavigation collection,
                                  Segment part) {
        Table table = schema.table(collection.table());
        if (call.request().method().equals("POST")) {
            attach(transaction, call, row, collection, referenceIn(call, row.table()));
            return;
        }
        String url = new QueryOptions(call.request().query()).get("$id");
        Reference child = url != null ? addresses.reference(call, url)
            : part.key() == null ? null : addresses.reference(call, table.entitySet() + "(" + part.key() + ")");
        if (!call.request().method().equals("DELETE") || child == null) {
            throw CrmError.methodNotAllowed(call.request().method(), collection.name());
        }
        Row linked = transaction.find(table, child.id());
        Navigation back = table.navigation(collection.partner());
        if (linked == null || !row.id().equals(linked.lookup(back.column()))) {
            throw CrmError.noSuchRow(table.logicalName(), child.id());
        }
        link(transaction, call, linked, back, null);
    }

    private static String referenceIn(Call call, Table table) {
        JsonNode url = Payload.parse(call.request().body()).get("@odata.id");
        if (url == null || !url.isTextual()) {
            throw CrmError.badPayload(table.logicalName(), "The body must be {\"@odata.id\": \"...\"}.");
        }
        return url.textValue();
    }

    /** Refuses what would change a table that only the server writes. */
    static void refuseReadOnly(Table table) {
        if (table.isReadOnly()) {
            throw new CrmError(405, "0x80040800", "The table '" + table + "' is written by the server only.");
        }
    }
}
