package io.kytkin.mapping;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A column of the ERP or an attribute of the CRM, as its side declares it.
 *
 * @param name        as its side spells it
 * @param kind        what it holds
 * @param length      the longest text in UTF-16 characters; 0: no limit known
 * @param scale       decimals kept; -1: not known
 * @param minimum     smallest number, or null
 * @param maximum     greatest number, or null
 * @param options     the values of a closed list with their labels; empty for other kinds
 * @param abilities   what may be done with it
 * @param navigations for a lookup: table referred to, to the name under which a reference to it is written
 */
public record Column(String name, Kind kind, int length, int scale, BigDecimal minimum, BigDecimal maximum,
                     Map<Integer, String> options, Set<Ability> abilities, Map<String, String> navigations) {

    /** What a side allows with a column, and what it asks for. */
    public enum Ability { READ, CREATE, UPDATE, REQUIRED }

    public Column {
        options = Map.copyOf(options);
        abilities = Set.copyOf(abilities);
        navigations = Map.copyOf(navigations);
    }

    /** The table that a lookup refers to under that name, in any case. */
    public Optional<String> targetOf(String navigation) {
        return navigations.entrySet().stream().filter(target -> target.getValue().equalsIgnoreCase(navigation))
                .map(Map.Entry::getKey).findFirst();
    }

    public boolean can(Ability ability) {
        return abilities.contains(ability);
    }
}
