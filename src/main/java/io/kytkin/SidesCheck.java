package io.kytkin;

import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.BoundMapping;
import io.kytkin.mapping.Catalogue;
import io.kytkin.mapping.MappingCheck;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.MappingProblem.Mistake;
import io.kytkin.mapping.Mappings.Loaded;
import io.kytkin.mapping.TranslationSettings;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Compares a mapping with both sides. What one of them does not understand keeps no other mistake back. */
final class SidesCheck {
    private final Bindings bindings;
    private final Catalogue erp;
    private final Catalogue crm;
    private final TranslationSettings settings;

    SidesCheck(Bindings bindings, Catalogue erp, Catalogue crm, TranslationSettings settings) {
        this.bindings = bindings;
        this.erp = erp;
        this.crm = crm;
        this.settings = settings;
    }

    /**
     * Every mistake that can be told now.
     *
     * @param known      the names of all mappings
     * @param crmTableOf the CRM table of a mapping by its name, or null when it is not known yet
     */
    List<Mistake> check(Loaded loaded, Collection<String> known, UnaryOperator<String> crmTableOf) {
        try {
            return MappingCheck.check(bindings.of(loaded.definition()), loaded, known, crmTableOf);
        } catch (MappingProblem problem) {
            Set<Mistake> mistakes = new LinkedHashSet<>(problem.mistakes());
            mistakes.addAll(others(loaded, known, crmTableOf));
            return List.copyOf(mistakes);
        }
    }

    /** The ERP says one thing at a time: without its conditions the columns may be known, and without its table the CRM's are. */
    private List<Mistake> others(Loaded loaded, Collection<String> known, UnaryOperator<String> crmTableOf) {
        MappingDefinition unconditional = loaded.definition().withoutErpConditions();
        try {
            return MappingCheck.check(new BoundMapping(unconditional, erp.table(unconditional), crm.table(unconditional),
                    settings), loaded, known, crmTableOf);
        } catch (MappingProblem problem) {
            return MappingCheck.ofCrm(loaded.definition(), crm, known);
        }
    }
}
