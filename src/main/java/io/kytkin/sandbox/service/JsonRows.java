package io.kytkin.sandbox.service;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kytkin.sandbox.query.Cookie;
import io.kytkin.sandbox.query.Expand;
import io.kytkin.sandbox.query.FetchXml;
import io.kytkin.sandbox.query.Query;
import io.kytkin.sandbox.query.QueryOptions;
import io.kytkin.sandbox.query.QueryParser;
import io.kytkin.sandbox.query.RowSource;
import io.kytkin.sandbox.query.Search;
import io.kytkin.sandbox.schema.CollectionNavigation;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.FormattedValues;
import io.kytkin.sandbox.wire.Values;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Rows as JSON: etag, selected columns, annotations asked for, expanded records. Only inside a read of the store. */
final class JsonRows {
    private static final String FORMATTED = "OData.Community.Display.V1.FormattedValue";
    private static final String LOOKUP_TABLE = "Microsoft.Dynamics.CRM.lookuplogicalname";
    private static final String LOOKUP_NAVIGATION = "Microsoft.Dynamics.CRM.associatednavigationproperty";
    /** The types that JSON itself tells; all others are named where everything is to be said. */
    private static final Set<ColumnType> SELF_EVIDENT = Set.of(ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.DOUBLE);
    private static final String EDM = "Edm.";
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int NO_PAGES = Integer.MAX_VALUE - 1;

    private final Schema schema;
    private final Store store;
    private final Search search;
    private final int largestPage;
    private final FormattedValues formatted;

    /** @param largestPage most rows on a page */
    JsonRows(Schema schema, Store store, Search search, int largestPage) {
        this.schema = schema;
        this.store = store;
        this.search = search;
        this.largestPage = largestPage;
        formatted = new FormattedValues(schema, store);
    }

    /** Writes a document. */
    interface Content {
        /** Writes into the generator, whose object is open. */
        void write(JsonGenerator json) throws IOException;
    }

    /** A JSON object as bytes. */
    static byte[] object(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            content.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The weak etag of a row. */
    static String etag(Row row) {
        return "W/\"" + row.version() + "\"";
    }

    /** The part of a context address that names the columns: {@code (name,primarycontactid(fullname))}. */
    static String selection(Query query) {
        String select = query.select() == null ? "" : String.join(",", query.select());
        String expand = query.expand().stream().map(JsonRows::selection).collect(Collectors.joining(","));
        String all = select.isEmpty() || expand.isEmpty() ? select + expand : select + "," + expand;
        return all.isEmpty() ? "" : "(" + all + ")";
    }

    private static String selection(Expand expand) {
        String inside = expand.referencesOnly() ? "" : selection(expand.query());
        return expand.navigation() + (expand.referencesOnly() ? "/$ref" : "") + (inside.isEmpty() ? "()" : inside);
    }

    /** Writes a row as an object. */
    void write(JsonGenerator json, Row row, Query query, Call call) throws IOException {
        json.writeStartObject();
        writeContent(json, row, query, call);
        json.writeEndObject();
    }

    /** Writes what is inside a row's object. */
    void writeContent(JsonGenerator json, Row row, Query query, Call call) throws IOException {
        writeContent(json, row, query, true, call);
    }

    private void writeContent(JsonGenerator json, Row row, Query query, boolean withEtag, Call call)
        throws IOException {
        boolean full = call.format().level() == Format.Level.FULL;
        if (full) {
            json.writeStringField("@odata.type", "#" + Schema.NAMESPACE + "." + row.table());
            json.writeStringField("@odata.id", address(call, row));
        }
        if (withEtag) {
            json.writeStringField("@odata.etag", etag(row));
        }
        if (full) {
            json.writeStringField("@odata.editLink", row.table().entitySet() + "(" + row.id() + ")");
        }
        for (Column column : columns(row.table(), query.select())) {
            writeColumn(json, row, column, column.name(), call);
        }
        for (Expand expand : query.expand()) {
            writeExpanded(json, row, expand, call);
        }
        if (full) {
            writeLinks(json, row, call);
        }
    }

    /** Where the related records are, for a client that wants everything said. */
    private static void writeLinks(JsonGenerator json, Row row, Call call) throws IOException {
        List<String> names = new ArrayList<>();
        row.table().navigations().forEach(navigation -> names.add(navigation.name()));
        row.table().collections().forEach(collection -> names.add(collection.name()));
        for (String name : names) {
            String link = address(call, row) + "/" + name;
            json.writeStringField(name + "@odata.associationLink", link + "/$ref");
            json.writeStringField(name + "@odata.navigationLink", link);
        }
    }

    /** Writes a row and the linked columns as FetchXML asks for them, without what is empty. */
    void writeFetched(JsonGenerator json, Row row, FetchXml fetch, Call call) throws IOException {
        json.writeStartObject();
        json.writeStringField("@odata.etag", etag(row));
        for (Column column : columns(row.table(), fetch.query().select())) {
            if (row.get(column) != null) {
                writeColumn(json, row, column, column.name(), call);
            }
        }
        for (FetchXml.Linked linked : fetch.linked()) {
            Row target = new RowSource(schema, store, row).target(linked.navigation());
            if (target != null && target.get(linked.column()) != null) {
                writeColumn(json, target, linked.column(), linked.name(), call);
            }
        }
        json.writeEndObject();
    }

    /**
     * All columns, or those selected and what comes with them: the key (two of them for users and teams, whose key on
     * the wire is {@code ownerid}), a money column's currency, the composite.
     */
    private static Iterable<Column> columns(Table table, List<String> select) {
        if (select == null) {
            return table.columns();
        }
        Set<Column> columns = new LinkedHashSet<>();
        for (String name : select) {
            Column column = table.column(name);
            columns.add(column);
            if (column.money()) {
                columns.add(table.column("_transactioncurrencyid_value"));
            }
            int end = name.startsWith("_") ? -1 : name.indexOf('_');
            if (end > 0) {
                columns.add(table.column(name.substring(0, end) + "_composite"));
            }
        }
        columns.add(table.primaryId());
        columns.add(table.column("ownerid"));
        columns.remove(null);
        return columns;
    }

    /** Writes one column under a name of its own, with the annotations asked for. */
    void writeColumn(JsonGenerator json, Row row, Column column, String name, Call call) throws IOException {
        Object value = row.get(column);
        if (value != null && call.prefer().wantsAnnotations()) {
            writeAnnotations(json, row, column, name, call.prefer());
        }
        if (value != null && call.format().level() == Format.Level.FULL && !SELF_EVIDENT.contains(column.type())) {
            json.writeStringField(name + "@odata.type", "#" + Values.edmType(column).substring(EDM.length()));
        }
        json.writeFieldName(name);
        if (call.format().longNumbersAsText()) {
            Values.writeLongNumbersAsText(json, column, value);
        } else {
            Values.write(json, column, value);
        }
    }

    private void writeAnnotations(JsonGenerator json, Row row, Column column, String name, Preferences prefer)
        throws IOException {
        String text = prefer.wants(FORMATTED) ? formatted.of(row, column) : null;
        if (text != null) {
            json.writeStringField(name + "@" + FORMATTED, text);
        }
        if (row.get(column) instanceof Reference reference) {
            Navigation navigation = row.table().navigationTo(column, reference.table());
            if (prefer.wants(LOOKUP_NAVIGATION) && navigation != null) {
                json.writeStringField(name + "@" + LOOKUP_NAVIGATION, navigation.name());
            }
            if (prefer.wants(LOOKUP_TABLE)) {
                json.writeStringField(name + "@" + LOOKUP_TABLE, reference.table());
            }
        }
    }

    private void writeExpanded(JsonGenerator json, Row row, Expand expand, Call call) throws IOException {
        RowSource source = new RowSource(schema, store, row);
        Navigation navigation = row.table().navigation(expand.navigation());
        if (navigation == null) {
            writeCollection(json, source, expand, call);
            return;
        }
        Row target = source.target(expand.navigation());
        json.writeFieldName(expand.navigation());
        if (target == null) {
            json.writeNull();
        } else if (expand.referencesOnly()) {
            json.writeStartObject();
            json.writeStringField("@odata.id", address(call, target));
            json.writeEndObject();
        } else if (navigation.target().equals(Schema.PRINCIPAL)) {
            json.writeStartObject();
            json.writeStringField("@odata.type", "#" + Schema.NAMESPACE + "." + target.table());
            json.writeStringField("ownerid", target.id().toString());
            json.writeEndObject();
        } else {
            // Without an etag, unlike the entries of a collection: so the service writes it.
            json.writeStartObject();
            writeContent(json, target, selected(target.table(), expand.query()), false, call);
            json.writeEndObject();
        }
    }

    private void writeCollection(JsonGenerator json, RowSource source, Expand expand, Call call) throws IOException {
        CollectionNavigation collection = source.row().table().collection(expand.navigation());
        Table table = schema.table(collection.table());
        Query query = selected(table, expand.query());
        int limit = expand.paged() ? call.prefer().pageSize(largestPage) : query.top() == null ? NO_PAGES : query.top();
        Search.Page page = search.page(table, query, source.related(expand.navigation()), null, limit);
        json.writeArrayFieldStart(expand.navigation());
        for (Row each : page.rows()) {
            write(json, each, query, call);
        }
        json.writeEndArray();
        if (page.next() != null || !expand.paged()) {
            json.writeStringField(expand.navigation() + "@odata.nextLink", address(call, source.row()) + "/"
                + expand.navigation() + furtherRows(expand, page.next()));
        }
    }

    /** The query of the link to an expanded collection's rows: the same options, and in pages where to go on. */
    private static String furtherRows(Expand expand, Cookie next) {
        StringJoiner query = new StringJoiner("&", "?", "").setEmptyValue("");
        expand.options().forEach((name, value) -> {
            if (!name.equals("$top")) {
                query.add(name + "=" + encoded(value));
            }
        });
        if (expand.paged() && next != null) {
            query.add("$skiptoken=" + encoded(next.toString()));
        }
        return query.toString();
    }

    private static String encoded(String value) {
        return QueryOptions.encode(value).replace("%2C", ",");
    }

    private static Query selected(Table table, Query query) {
        return query.select() == null ? query : new Query(
            QueryParser.columns(table, query.select()), query.filter(), query.orderBy(),
            query.expand(), query.top(), query.count());
    }

    /** The absolute address of a row. */
    static String address(Call call, Row row) {
        return call.request().root() + row.table().entitySet() + "(" + row.id() + ")";
    }
}
