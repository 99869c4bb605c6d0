package io.kytkin.sandbox.service;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kytkin.sandbox.query.Cookie;
import io.kytkin.sandbox.query.FetchXml;
import io.kytkin.sandbox.query.Query;
import io.kytkin.sandbox.query.QueryOptions;
import io.kytkin.sandbox.query.QueryParser;
import io.kytkin.sandbox.query.RowSource;
import io.kytkin.sandbox.query.Search;
import io.kytkin.sandbox.schema.CollectionNavigation;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.CrmError;
import io.kytkin.sandbox.wire.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Everything a GET on rows can ask: collections in pages, one record, one property, related records, counts. */
final class Reads {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Schema schema;
    private final Store store;
    private final Addresses addresses;
    private final Conditions conditions;
    private final QueryParser parser;
    private final Search search;
    private final JsonRows rows;
    private final ChangeTracking tracking;
    private final FetchReads fetches;
    private final AggregateReads aggregates;
    private final int largestPage;

    Reads(Schema schema, Store store, Addresses addresses, Conditions conditions, QueryParser parser, Search search,
          JsonRows rows, ChangeTracking tracking, int largestPage) {
        this.schema = schema;
        this.store = store;
        this.addresses = addresses;
        this.conditions = conditions;
        this.parser = parser;
        this.search = search;
        this.rows = rows;
        this.tracking = tracking;
        aggregates = new AggregateReads(store, parser, search, rows);
        fetches = new FetchReads(store, parser, search, rows, aggregates, largestPage);
        this.largestPage = largestPage;
    }

    ApiResponse get(Call call, List<Segment> path) {
        Table table = addresses.table(path.get(0).name());
        if (path.get(0).key() == null) {
            return collection(call, table, path);
        }
        return store.read(() -> {
            RowAddress address = addresses.row(table, path.get(0));
            Row row = address.id() == null ? null : store.rows(table).find(address.id());
            if (row == null) {
                throw address.notFound();
            }
            return path.size() == 1 ? record(call, row) : inside(call, row, path.subList(1, path.size()));
        });
    }

    private ApiResponse collection(Call call, Table table, List<Segment> path) {
        QueryOptions options = new QueryOptions(call.request().query());
        boolean counts = path.size() == 2 && path.get(1).name().equals("$count");
        if (path.size() > 1 && !counts) {
            throw CrmError.noSuchResource(path.get(1).name());
        }
        if (options.has("$deltatoken") || call.prefer().tracksChanges() || continuesTracking(options)) {
            return store.read(() -> counts ? tracking.count(table, options) : tracking.read(call, table, options));
        }
        return counts ? count(call, table, null, options) : page(call, table, null, options);
    }

    private static boolean continuesTracking(QueryOptions options) {
        return options.has("$skiptoken") && Cookie.parse(options.get("$skiptoken")).version() >= 0;
    }

    private ApiResponse count(Call call, Table table, List<Row> within, QueryOptions options) {
        Query query = parser.parse(table, options, call.caller());
        int count = store.read(() -> search.count(table, query.filter(), within, Search.COUNT_LIMIT));
        return ApiResponse.text("text/plain", BYTE_ORDER_MARK + count);
    }

    /** A page of a collection; {@code within} are the related rows of a record, or null for a whole table. */
    private ApiResponse page(Call call, Table table, List<Row> within, QueryOptions options) {
        if (options.has(FetchXml.OPTION)) {
            return fetches.read(call, table, within, options);
        }
        if (options.has("$apply")) {
            return aggregates.read(call, table, within, options);
        }
        Query query = parser.parse(table, options, call.caller());
        boolean limited = query.top() != null && call.prefer().pageSize() == 0;
        int size = limited ? Math.min(query.top(), largestPage) : call.prefer().pageSize(largestPage);
        Cookie cookie = options.has("$skiptoken") ? Cookie.parse(options.get("$skiptoken")) : null;
        return store.read(() -> {
            Search.Page page = search.page(table, query, within, cookie, size);
            byte[] body = JsonRows.object(json -> {
                json.writeStringField("@odata.context", call.request().root() + "$metadata#" + table.entitySet()
                    + JsonRows.selection(query));
                writeCount(json, call, query, page);
                json.writeArrayFieldStart("value");
                for (Row row : page.rows()) {
                    rows.write(json, row, query, call);
                }
                json.writeEndArray();
                if (page.next() != null && !limited) {
                    json.writeStringField("@odata.nextLink", link(call, "$skiptoken", page.next().toString()));
                }
            });
            return ApiResponse.json(200, body).with("Preference-Applied", call.prefer().appliedToRead());
        });
    }

    /** Writes how many rows there are in all, as far as it was asked for. */
    static void writeCount(JsonGenerator json, Call call, Query query, Search.Page page) throws IOException {
        if (query.count()) {
            json.writeNumberField("@odata.count", page.count());
        }
        if (call.prefer().wants("Microsoft.Dynamics.CRM.totalrecordcount")) {
            json.writeNumberField("@Microsoft.Dynamics.CRM.totalrecordcount", page.count());
        }
        if (call.prefer().wants("Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded")) {
            json.writeBooleanField("@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded", page.beyondLimit());
        }
    }

    /** The request's own address with one option set anew. */
    static String link(Call call, String option, String value) {
        String query = call.request().query();
        String kept = query == null ? "" : Arrays.stream(query.split("&"))
            .filter(pair -> !pair.startsWith("$skiptoken=") && !pair.startsWith("%24skiptoken=")
                && !(option.equals("$deltatoken") && pair.matches("(\\$|%24)deltatoken=.*")))
            .map(pair -> pair + "&").collect(Collectors.joining());
        return call.request().root() + call.request().path() + "?" + kept + option + "="
            + QueryOptions.encode(value);
    }

    private ApiResponse record(Call call, Row row) {
        QueryOptions options = new QueryOptions(call.request().query());
        Query query = parser.parse(row.table(), options, call.caller());
        boolean conditional = query.expand().isEmpty() && !call.prefer().wantsAnnotations();
        if (conditional && conditions.isUnchanged(call.request(), row)) {
            return ApiResponse.empty(304).with("ETag", JsonRows.etag(row));
        }
        return representation(call, row, query, 200).with("Preference-Applied", call.prefer().appliedToRead());
    }

    /** One record with its context. */
    ApiResponse representation(Call call, Row row, Query query, int status) {
        return ApiResponse.json(status, JsonRows.object(json -> {
            json.writeStringField("@odata.context", call.request().root() + "$metadata#" + row.table().entitySet()
                + JsonRows.selection(query) + "/$entity");
            rows.writeContent(json, row, query, call);
        })).with("ETag", JsonRows.etag(row));
    }

    private ApiResponse inside(Call call, Row row, List<Segment> path) {
        String name = path.get(0).name();
        Column column = row.table().column(name);
        if (column != null && path.size() <= 2) {
            return property(call, row, column, path);
        }
        if (row.table().navigation(name) != null) {
            return related(call, row, path);
        }
        if (row.table().collection(name) != null) {
            return relatedMany(call, row, path);
        }
        throw CrmError.noSuchResource(name);
    }

    private static ApiResponse property(Call call, Row row, Column column, List<Segment> path) {
        Object value = row.get(column);
        if (path.size() == 2 && !path.get(1).name().equals("$value")) {
            throw CrmError.noSuchResource(path.get(1).name());
        }
        if (value == null) {
            return ApiResponse.empty(204);
        }
        if (path.size() == 2) {
            String json = new String(JsonRows.object(out -> {
                out.writeFieldName("value");
                Values.write(out, column, value);
            }), StandardCharsets.UTF_8);
            boolean quoted = json.startsWith("{\"value\":\"");
            String text = value instanceof String written ? written
                : json.substring(quoted ? 10 : 9, json.length() - (quoted ? 2 : 1));
            return ApiResponse.text("text/plain", text);
        }
        return ApiResponse.json(200, JsonRows.object(json -> {
            json.writeStringField("@odata.context", call.request().root() + "$metadata#" + row.table().entitySet()
                + "(" + row.id() + ")/" + column.name());
            json.writeFieldName("value");
            if (call.format().longNumbersAsText()) {
                Values.writeLongNumbersAsText(json, column, value);
            } else {
                Values.write(json, column, value);
            }
        }));
    }

    private ApiResponse related(Call call, Row row, List<Segment> path) {
        Row target = new RowSource(schema, store, row).target(path.get(0).name());
        if (target == null) {
            return ApiResponse.empty(204);
        }
        if (path.size() == 1) {
            return record(call, target);
        }
        if (path.get(1).name().equals("$ref")) {
            return ApiResponse.json(200, JsonRows.object(json -> {
                json.writeStringField("@odata.context", call.request().root() + "$metadata#$ref");
                json.writeStringField("@odata.id", JsonRows.address(call, target));
            }));
        }
        return inside(call, target, path.subList(1, path.size()));
    }

    private ApiResponse relatedMany(Call call, Row row, List<Segment> path) {
        CollectionNavigation collection = row.table().collection(path.get(0).name());
        Table table = schema.table(collection.table());
        List<Row> within = new RowSource(schema, store, row).related(collection.name());
        QueryOptions options = new QueryOptions(call.request().query());
        if (path.get(0).key() != null) {
            RowAddress address = addresses.row(table, path.get(0));
            Row found = within.stream().filter(each -> each.id().equals(address.id())).findFirst()
                .orElseThrow(address::notFound);
            return path.size() == 1 ? record(call, found) : inside(call, found, path.subList(1, path.size()));
        }
        if (path.size() == 1) {
            return page(call, table, within, options);
        }
        return switch (path.get(1).name()) {
            case "$count" -> count(call, table, within, options);
            case "$ref" -> references(call, within);
            default -> throw CrmError.noSuchResource(path.get(1).name());
        };
    }

    private static ApiResponse references(Call call, List<Row> related) {
        return ApiResponse.json(200, JsonRows.object(json -> {
            json.writeStringField("@odata.context", call.request().root() + "$metadata#Collection($ref)");
            json.writeArrayFieldStart("value");
            for (Row each : related) {
                json.writeStartObject();
                json.writeStringField("@odata.id", JsonRows.address(call, each));
                json.writeEndObject();
            }
            json.writeEndArray();
        }));
    }
}
