package io.kytkin;

import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.MappingProblem.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The route files beside the folder of mappings; whoever needs more routes adds a file. */
final class SharedRouteFiles {
    /** Of no use to a command that ends by itself. */
    private static final Set<String> ONLY_SERVING =
            Set.of("deletes.camel.yaml", "monitoring.camel.yaml", "rest-api.camel.yaml");

    private final Path directory;

    SharedRouteFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * Those that are loaded.
     *
     * @throws SettingProblem when the folder can't be read
     */
    List<Path> of(Purpose purpose) {
        return all().stream().filter(file -> purpose == Purpose.SERVE
                || !ONLY_SERVING.contains(file.getFileName().toString())).toList();
    }

    private List<Path> all() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(MappingFile.ENDING)).sorted().toList();
        } catch (IOException failure) {
            throw new SettingProblem("routes.directory = " + directory + " can't be read: " + failure.getMessage() + ".",
                    failure);
        }
    }

    /** What in any of them is no route file, also in those that only the runtime loads. */
    List<Mistake> mistakes() {
        List<Mistake> mistakes = new ArrayList<>();
        for (Path file : all()) {
            MappingFile read = MappingFile.read(file);
            // Never started: the text is understood, but the beans that it names belong to the runtime.
            try (DefaultCamelContext scratch = new DefaultCamelContext()) {
                scratch.build();
                PluginHelper.getRoutesLoader(scratch)
                        .loadRoutes(ResourceHelper.fromString(file.getFileName().toString(), read.text()));
            } catch (Exception failure) {
                mistakes.addAll(MappingFileCheck.explain(read, failure).mistakes());
            }
        }
        return mistakes;
    }

    /** The same of a failed start, when it failed because one of their routes could not be made. */
    Optional<Mistake> mistake(Throwable failedStart) {
        for (Throwable cause = failedStart; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException failure && failure.getRouteId() != null) {
                return located(failure);
            }
        }
        return Optional.empty();
    }

    private Optional<Mistake> located(FailedToCreateRouteException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = "the route '" + failure.getRouteId() + "' can't be made: " + String.valueOf(root.getMessage()).strip();
        return all().stream().map(MappingFile::read).filter(file -> file.lineOf("id: " + failure.getRouteId()) > 0)
                .findFirst().flatMap(file -> file.problem(file.lineOf("id: " + failure.getRouteId()), reason)
                        .mistakes().stream().findFirst());
    }
}
