package io.kytkin.mapping;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Binds a definition to the tables of both sides, once for each version of a mapping file. Safe for several threads.
 */
public final class Bindings {
    private final Catalogue erp;
    private final Catalogue crm;
    private final TranslationSettings settings;
    private final Map<MappingDefinition, BoundMapping> bound = Collections.synchronizedMap(new WeakHashMap<>());

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
        BoundMapping known = bound.get(definition);
        if (known == null) {
            known = new BoundMapping(definition, erp.table(definition), crm.table(definition), settings);
            bound.put(definition, known);
        }
        return known;
    }
}
