package io.kytkin.web;

import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import java.util.stream.Collectors;

/** Finds the mapping that a call names, or refuses the call in the words that all calls share. */
final class MappingNames {
    private final Mappings mappings;

    MappingNames(Mappings mappings) {
        this.mappings = mappings;
    }

    /** @throws Problem 404 when there is no such mapping */
    Mappings.Loaded loaded(String name) {
        return mappings.find(name).orElseThrow(() -> Problem.notFound("There is no mapping '" + name + "'; there are "
                + mappings.all().stream().map(Mappings.Loaded::name).collect(Collectors.joining(", ")) + "."));
    }

    /** @throws Problem 404 when there is no such mapping, 409 when its file never was good */
    MappingDefinition usable(String name) {
        Mappings.Loaded loaded = loaded(name);
        if (loaded.isEnabled()) {
            return loaded.definition();
        }
        String mistakes = loaded.mistakes().stream().map(Object::toString).collect(Collectors.joining("; "));
        throw Problem.conflict("mapping-not-valid", "The mapping is not valid", "The mapping '" + name
                + "' can't be used: " + mistakes, Address.of("mappings", name));
    }
}
