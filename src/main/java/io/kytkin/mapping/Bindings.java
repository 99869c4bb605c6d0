package io.kytkin.mapping;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Binds a definition to the tables of both sides, once for each version of a mapping file; only the version asked for
 * last is kept. Safe for several threads.
 */
public final class Bindings {
    private final Catalogue erp;
    private final Catalogue crm;
    private final TranslationSettings settings;
    private final Map<String, BoundMapping> byName = new ConcurrentHashMap<>();

    public Bindings(Catalogue erp, Catalogue crm, TranslationSettings settings) {
        this.erp = erp;
        this.crm = crm;
        this.settings = settings;
    }

    /**
     * The definition with the tables it names.
     *
     * @throws MappingProblem when a side has no such table
     */
    public BoundMapping of(MappingDefinition definition) {
        BoundMapping known = byName.get(definition.name());
        if (known == null || known.definition() != definition) {
            known = new BoundMapping(definition, erp.table(definition), crm.table(definition), settings);
            byName.put(definition.name(), known);
        }
        return known;
    }
}
