package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Compares answers with the OpenAPI document that is served: address, method, status, media type and body. */
final class Conformance {
    private static final String SCHEMAS = "#/components/schemas/";

    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private final JsonNode document;
    private final JsonNode definitions;

    Conformance() {
        try (InputStream file = Conformance.class.getResourceAsStream("/openapi.json")) {
            document = new ObjectMapper().readTree(file);
            definitions = asDefinitions(document.at("/components/schemas"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode document() {
        return document;
    }

    /** Fails when the document does not foresee the reply, or its body does not have the shape foreseen. */
    void check(String method, String path, WebRuntime.Reply reply) {
        String template = templateOf(path.split("\\?", 2)[0]);
        String responses = "/paths/" + escaped(template) + "/" + method.toLowerCase() + "/responses/" + reply.status();
        JsonNode response = document.at(responses);
        assertThat(response.isMissingNode()).as("%s %s answers %d, which openapi.json does not foresee", method,
                template, reply.status()).isFalse();
        String at = response.has("$ref") ? response.get("$ref").asText().substring(1) : responses;
        assertThat(document.at(at + "/content").fieldNames()).toIterable().contains(reply.mediaType());
        JsonNode schema = document.at(at + "/content/" + escaped(reply.mediaType()) + "/schema");
        assertThat(schema(schema).validate(reply.json())).as("%s %s: %s", method, path, reply.json()).isEmpty();
    }

    private JsonSchema schema(JsonNode written) {
        ObjectNode whole = asDefinitions(written).deepCopy();
        whole.set("$defs", definitions);
        return factory.getSchema(whole, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
    }

    /** OpenAPI keeps its schemas elsewhere than JSON Schema by itself does. */
    private static JsonNode asDefinitions(JsonNode schema) {
        try {
            return new ObjectMapper().readTree(schema.toString().replace(SCHEMAS, "#/$defs/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String templateOf(String path) {
        Map<Integer, String> found = new TreeMap<>();
        document.get("paths").fieldNames().forEachRemaining(template -> {
            if (Pattern.matches(template.replaceAll("\\{[^}]+}", "[^/]+"), path)) {
                found.put(template.length() - template.replace("{", "").length(), template);
            }
        });
        assertThat(found).as("no address of openapi.json fits " + path).isNotEmpty();
        return found.values().iterator().next();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
