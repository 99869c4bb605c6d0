package io.kytkin.mapping;

import io.kytkin.mapping.MappingProblem.Mistake;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which mapping waits for which: the references of the field lines, without those of a second pass. */
public final class DependencyGraph {
    private final Map<String, MappingDefinition> definitions = new TreeMap<>();

    public DependencyGraph(Collection<MappingDefinition> definitions) {
        definitions.forEach(definition -> this.definitions.put(definition.name(), definition));
    }

    /**
     * The mappings that must be finished before this one starts, as far as they exist.
     *
     * @param mapping one of the graph's
     */
    public Set<String> parents(String mapping) {
        Set<String> parents = new LinkedHashSet<>(definitions.get(mapping).dependsOn());
        parents.retainAll(definitions.keySet());
        return parents;
    }

    /** The mappings that can't start before this one is finished. */
    public Set<String> children(String mapping) {
        Set<String> children = new LinkedHashSet<>();
        for (MappingDefinition definition : definitions.values()) {
            if (definition.dependsOn().contains(mapping)) {
                children.add(definition.name());
            }
        }
        return children;
    }

    /** The mappings named and everything they refer to, directly or not. */
    public Set<String> withAncestors(Collection<String> mappings) {
        Set<String> all = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(mappings);
        while (!open.isEmpty()) {
            String mapping = open.remove(open.size() - 1);
            if (definitions.containsKey(mapping) && all.add(mapping)) {
                open.addAll(definitions.get(mapping).dependsOn());
                open.addAll(definitions.get(mapping).secondPassDependsOn());
            }
        }
        return all;
    }

    /**
     * All mappings, parents first; equals in name order.
     *
     * @throws MappingProblem naming the mappings of a cycle
     */
    public List<String> order() {
        Map<String, Integer> state = new LinkedHashMap<>();
        List<String> order = new ArrayList<>();
        definitions.keySet().forEach(mapping -> visit(mapping, state, order, new ArrayList<>()));
        return order;
    }

    /**
     * Why a definition can't take its place among the others: the lookup that would close a circle, with its line in the
     * block of fields. Empty when it can.
     *
     * @param others may hold an earlier version of it
     */
    public static List<Mistake> circles(MappingDefinition added, Collection<MappingDefinition> others) {
        List<MappingDefinition> all = new ArrayList<>(others);
        all.removeIf(other -> other.name().equals(added.name()));
        all.add(added);
        DependencyGraph graph = new DependencyGraph(all);
        try {
            graph.order();
            return List.of();
        } catch (MappingProblem circle) {
            int line = added.fields().stream().filter(field -> field.coupled() != null && !field.secondPass())
                    .filter(field -> graph.withAncestors(List.of(field.coupled())).contains(added.name()))
                    .mapToInt(FieldMapping::lineNumber).findFirst().orElse(0);
            return circle.mistakes().stream().map(mistake -> new Mistake(added.name(), null, line, mistake.text())).toList();
        }
    }

    private void visit(String mapping, Map<String, Integer> state, List<String> order, List<String> path) {
        path.add(mapping);
        if (state.getOrDefault(mapping, 0) == 1) {
            List<String> cycle = path.subList(path.indexOf(mapping), path.size());
            throw new MappingProblem(mapping, "the mappings wait for each other in a circle: "
                    + String.join(" -> ", cycle) + "; write 'second pass' on one of the lookups");
        }
        if (!state.containsKey(mapping)) {
            state.put(mapping, 1);
            parents(mapping).forEach(parent -> visit(parent, state, order, path));
            state.put(mapping, 2);
            order.add(mapping);
        }
        path.remove(path.size() - 1);
    }

    /** The mappings that a definition refers to and that do not exist, in name order. */
    public static Set<String> missing(MappingDefinition definition, Collection<String> known) {
        Set<String> missing = new TreeSet<>(definition.dependsOn());
        missing.addAll(definition.secondPassDependsOn());
        missing.removeAll(known);
        return missing;
    }
}
