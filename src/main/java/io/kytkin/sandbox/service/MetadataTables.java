package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.query.Condition;
import io.kytkin.sandbox.query.Expand;
import io.kytkin.sandbox.query.JsonSource;
import io.kytkin.sandbox.query.Literals;
import io.kytkin.sandbox.query.Query;
import io.kytkin.sandbox.query.QueryOptions;
import io.kytkin.sandbox.query.QueryParser;
import io.kytkin.sandbox.rules.AlternateKeys;
import io.kytkin.sandbox.schema.AlternateKey;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code EntityDefinitions}, {@code RelationshipDefinitions} and {@code GlobalOptionSetDefinitions}: tables, columns (also cast to one kind), keys and
 * relationships as JSON, with {@code $select}, {@code $filter} and {@code $expand}. Keys can be added; nothing else
 * about a table can be changed here.
 */
final class MetadataTables {
    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";
    private static final String GLOBAL_OPTION_SETS = "GlobalOptionSetDefinitions";
    private static final String PREFIX = Schema.NAMESPACE + ".";
    private static final Set<String> NAVIGATIONS = Set.of("Attributes", "Keys", "ManyToOneRelationships",
        "OneToManyRelationships", "ManyToManyRelationships", "OptionSet", "GlobalOptionSet");

    private final Schema schema;
    private final AlternateKeys keys;
    private final QueryParser parser;
    private final MetadataRecords records;

    MetadataTables(Schema schema, AlternateKeys keys, QueryParser parser, MetadataRecords records) {
        this.schema = schema;
        this.keys = keys;
        this.parser = parser;
        this.records = records;
    }

    /** Whether an address begins with one of these tables. */
    static boolean isOne(String segment) {
        return segment.equals("EntityDefinitions") || segment.equals("RelationshipDefinitions")
            || segment.equals(GLOBAL_OPTION_SETS);
    }

    /** Where an address has come to: one entry, or many. */
    private static final class Place {
        private final List<ObjectNode> entries;
        private final boolean single;
        private final String olingoPath;

        Place(List<ObjectNode> entries, boolean single, String olingoPath) {
            this.entries = entries;
            this.single = single;
            this.olingoPath = olingoPath;
        }
    }

    ApiResponse get(Call call, List<Segment> path) {
        Place place = start(path.get(0));
        for (Segment segment : path.subList(1, path.size())) {
            if (segment.name().equals("$count") && !place.single) {
                return ApiResponse.text("text/plain", "\uFEFF" + place.entries.size());
            }
            JsonNode value = place.single && segment.key() == null && !segment.name().startsWith(PREFIX)
                && !NAVIGATIONS.contains(segment.name()) ? place.entries.get(0).get(segment.name()) : null;
            if (value != null) {
                return property(call, segment.name(), value);
            }
            place = step(place, segment);
        }
        return answer(call, path, place);
    }

    private Place start(Segment segment) {
        if (segment.name().equals(GLOBAL_OPTION_SETS)) {
            // Every choice of the tables here has options of its own; a global one would have to be made first.
            return select(new Place(List.of(), false, "/" + GLOBAL_OPTION_SETS), segment);
        }
        if (segment.name().equals("RelationshipDefinitions")) {
            List<ObjectNode> all = new ArrayList<>();
            schema.tables().forEach(table -> records.table(table).get("ManyToOneRelationships")
                .forEach(each -> all.add((ObjectNode) each)));
            return select(new Place(all, false, "/RelationshipDefinitions"), segment);
        }
        List<ObjectNode> tables = new ArrayList<>();
        schema.tables().stream().filter(table -> mayBe(segment, table))
            .forEach(table -> tables.add(records.table(table)));
        return select(new Place(tables, false, "/EntityDefinitions"), segment);
    }

    /** A table asked for by name is described alone. */
    private static boolean mayBe(Segment segment, Table table) {
        return segment.key() == null || !segment.key().startsWith("LogicalName=")
            || segment.key().equals("LogicalName='" + table.logicalName() + "'");
    }

    private static Place step(Place place, Segment segment) {
        if (segment.name().startsWith(PREFIX)) {
            String type = "#" + segment.name();
            List<ObjectNode> cast = place.entries.stream().filter(entry -> type.equals(entry.path("@odata.type")
                .asText()) || type.equals("#" + PREFIX + "AttributeMetadata")).toList();
            if (place.single && cast.isEmpty()) {
                throw CrmError.noSuchResource(segment.name());
            }
            return select(new Place(cast, place.single, place.olingoPath + "/" + segment.name()), segment);
        }
        if (!place.single || !NAVIGATIONS.contains(segment.name())) {
            throw CrmError.noSuchResource(segment.name());
        }
        JsonNode value = place.entries.get(0).get(segment.name());
        if (value == null) {
            throw CrmError.noSuchResource(segment.name());
        }
        List<ObjectNode> entries = new ArrayList<>();
        if (value instanceof ObjectNode object) {
            entries.add(object);
        } else {
            value.forEach(each -> entries.add((ObjectNode) each));
        }
        boolean single = !value.isArray();
        return select(new Place(entries, single, place.olingoPath + "/" + segment.name()), segment);
    }

    /** Narrows a collection to the entry its parentheses name: by id or by {@code LogicalName='...'} and its like. */
    private static Place select(Place place, Segment segment) {
        if (segment.key() == null || segment.key().isEmpty()) {
            return place;
        }
        Map<String, String> parts = Literals.isIdentifier(segment.key()) ? Map.of("MetadataId", segment.key())
            : segment.keyParts();
        for (ObjectNode entry : place.entries) {
            boolean matches = parts.entrySet().stream().allMatch(part -> entry.path(part.getKey()).asText()
                .equals(String.valueOf(Literals.value(part.getValue()))));
            if (matches) {
                return new Place(List.of(entry), true, place.olingoPath + "(" + NO_ID + ")");
            }
        }
        throw new CrmError(404, "0x80060888", "Could not find an entity with the name " + segment.key()
            + " in the metadata.");
    }

    private ApiResponse property(Call call, String name, JsonNode value) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("@odata.context", call.request().root() + "$metadata#" + name);
        body.set("value", value);
        return ApiResponse.json(200, ApiResponse.bytes(body));
    }

    private ApiResponse answer(Call call, List<Segment> path, Place place) {
        QueryOptions options = new QueryOptions(call.request().query());
        Query query = parser.parse(place.olingoPath, options, call.caller());
        String context = call.request().root() + "$metadata#" + String.join("/", path.stream()
            .map(segment -> segment.key() == null || segment == path.get(path.size() - 1) ? segment.name()
                : segment.toString()).toList()) + JsonRows.selection(query);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (place.single) {
            body.put("@odata.context", context + "/$entity");
            body.setAll(shown(place.entries.get(0), query));
            return ApiResponse.json(200, ApiResponse.bytes(body));
        }
        body.put("@odata.context", context);
        List<ObjectNode> matching = filtered(place.entries, query);
        if (query.count()) {
            body.put("@odata.count", matching.size());
        }
        ArrayNode value = body.putArray("value");
        matching.stream().limit(query.top() == null ? Long.MAX_VALUE : query.top())
            .forEach(entry -> value.add(shown(entry, query)));
        return ApiResponse.json(200, ApiResponse.bytes(body));
    }

    private static List<ObjectNode> filtered(List<ObjectNode> entries, Query query) {
        return entries.stream().filter(entry -> Condition.holds(query.filter(), new JsonSource(entry))).toList();
    }

    private static ObjectNode shown(ObjectNode entry, Query query) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        entry.properties().forEach(field -> {
            boolean always = field.getKey().startsWith("@") || field.getKey().equals("MetadataId");
            boolean wanted = query.select() == null || query.select().contains(field.getKey());
            if (!NAVIGATIONS.contains(field.getKey()) && (always || wanted)) {
                shown.set(field.getKey(), field.getValue());
            }
        });
        for (Expand expand : query.expand()) {
            JsonNode value = entry.get(expand.navigation());
            if (value instanceof ObjectNode object) {
                shown.set(expand.navigation(), shown(object, expand.query()));
            } else if (value instanceof ArrayNode array) {
                List<ObjectNode> entries = new ArrayList<>();
                array.forEach(each -> entries.add((ObjectNode) each));
                ArrayNode nested = shown.putArray(expand.navigation());
                filtered(entries, expand.query()).forEach(each -> nested.add(shown(each, expand.query())));
            } else {
                shown.putNull(expand.navigation());
            }
        }
        return shown;
    }

    /** POST to a table's Keys adds an alternate key; its index is active at once. */
    ApiResponse post(Call call, List<Segment> path) {
        if (path.size() != 2 || !path.get(1).name().equals("Keys") || path.get(0).key() == null) {
            throw CrmError.notImplemented("Of the table definitions only alternate keys can be added here.");
        }
        ObjectNode definition = start(path.get(0)).entries.get(0);
        Table table = schema.table(definition.get("LogicalName").asText());
        ObjectNode body = Payload.parse(call.request().body());
        List<String> columns = new ArrayList<>();
        body.path("KeyAttributes").forEach(attribute -> columns.add(column(table, attribute.asText())));
        String name = body.path("SchemaName").asText("sandbox_key_" + (keys.of(table).size() + 1));
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,99}")) {
            throw CrmError.invalidArgument("'" + name + "' is no name for a key: letters, digits and _ only.");
        }
        keys.add(table, new AlternateKey(name, columns));
        String url = call.request().root() + path.get(0) + "/Keys(LogicalName='" + name.toLowerCase(Locale.ROOT)
            + "')";
        return ApiResponse.empty(204).with("OData-EntityId", url);
    }

    /** The wire name of an attribute: lookups take part in keys with their value. */
    static String column(Table table, String attribute) {
        return table.column(attribute) != null ? attribute : "_" + attribute + "_value";
    }
}
