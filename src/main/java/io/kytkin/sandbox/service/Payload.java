package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.schema.CollectionNavigation;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import io.kytkin.sandbox.wire.Values;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The body of a write, read into a row: columns, binds, and the records nested in it for a deep insert. Only inside a
 * write of the store, because binds are resolved.
 */
final class Payload {
    private static final ObjectMapper JSON = JsonMapper.builder()
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
            DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
        .build();
    private static final String BIND = "@odata.bind";

    private final Addresses addresses;
    private final Call call;
    private final Row row;
    private final boolean isCreate;
    private final Set<Column> given = new HashSet<>();
    private final Map<Navigation, ObjectNode> nested = new LinkedHashMap<>();
    private final Map<CollectionNavigation, JsonNode> nestedCollections = new LinkedHashMap<>();
    private final Map<CollectionNavigation, JsonNode> boundCollections = new LinkedHashMap<>();

    /**
     * Fills a row from a body.
     *
     * @param row an empty row, or a copy of the stored one
     * @param isCreate whether the primary key and nested records count
     */
    Payload(Addresses addresses, Call call, Row row, boolean isCreate, ObjectNode body) {
        this.addresses = addresses;
        this.call = call;
        this.row = row;
        this.isCreate = isCreate;
        body.properties().forEach(field -> take(field.getKey(), field.getValue()));
    }

    /** A body as JSON. */
    static ObjectNode parse(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw CrmError.badPayload("", "Invalid JSON. " + firstLine(e));
        }
        throw CrmError.badPayload("", "The body must be a JSON object.");
    }

    private static String firstLine(IOException e) {
        return e.getMessage().lines().findFirst().orElse("");
    }

    private void take(String name, JsonNode value) {
        int at = name.indexOf('@');
        if (at >= 0) {
            if (name.endsWith(BIND) && at == name.length() - BIND.length()) {
                bind(name.substring(0, at), value);
            } else if (name.equals("@odata.type")) {
                checkType(value.asText());
            }
            return;
        }
        Column column = row.table().column(name);
        if (column != null) {
            set(column, value);
            return;
        }
        Navigation navigation = row.table().navigation(name);
        CollectionNavigation collection = row.table().collection(name);
        if (navigation != null) {
            take(navigation, value);
        } else if (collection != null && value.isArray()) {
            nestedCollections.put(collection, value);
        } else {
            throw CrmError.badPayload(row.table().logicalName(), "The property '" + name + "' does not exist on type"
                + " 'Microsoft.Dynamics.CRM." + row.table() + "'. Make sure to only use property names that are"
                + " defined by the type.");
        }
    }

    private void checkType(String type) {
        String plain = type.startsWith("#") ? type.substring(1) : type;
        if (!plain.equals(Schema.NAMESPACE + "." + row.table())) {
            throw CrmError.badPayload(row.table().logicalName(), "A resource with type '" + plain + "' was found, but it"
                + " is not assignable to the expected type '" + Schema.NAMESPACE + "." + row.table() + "'.");
        }
    }

    private void set(Column column, JsonNode value) {
        boolean isKey = column.equals(row.table().primaryId());
        if (column.isLookup()) {
            throw CrmError.badPayload(row.table().logicalName(), "The service does not support direct update of Entity"
                + " Reference properties, use navigation properties instead ('" + column.name() + "').");
        }
        if (column.computed() || isKey && !isCreate) {
            return;
        }
        row.set(column, Values.fromJson(row.table().logicalName(), column, number(column, value)));
        given.add(column);
    }

    /** A client whose numbers are doubles sends Int64 and Decimal in quotes, and says so in the content type. */
    private JsonNode number(Column column, JsonNode value) {
        boolean mayBeText = column.type() == ColumnType.DECIMAL || column.type() == ColumnType.BIG_NUMBER;
        if (!mayBeText || !value.isTextual() || !Format.asksForText(call.request().header("Content-Type"))) {
            return value;
        }
        try {
            return JSON.getNodeFactory().numberNode(new BigDecimal(value.textValue()));
        } catch (NumberFormatException e) {
            return value;
        }
    }

    private void take(Navigation navigation, JsonNode value) {
        if (value.isNull()) {
            point(navigation, null);
        } else if (value instanceof ObjectNode object && isCreate) {
            nested.put(navigation, object);
        } else {
            throw CrmError.badPayload(row.table().logicalName(), "The navigation property '" + navigation.name()
                + "' takes a nested record on create only; bind it with '" + navigation.name() + BIND + "'.");
        }
    }

    private void bind(String name, JsonNode value) {
        Navigation navigation = row.table().navigation(name);
        CollectionNavigation collection = row.table().collection(name);
        if (navigation != null && value.isNull()) {
            point(navigation, null);
        } else if (navigation != null && value.isTextual()) {
            point(navigation, addresses.reference(call, value.textValue()));
        } else if (collection != null && value.isArray()) {
            boundCollections.put(collection, value);
        } else {
            throw CrmError.badPayload(row.table().logicalName(), "An undeclared property '" + name + "' which only has"
                + " property annotations in the payload but no property value was found in the payload. In OData,"
                + " only declared navigation properties and declared named streams can be represented as properties"
                + " without values.");
        }
    }

    /** Points a lookup at a row, checking that the navigation property leads to its table. */
    void point(Navigation navigation, Reference target) {
        Table table = row.table();
        Column column = table.column(navigation.column());
        if (target != null && table.navigationTo(column, target.table()) != navigation) {
            throw CrmError.badPayload(table.logicalName(), "The navigation property '" + navigation.name()
                + "' leads to " + navigation.target() + ", not to " + target.table() + ".");
        }
        if (column.computed()) {
            return;
        }
        row.set(column, target);
        given.add(column);
    }

    Row row() {
        return row;
    }

    Set<Column> given() {
        return given;
    }

    Map<Navigation, ObjectNode> nested() {
        return nested;
    }

    Map<CollectionNavigation, JsonNode> nestedCollections() {
        return nestedCollections;
    }

    Map<CollectionNavigation, JsonNode> boundCollections() {
        return boundCollections;
    }
}
