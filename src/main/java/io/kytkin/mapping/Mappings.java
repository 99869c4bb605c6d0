package io.kytkin.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The table mappings as they stand now, by name. Loading, reloading and removing a file change it while jobs run; a
 * job asks again between two pages. Safe for several threads.
 */
public final class Mappings {

    /**
     * One file under {@code routes/mappings}.
     *
     * @param definition what is in force: the last good version; null when the file never was good
     * @param file       path as the user knows it
     * @param routes     the directions for which the file has a page route
     * @param toInbox    whether its route to the ERP fills the ERP's inbox instead of its table
     * @param schedule   the Quartz cron expression of its schedule route, or null
     * @param mistakes   why the file's present text is refused; empty when it is in force
     */
    public record Loaded(String name, MappingDefinition definition, String file, List<Direction> routes,
                         boolean toInbox, String schedule, List<MappingProblem.Mistake> mistakes) {

        /** One that does not fill the ERP's inbox. */
        public Loaded(String name, MappingDefinition definition, String file, List<Direction> routes, String schedule,
                      List<MappingProblem.Mistake> mistakes) {
            this(name, definition, file, routes, false, schedule, mistakes);
        }

        public Loaded {
            routes = List.copyOf(routes);
            mistakes = List.copyOf(mistakes);
        }

        /** Whether jobs can run, with this or an earlier text of the file. */
        public boolean isEnabled() {
            return definition != null;
        }
    }

    private final Map<String, Loaded> byName = new ConcurrentSkipListMap<>();

    public void put(Loaded loaded) {
        byName.put(loaded.name(), loaded);
    }

    public void remove(String name) {
        byName.remove(name);
    }

    public Optional<Loaded> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The definition in force, or empty when there is no such mapping or it never was good. */
    public Optional<MappingDefinition> definition(String name) {
        return find(name).map(Loaded::definition);
    }

    /** All of them in name order. */
    public List<Loaded> all() {
        return List.copyOf(byName.values());
    }
}
