package io.kytkin.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final Pattern ADDRESS = Pattern.compile("routeId: ([\\w-]+), +path: \"?([^,\"]+?)\"?,");

    private final JsonNode document = new Conformance().document();

    @Test
    void the_document_is_served() {
        try (WebRuntime runtime = new WebCase().start(null)) {
            assertThat(runtime.get("/openapi.json").json()).isEqualTo(document);
        }
    }

    @Test
    void every_address_of_the_route_file_stands_in_the_document_and_no_other() throws IOException {
        Set<String> routed = new TreeSet<>();
        Matcher address = ADDRESS.matcher(Files.readString(Path.of("routes/rest-api.camel.yaml")));
        while (address.find()) {
            routed.add(address.group(1) + " " + (address.group(2).equals("/openapi.json") ? "" : "/api")
                    + address.group(2));
        }
        routed.add("listen-to-events " + JobEvents.ADDRESS);
        Set<String> described = new TreeSet<>();
        document.path("paths").properties().forEach(path -> path.getValue().forEach(call ->
                described.add(call.path("operationId").asText() + " " + path.getKey())));
        assertThat(routed).isNotEmpty().isEqualTo(described);
    }

    @Test
    void every_reference_in_the_document_leads_somewhere() {
        assertThat(document.findValuesAsText("$ref")).isNotEmpty()
                .allSatisfy(ref -> assertThat(document.at(ref.substring(1)).isMissingNode()).as(ref).isFalse());
    }
}
