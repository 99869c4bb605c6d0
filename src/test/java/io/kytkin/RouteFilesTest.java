package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The shape that every route file keeps, so that whoever knows one knows all. */
class RouteFilesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList();
        }
    }

    private static List<JsonNode> routes(Path file) throws IOException {
        List<JsonNode> routes = new ArrayList<>();
        YAML.readTree(file.toFile()).forEach(part -> {
            if (part.has("route")) {
                routes.add(part.get("route"));
            }
        });
        return routes;
    }

    @TestFactory
    Stream<DynamicTest> a_mapping_file_bears_one_name_throughout() throws IOException {
        return files("routes/mappings").stream().map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
            String name = file.getFileName().toString().replace(".camel.yaml", "");
            JsonNode content = YAML.readTree(file.toFile());

            assertThat(content.get(0).at("/beans/0/name").asText()).isEqualTo(name);
            assertThat(content.get(0).at("/beans/0/type").asText()).isEqualTo("io.kytkin.mapping.TableMapping");
            assertThat(routes(file)).isNotEmpty().allSatisfy(route -> {
                assertThat(route.get("id").asText()).startsWith(name + "-");
                assertThat(route.get("description").asText()).endsWith(".");
            });
            assertThat(routes(file)).anyMatch(route -> route.get("id").asText().equals(name + "-schedule"));
            assertThat(Files.readString(file)).startsWith("#").doesNotContain("\t");
            assertThat(Files.readAllLines(file)).hasSizeLessThan(100);
        }));
    }

    @Test
    void every_route_and_every_step_that_leaves_it_has_an_id_of_its_own() throws IOException {
        Set<String> ids = new HashSet<>();
        List<Path> all = new ArrayList<>(files("routes"));
        all.addAll(files("routes/mappings"));
        for (Path file : all) {
            for (JsonNode route : routes(file)) {
                assertThat(ids.add(route.get("id").asText())).as("route " + route.get("id")).isTrue();
                assertThat(route.path("description").asText()).as("description of " + route.get("id")).isNotBlank();
                steps(route, file, ids);
            }
        }
    }

    private static void steps(JsonNode node, Path file, Set<String> ids) {
        for (String step : new String[] {"to", "toD", "bean"}) {
            if (node.has(step)) {
                assertThat(node.get(step).path("id").asText()).as(step + " in " + file + ": " + node.get(step)).isNotBlank();
                assertThat(ids.add(node.get(step).get("id").asText())).as(node.get(step).get("id") + " twice").isTrue();
            }
        }
        node.forEach(child -> {
            if (child.isContainerNode()) {
                steps(child, file, ids);
            }
        });
    }

    @Test
    void no_route_file_holds_a_secret() throws IOException {
        List<Path> all = new ArrayList<>(files("routes"));
        all.addAll(files("routes/mappings"));
        for (Path file : all) {
            assertThat(Files.readString(file)).doesNotContainIgnoringCase("password").doesNotContainIgnoringCase("secret");
        }
    }
}
