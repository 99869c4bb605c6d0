package io.kytkin.crm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Kind;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Writes what was decided for records of one table as the CRM's JSON, straight into bytes. Safe for several threads.
 */
final class RecordWriter {
    private static final JsonFactory JSON = new JsonFactoryBuilder().build();
    private static final int EXPECTED_BYTES = 600;

    private final Table table;
    private final UnaryOperator<String> collections;
    private final SerializedString key;
    private final String type;
    private final Map<String, Column> columns;
    private final Map<String, SerializedString> names = new ConcurrentHashMap<>();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();

    /** @param collections the entity set of a table that a lookup refers to */
    RecordWriter(Table table, UnaryOperator<String> collections) {
        this.table = table;
        this.collections = collections;
        this.key = new SerializedString(table.key());
        this.type = "Microsoft.Dynamics.CRM." + table.name();
        this.columns = table.columns();
    }

    /** The body of a bulk action: each record with its type and key. */
    byte[] targets(List<PageRecord> records) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(EXPECTED_BYTES * (records.size() + 1));
             JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("Targets");
            for (PageRecord record : records) {
                json.writeStartObject();
                json.writeStringField("@odata.type", type);
                key(json, record);
                values(json, record.decision());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.flush();
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** One record's body; a create brings its key along. */
    byte[] one(PageRecord record) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(EXPECTED_BYTES);
             JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            if (record.decision().action() == Decision.Action.CREATE) {
                key(json, record);
            }
            values(json, record.decision());
            json.writeEndObject();
            json.flush();
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void key(JsonGenerator json, PageRecord record) throws IOException {
        json.writeFieldName(key);
        json.writeString(record.crmId().toString());
    }

    private void values(JsonGenerator json, Decision decision) throws IOException {
        for (Map.Entry<String, Object> entry : decision.values().entrySet()) {
            Column column = columns.get(entry.getKey());
            if (column == null) {
                throw new IllegalArgumentException("the CRM's table " + table.name() + " has no attribute '"
                        + entry.getKey() + "'");
            }
            if (column.kind() == Kind.LOOKUP) {
                lookup(json, column, entry.getValue(), decision.targets().get(entry.getKey()));
            } else {
                json.writeFieldName(name(column.name()));
                value(json, entry.getValue());
            }
        }
    }

    private static void value(JsonGenerator json, Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof BigDecimal number) {
            json.writeNumber(number.scale() < 0 ? number.setScale(0) : number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof LocalDate || value instanceof Instant || value instanceof UUID) {
            json.writeString(value.toString());
        } else {
            throw new IllegalArgumentException("a " + value.getClass().getSimpleName() + " can't be sent to the CRM");
        }
    }

    /** A reference is written under the navigation property of its target; blank clears it under every such name. */
    private void lookup(JsonGenerator json, Column column, Object value, String target) throws IOException {
        if (value == null) {
            for (String navigation : column.navigations().values().stream().distinct().toList()) {
                json.writeFieldName(name(navigation + "@odata.bind"));
                json.writeNull();
            }
            return;
        }
        String table = target == null && column.navigations().size() == 1
                ? column.navigations().keySet().iterator().next() : target;
        String navigation = table == null ? null : column.navigations().get(table);
        if (navigation == null) {
            throw new IllegalArgumentException(this.table.name() + "." + column.name() + " can't refer to the table '"
                    + target + "'; it refers to " + column.navigations().keySet());
        }
        json.writeFieldName(name(navigation + "@odata.bind"));
        json.writeString(addresses.computeIfAbsent(table, asked -> "/" + collections.apply(asked) + "(") + value + ")");
    }

    private SerializedString name(String text) {
        SerializedString known = names.get(text);
        return known != null ? known : names.computeIfAbsent(text, SerializedString::new);
    }
}
