package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.DependencyGraph;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.RecordReader;
import io.kytkin.sync.FullSynchronization.Line;
import io.kytkin.sync.FullSynchronization.LineState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a full synchronization would do: its lines in the order of their references, with counts, and what is missing. */
final class FullSynchronizationReview {
    private final Mappings mappings;
    private final Map<Direction, RecordReader> readers;
    private final Map<String, Long> coupled;
    private final Set<String> usable = new LinkedHashSet<>();
    private final List<String> problems = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    /**
     * @param chosen these and those they depend on; empty: all
     * @throws io.kytkin.mapping.MappingProblem when the mappings refer to each other in a circle
     * @throws IllegalArgumentException when a chosen one does not exist
     */
    FullSynchronizationReview(Mappings mappings, Map<Direction, RecordReader> readers, CouplingStore couplings,
                              List<String> chosen) {
        this.mappings = mappings;
        this.readers = readers;
        this.coupled = couplings.counts();
        List<MappingDefinition> definitions = mappings.all().stream().filter(Mappings.Loaded::isEnabled)
                .map(Mappings.Loaded::definition).toList();
        definitions.forEach(definition -> usable.add(definition.name()));
        for (String name : chosen) {
            if (!usable.contains(name)) {
                throw new IllegalArgumentException("there is no usable mapping '" + name + "'");
            }
        }
        mappings.all().forEach(loaded -> loaded.mistakes().forEach(mistake -> problems.add(mistake.toString())));
        DependencyGraph graph = new DependencyGraph(definitions);
        Set<String> included = chosen.isEmpty() ? usable : graph.withAncestors(chosen);
        graph.order().stream().filter(included::contains)
                .forEach(name -> lines.add(firstPass(mappings.find(name).orElseThrow())));
        definitions.stream().filter(definition -> included.contains(definition.name()) && definition.hasSecondPass())
                .forEach(definition -> lines.add(secondPass(definition, included)));
    }

    List<Line> lines() {
        return lines;
    }

    /** Missing prerequisites, each a sentence. */
    List<String> problems() {
        return problems;
    }

    private Line firstPass(Mappings.Loaded loaded) {
        MappingDefinition definition = loaded.definition();
        String name = definition.name();
        DependencyGraph.missing(definition, usable).stream().sorted().forEach(missing -> problems.add(name
                + ": refers to the mapping '" + missing + "', which does not exist or is not valid"));
        Long erpCount = count(definition, Direction.TO_CRM);
        Long crmCount = count(definition, Direction.TO_ERP);
        long couplings = coupled.getOrDefault(name, 0L);
        String recommendation = null;
        if (erpCount != null && crmCount != null) {
            recommendation = loaded.routes().contains(Direction.TO_CRM)
                    ? recommendation(definition, erpCount, crmCount, readers.get(Direction.TO_ERP).countsTo(), couplings)
                    : recommendation(definition, crmCount, erpCount, readers.get(Direction.TO_CRM).countsTo(), couplings);
        }
        List<String> parents = definition.dependsOn().stream()
                .filter(parent -> mappings.definition(parent).isPresent()).toList();
        return new Line(name, 1, parents, LineState.WAITING, null, null, erpCount, crmCount, couplings, recommendation,
                null);
    }

    /** @param countsTo where the count of the other side ends */
    private static String recommendation(MappingDefinition definition, long source, long other, long countsTo, long couplings) {
        if (source == 0) {
            return "nothing to synchronize";
        }
        if (other < countsTo && other <= couplings) {
            return "full synchronization";
        }
        if (!definition.match().isEmpty()) {
            return "full synchronization; records that match are coupled, not created";
        }
        return other < countsTo ? "couple first: the other side holds records and the mapping declares no match"
                : "couple first, unless all are coupled: the other side holds " + countsTo
                        + " records or more and the mapping declares no match";
    }

    private static Line secondPass(MappingDefinition definition, Set<String> included) {
        Set<String> parents = new LinkedHashSet<>(List.of(definition.name()));
        parents.addAll(definition.secondPassDependsOn());
        parents.retainAll(included);
        return new Line(definition.name(), 2, List.copyOf(parents), LineState.WAITING, null, null, null, null, null, null,
                null);
    }

    private Long count(MappingDefinition definition, Direction direction) {
        try {
            return readers.get(direction).count(definition);
        } catch (RuntimeException e) {
            problems.add(definition.name() + ": the records can't be counted: " + Reason.of(e));
            return null;
        }
    }
}
