package io.kytkin.sandbox.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kytkin.sandbox.query.QueryOptions;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.CrmError;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The functions that stand alone: who am I, which version, how many rows. */
final class Functions {
    /** The version the sandbox says it is of. */
    static final String VERSION = "9.2.24091.00196";
    private static final Set<String> NAMES = Set.of("WhoAmI", "RetrieveVersion", "RetrieveTotalRecordCount");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Schema schema;
    private final Store store;

    Functions(Schema schema, Store store) {
        this.schema = schema;
        this.store = store;
    }

    /** Whether a segment names one, with or without its namespace. */
    static boolean isOne(String segment) {
        return NAMES.contains(plain(segment));
    }

    private static String plain(String segment) {
        String prefix = Schema.NAMESPACE + ".";
        return segment.startsWith(prefix) ? segment.substring(prefix.length()) : segment;
    }

    ApiResponse call(Call call, Segment segment) {
        String name = plain(segment.name());
        return ApiResponse.json(200, switch (name) {
            case "WhoAmI" -> JsonRows.object(json -> {
                json.writeStringField("@odata.context", context(call, name));
                json.writeStringField("BusinessUnitId", SystemRows.BUSINESS_UNIT.toString());
                json.writeStringField("UserId", call.caller().toString());
                json.writeStringField("OrganizationId", SystemRows.ORGANIZATION.toString());
            });
            case "RetrieveVersion" -> JsonRows.object(json -> {
                json.writeStringField("@odata.context", context(call, name));
                json.writeStringField("Version", VERSION);
            });
            default -> totals(call, segment);
        });
    }

    private static String context(Call call, String name) {
        return call.request().root() + "$metadata#" + Schema.NAMESPACE + "." + name + "Response";
    }

    private byte[] totals(Call call, Segment segment) {
        Map<String, Long> counts = new TreeMap<>();
        for (JsonNode name : tables(call, segment)) {
            Table table = schema.table(name.asText());
            if (table == null) {
                throw CrmError.invalidArgument("There is no table '" + name.asText() + "'.");
            }
            counts.put(table.logicalName(), store.read(() -> store.rows(table).size()));
        }
        return JsonRows.object(json -> {
            json.writeStringField("@odata.context", context(call, "RetrieveTotalRecordCount"));
            json.writeObjectFieldStart("EntityRecordCountCollection");
            json.writeNumberField("Count", counts.size());
            json.writeBooleanField("IsReadOnly", false);
            json.writeArrayFieldStart("Keys");
            for (String name : counts.keySet()) {
                json.writeString(name);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("Values");
            for (Long count : counts.values()) {
                json.writeNumber(count);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static JsonNode tables(Call call, Segment segment) {
        String text = segment.key() == null || !segment.key().startsWith("EntityNames=") ? ""
            : segment.key().substring("EntityNames=".length());
        String value = text.startsWith("@") ? new QueryOptions(call.request().query()).get(text) : text;
        try {
            JsonNode names = value == null ? null : JSON.readTree(value.replace('\'', '"'));
            if (names != null && names.isArray()) {
                return names;
            }
        } catch (JsonProcessingException e) {
            throw CrmError.badQuery("EntityNames is no list that can be read: " + value);
        }
        throw CrmError.badQuery("RetrieveTotalRecordCount needs EntityNames, a list of table names.");
    }
}
