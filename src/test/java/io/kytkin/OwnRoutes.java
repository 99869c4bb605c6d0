package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A copy of the product's route files that a test may edit. */
public final class OwnRoutes {
    private static final Path PRODUCT = Path.of("routes");

    private final Path folder;

    private OwnRoutes(Path folder) {
        this.folder = folder;
    }

    static OwnRoutes copiedTo(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(PRODUCT)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(PRODUCT.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return new OwnRoutes(folder);
    }

    /** @param name in the folder, without the ending that all have */
    Path file(String name) {
        return folder.resolve(name + ".camel.yaml");
    }

    Path mapping(String name) {
        return file("mappings/" + name);
    }

    /** Changes a mapping's file. */
    void edit(String mapping, UnaryOperator<String> edit) throws IOException {
        Path file = mapping(mapping);
        Files.writeString(file, edit.apply(Files.readString(file)));
    }

    /** Changes what has to stand in the file. */
    static void replace(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }
}
