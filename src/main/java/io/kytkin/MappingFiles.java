package io.kytkin;

import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Mappings.Loaded;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.TableMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the running mappings as the files under {@code routes/mappings} say: loads them at start, each by itself, so
 * that a broken one stops only its own mapping, and applies edits between two pages. A broken edit is refused with its
 * reason; the last good text goes on.
 */
public final class MappingFiles {
    private static final Logger LOG = LoggerFactory.getLogger(MappingFiles.class);

    /** Runs a change while no page is under way and none can begin. */
    public interface BetweenPages {
        void run(Runnable change);
    }

    /** Compares a mapping with what stands outside its file. */
    public interface Check {
        /**
         * Every mistake; none when the mapping can be used.
         *
         * @param names of all mappings that have a file, good or not
         */
        List<MappingProblem.Mistake> mistakes(Loaded loaded, Collection<String> names);
    }

    private record Stamp(long size, long modified) { }

    private record Checked(Loaded loaded, List<String> routeIds) { }

    private final CamelContext context;
    private final Path directory;
    private final Mappings mappings;
    private final Check check;
    private final BetweenPages betweenPages;
    private final Predicate<String> synchronize;
    private final Map<Path, Stamp> seen = new HashMap<>();
    private final Map<Path, Stamp> applied = new HashMap<>();
    private final Map<String, List<String>> routeIds = new HashMap<>();
    private final Set<String> resynchronize = new HashSet<>();

    /**
     * @param synchronize starts a job over all records of a mapping; false while that is not possible
     */
    public MappingFiles(CamelContext context, Path routesDirectory, Mappings mappings, Check check,
                        BetweenPages betweenPages, Predicate<String> synchronize) {
        this.synchronize = synchronize;
        this.context = context;
        this.directory = routesDirectory.resolve("mappings");
        this.mappings = mappings;
        this.check = check;
        this.betweenPages = betweenPages;
    }

    /** Loads every file, whatever its age. */
    public synchronized void loadAll() {
        Map<Path, Stamp> present = stamps();
        seen.putAll(present);
        applied.putAll(present);
        try (MappingFileCheck fileCheck = new MappingFileCheck(context)) {
            present.keySet().forEach(path -> apply(MappingFile.read(path), fileCheck, true));
        }
        LOG.info("{} mappings are in force", mappings.all().stream().filter(Loaded::isEnabled).count());
    }

    /**
     * Applies what changed since the last call. A file counts once two calls saw the same size and time, because
     * editors write in several steps.
     */
    public synchronized void refresh() {
        Map<Path, Stamp> present = stamps();
        for (Map.Entry<Path, Stamp> file : present.entrySet()) {
            Stamp stamp = file.getValue();
            boolean settled = stamp.equals(seen.put(file.getKey(), stamp));
            if (settled && !stamp.equals(applied.get(file.getKey()))) {
                applied.put(file.getKey(), stamp);
                try (MappingFileCheck fileCheck = new MappingFileCheck(context)) {
                    apply(MappingFile.read(file.getKey()), fileCheck, false);
                }
            }
        }
        for (Path gone : List.copyOf(seen.keySet())) {
            if (!present.containsKey(gone)) {
                seen.remove(gone);
                applied.remove(gone);
                String fileName = gone.getFileName().toString();
                remove(fileName.substring(0, fileName.length() - MappingFile.ENDING.length()));
            }
        }
        resynchronize.removeIf(synchronize);
    }

    /** Of all mappings that have a file, good or not. */
    private List<String> names() {
        return stamps().keySet().stream().map(path -> path.getFileName().toString())
                .map(fileName -> fileName.substring(0, fileName.length() - MappingFile.ENDING.length())).toList();
    }

    /** Every mistake in every file, without loading anything; empty when all can be used. */
    public List<MappingProblem.Mistake> validate() {
        List<MappingProblem.Mistake> mistakes = new ArrayList<>();
        try (MappingFileCheck fileCheck = new MappingFileCheck(context)) {
            for (Path path : stamps().keySet()) {
                try {
                    checked(MappingFile.read(path), fileCheck);
                } catch (MappingProblem problem) {
                    mistakes.addAll(problem.mistakes());
                }
            }
        }
        return mistakes;
    }

    private Checked checked(MappingFile file, MappingFileCheck fileCheck) {
        MappingFile.Content content = fileCheck.check(file);
        Loaded loaded = new Loaded(file.name(), content.definition(), file.display(), content.routes(),
                content.toInbox(), content.schedule(), List.of());
        List<MappingProblem.Mistake> mistakes;
        try {
            mistakes = check.mistakes(loaded, names());
        } catch (MappingProblem problem) {
            mistakes = problem.mistakes();
        }
        if (!mistakes.isEmpty()) {
            throw file.located(new MappingProblem(mistakes));
        }
        return new Checked(loaded, content.routeIds());
    }

    private void apply(MappingFile file, MappingFileCheck fileCheck, boolean starting) {
        Loaded before = mappings.find(file.name()).orElse(null);
        try {
            Checked checked = checked(file, fileCheck);
            betweenPages.run(() -> install(file, checked.loaded(), checked.routeIds()));
            if (!starting) {
                LOG.info("{}: {} is in force now", file.name(), file.display());
                announce(before, checked.loaded());
            }
        } catch (MappingProblem problem) {
            MappingDefinition inForce = before == null ? null : before.definition();
            mappings.put(new Loaded(file.name(), inForce, file.display(), before == null ? List.of() : before.routes(),
                    before != null && before.toInbox(), before == null ? null : before.schedule(), problem.mistakes()));
            for (MappingProblem.Mistake mistake : problem.mistakes()) {
                LOG.error("{}: refused: {}{}", file.name(), mistake,
                        inForce == null ? "" : "; its last good version goes on");
            }
        }
    }

    /** A changed field line concerns every record of the mapping, so a job over all of them follows. */
    private void announce(Loaded before, Loaded now) {
        if (before != null && before.definition() != null
                && !before.definition().fields().equals(now.definition().fields())) {
            LOG.info("{}: its fields changed; a job over all its records follows", now.name());
            resynchronize.add(now.name());
        }
    }

    private void install(MappingFile file, Loaded loaded, List<String> ids) {
        ShutdownStrategy stopping = context.getShutdownStrategy();
        long patience = stopping.getTimeout();
        try {
            // No page is under way here, so there is nothing that a route would have to wait for.
            stopping.setTimeout(1);
            removeRoutesNotIn(file.name(), ids);
            PluginHelper.getRoutesLoader(context)
                    .updateRoutes(ResourceHelper.fromString(file.path().getFileName().toString(), file.text()));
            context.getRegistry().lookupByNameAndType(file.name(), TableMapping.class).setName(file.name());
            routeIds.put(file.name(), ids);
            mappings.put(loaded);
        } catch (Exception e) {
            throw file.problem(0, "the file passed its checks but Camel could not put it in force: " + e.getMessage());
        } finally {
            stopping.setTimeout(patience);
        }
    }

    private void remove(String name) {
        betweenPages.run(() -> {
            try {
                removeRoutesNotIn(name, List.of());
            } catch (Exception e) {
                LOG.error("{}: its file is gone, but its routes could not be stopped: {}", name, e.getMessage());
            }
            context.getRegistry().unbind(name);
            routeIds.remove(name);
            mappings.remove(name);
        });
        LOG.info("{}: its file is gone; the mapping has ended, its couplings stay", name);
    }

    private void removeRoutesNotIn(String name, List<String> ids) throws Exception {
        for (String id : routeIds.getOrDefault(name, List.of())) {
            if (!ids.contains(id)) {
                context.getRouteController().stopRoute(id);
                context.removeRoute(id);
            }
        }
    }

    private Map<Path, Stamp> stamps() {
        if (!Files.isDirectory(directory)) {
            return Map.of();
        }
        Map<Path, Stamp> stamps = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path path : files.filter(file -> file.toString().endsWith(MappingFile.ENDING)).sorted().toList()) {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                stamps.put(path, new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stamps;
    }
}
