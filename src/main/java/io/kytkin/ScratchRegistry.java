package io.kytkin;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;

/**
 * Sees every bean of the running registry, but keeps what is bound to itself: a file can be tried without touching
 * what runs. Its own beans come first, so that a new version of a bean hides the one in force.
 */
final class ScratchRegistry extends DefaultRegistry {
    private final transient Registry running;

    ScratchRegistry(Registry running) {
        this.running = running;
    }

    /** A bean of the file that is tried; null when it declares none of that name. */
    <T> T own(String name, Class<T> type) {
        return super.lookupByNameAndType(name, type);
    }

    @Override
    public Object lookupByName(String name) {
        Object own = super.lookupByName(name);
        return own != null ? own : running.lookupByName(name);
    }

    @Override
    public <T> T lookupByNameAndType(String name, Class<T> type) {
        T own = super.lookupByNameAndType(name, type);
        return own != null ? own : running.lookupByNameAndType(name, type);
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
        Map<String, T> found = new HashMap<>(running.findByTypeWithName(type));
        found.putAll(super.findByTypeWithName(type));
        return found;
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
        return Set.copyOf(findByTypeWithName(type).values());
    }
}
