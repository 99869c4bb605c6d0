package io.kytkin.sandbox.service;

import io.kytkin.sandbox.query.Literals;
import io.kytkin.sandbox.rules.AlternateKeys;
import io.kytkin.sandbox.schema.AlternateKey;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.CrmError;
import io.kytkin.sandbox.wire.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the row an address means: by id, by alternate key, or by what an earlier operation made. */
final class Addresses {
    private static final Pattern ROOT = Pattern.compile("^(https?://[^/]+)?/api/data/v\\d+\\.\\d+/");
    /** Characters with which the service finds no row by key, though it stores them. */
    private static final Pattern UNFIT_FOR_KEYS = Pattern.compile("[/<>*%&:\\\\?+]");

    private static final int MOST_PARSED = 2_000;
    private static final int LONGEST_PARSED = 200;

    private final Schema schema;
    private final Store store;
    private final AlternateKeys keys;
    /** References taken apart: the records of a bulk request mostly refer to the same few owners, currencies and price lists. */
    private final Map<String, Segment> parsed = new ConcurrentHashMap<>();

    Addresses(Schema schema, Store store, AlternateKeys keys) {
        this.schema = schema;
        this.store = store;
        this.keys = keys;
    }

    /** The table behind an entity set. */
    Table table(String entitySet) {
        Table table = schema.ofEntitySet(entitySet);
        if (table == null) {
            throw CrmError.noSuchResource(entitySet);
        }
        return table;
    }

    /** The row meant by {@code accounts(...)}; only inside a read or a write of the store. */
    RowAddress row(Table table, Segment segment) {
        String key = segment.key();
        if (Literals.isIdentifier(key)) {
            return new RowAddress(table, UUID.fromString(key), null);
        }
        Map<String, String> parts = segment.keyParts();
        String idName = table.column("ownerid") != null && table.primaryId() != table.column("ownerid") ? "ownerid"
            : table.primaryId().name();
        if (parts.size() == 1 && parts.containsKey(idName) && Literals.isIdentifier(parts.get(idName))) {
            return new RowAddress(table, UUID.fromString(parts.get(idName)), null);
        }
        return byKey(table, parts);
    }

    private RowAddress byKey(Table table, Map<String, String> parts) {
        Map<Column, String> columns = new HashMap<>();
        parts.forEach((name, value) -> columns.put(keyColumn(table, name), value));
        AlternateKey key = columns.containsKey(null) ? null : keys.over(table,
            columns.keySet().stream().map(Column::name).collect(Collectors.toSet()));
        if (key == null) {
            throw new CrmError(400, "0x80060890", "The number of keys specified in the URI does not match number of"
                + " key properties for the resource, or the names " + parts.keySet() + " match no key declared for '"
                + Schema.NAMESPACE + "." + table + "'.");
        }
        Row values = new Row(table);
        columns.forEach((column, value) -> values.set(column, keyValue(column, value)));
        return new RowAddress(table, keys.find(store.rows(table), key, values), values);
    }

    private static Column keyColumn(Table table, String name) {
        Column column = table.column(name);
        return column == null ? table.column("_" + name + "_value") : column;
    }

    private static Object keyValue(Column column, String text) {
        Object literal = Literals.value(text);
        if (literal instanceof String value && UNFIT_FOR_KEYS.matcher(value).find()) {
            throw CrmError.badQuery("Bad Request - the value '" + value + "' cannot be part of a key in an address:"
                + " one of / < > * % & : \\ ? + is in it.");
        }
        if (literal == null) {
            throw CrmError.badQuery("Bad Request - a key has no null values (" + column.name() + ").");
        }
        Object value = Values.fromText(column, literal.toString());
        return column.isLookup() ? new Reference(column.targets().get(0), (UUID) value) : value;
    }

    /**
     * What a bind or an {@code @odata.id} points at.
     *
     * @param url absolute, or relative with or without a leading slash, or {@code $1}
     * @throws CrmError 404 when there is no such row
     */
    Reference reference(Call call, String url) {
        String address = url;
        if (url.startsWith("$")) {
            address = call.madeBy(url.substring(1));
            if (address == null) {
                throw CrmError.badQuery("Content-ID Reference: '" + url + "' does not exist in the batch context.");
            }
        }
        Segment segment = parsed.get(address);
        if (segment == null) {
            segment = record(url, address);
            if (parsed.size() < MOST_PARSED && address.length() < LONGEST_PARSED) {
                parsed.put(address, segment);
            }
        }
        RowAddress row = row(table(segment.name()), segment);
        if (row.id() == null || !store.rows(row.table()).has(row.id())) {
            throw row.notFound();
        }
        return new Reference(row.table().logicalName(), row.id());
    }

    private static Segment record(String url, String address) {
        String path = ROOT.matcher(address).replaceFirst("");
        List<Segment> segments = Segment.parse(path.startsWith("/") ? path.substring(1) : path);
        if (segments.size() != 1 || segments.get(0).key() == null) {
            throw CrmError.badQuery("The address '" + url + "' names no record.");
        }
        return segments.get(0);
    }
}
