package io.kytkin;

import io.kytkin.erp.ErpInbox;
import io.kytkin.mapping.DependencyGraph;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem.Mistake;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Mappings.Loaded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Compares a mapping with all that it stands among: both sides, the ERP's inbox, and the mappings that are in force. */
record LoadedMappingCheck(SidesCheck sides, ErpInbox inbox, Mappings mappings) implements MappingFiles.Check {

    @Override
    public List<Mistake> mistakes(Loaded loaded, Collection<String> names) {
        List<Mistake> mistakes = new ArrayList<>(sides.check(loaded, names,
                name -> mappings.definition(name).map(MappingDefinition::crmTable).orElse(null)));
        if (loaded.toInbox()) {
            inbox.problem(loaded.name()).ifPresent(mistakes::add);
        }
        mistakes.addAll(DependencyGraph.circles(loaded.definition(), mappings.all().stream()
                .filter(Loaded::isEnabled).map(Loaded::definition).toList()));
        return mistakes;
    }
}
