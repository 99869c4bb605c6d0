package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.query.Literals;
import io.kytkin.sandbox.rules.AlternateKeys;
import io.kytkin.sandbox.schema.AlternateKey;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.CrmError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * ImportSolution and ImportSolutionAsync, as far as a solution adds alternate keys: the {@code EntityKey} elements of
 * its {@code customizations.xml}. Everything else in it is passed over. The import is over when the answer comes.
 */
final class SolutionImport {
    private static final int LARGEST_FILE = 20_000_000;
    private static final int COMPLETED = 3;
    private static final int SUCCEEDED = 30;
    private static final int FAILED = 31;

    private final Schema schema;
    private final Store store;
    private final AlternateKeys keys;
    private final SystemRows rows;
    private final Clock clock;

    SolutionImport(Schema schema, Store store, AlternateKeys keys, SystemRows rows, Clock clock) {
        this.schema = schema;
        this.store = store;
        this.keys = keys;
        this.rows = rows;
        this.clock = clock;
    }

    static boolean isOne(String segment) {
        return segment.equals("ImportSolution") || segment.equals("ImportSolutionAsync");
    }

    private record Found(Table table, AlternateKey key) {
    }

    ApiResponse run(Call call, String action) {
        ObjectNode body = Payload.parse(call.request().body());
        String job = body.path("ImportJobId").asText(UUID.randomUUID().toString());
        if (!Literals.isIdentifier(job)) {
            throw CrmError.invalidArgument("ImportJobId must be an id, not '" + job + "'.");
        }
        boolean inBackground = action.equals("ImportSolutionAsync");
        CrmError failure = null;
        try {
            for (Found found : read(body.path("CustomizationFile").asText(""))) {
                keys.add(found.table(), found.key());
            }
        } catch (CrmError e) {
            failure = e;
        }
        UUID operation = UUID.randomUUID();
        note(UUID.fromString(job), inBackground ? operation : null, failure);
        if (!inBackground) {
            if (failure != null) {
                throw failure;
            }
            return ApiResponse.empty(204);
        }
        return ApiResponse.json(200, JsonRows.object(json -> {
            json.writeStringField("@odata.context", call.request().root() + "$metadata#" + Schema.NAMESPACE
                + ".ImportSolutionAsyncResponse");
            json.writeStringField("AsyncOperationId", operation.toString());
            json.writeStringField("ImportJobKey", job);
        }));
    }

    private void note(UUID job, UUID operation, CrmError failure) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        store.write(transaction -> {
            rows.put(transaction, "importjob", job, Map.of("name", "Solution", "solutionname", "Solution", "progress",
                failure == null ? 100.0 : 0.0, "startedon", now, "completedon", now, "data",
                failure == null ? "" : failure.getMessage()));
            if (operation != null) {
                Map<String, Object> values = new HashMap<>(Map.of("name", "Import Solution", "startedon", now,
                    "completedon", now, "statecode", COMPLETED, "statuscode", failure == null ? SUCCEEDED : FAILED));
                if (failure != null) {
                    values.put("message", failure.getMessage());
                    values.put("friendlymessage", failure.getMessage());
                }
                rows.put(transaction, "asyncoperation", operation, values);
            }
            return null;
        });
    }

    private List<Found> read(String base64) {
        byte[] file = Base64.getMimeDecoder().decode(base64);
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equalsIgnoreCase("customizations.xml")) {
                    byte[] xml = zip.readNBytes(LARGEST_FILE + 1);
                    if (xml.length > LARGEST_FILE) {
                        throw CrmError.invalidArgument("customizations.xml is larger than " + LARGEST_FILE
                            + " bytes.");
                    }
                    return keysIn(xml);
                }
            }
        } catch (IOException | IllegalArgumentException | XMLStreamException e) {
            throw new CrmError(400, "0x80048060", "The solution file can't be read: " + e.getMessage());
        }
        throw new CrmError(400, "0x80048060", "The solution file is no zip with a customizations.xml in it.");
    }

    private List<Found> keysIn(byte[] xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
        List<Found> found = new ArrayList<>();
        Table table = null;
        String name = null;
        List<String> columns = new ArrayList<>();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                switch (reader.getLocalName()) {
                    case "entity" -> table = table(reader.getAttributeValue(null, "Name"));
                    case "EntityKey" -> {
                        name = reader.getAttributeValue(null, "Name");
                        columns = new ArrayList<>();
                    }
                    case "LogicalName" -> name = reader.getElementText().trim();
                    case "AttributeName", "EntityKeyAttribute" -> columns.add(reader.getElementText().trim()
                        .toLowerCase(Locale.ROOT));
                    default -> { }
                }
            } else if (event == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals("EntityKey")) {
                found.add(found(table, name, columns));
            }
        }
        return found;
    }

    private Table table(String name) {
        return name == null ? null : schema.table(name.toLowerCase(Locale.ROOT));
    }

    private static Found found(Table table, String name, List<String> attributes) {
        if (table == null || name == null || !name.matches("[A-Za-z_][A-Za-z0-9_]{0,99}")) {
            throw CrmError.invalidArgument("The solution has a key '" + name + "' for a table that is not here, or"
                + " without a name.");
        }
        return new Found(table, new AlternateKey(name, attributes.stream()
            .map(attribute -> MetadataTables.column(table, attribute)).toList()));
    }
}
