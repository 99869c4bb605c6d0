package io.kytkin.mapping;

import io.kytkin.mapping.MappingDefinition.Policy;
import java.util.Map;

/**
 * What a person decided of a conflict, field by field. It counts only for the values that the person saw: an edit made
 * on either side meanwhile opens the conflict again.
 *
 * @param byAttribute the decisions by CRM attribute
 */
public record Resolution(Map<String, Choice> byAttribute) {

    /**
     * Whose value counts, and the two values the choice was between.
     *
     * @param keep ERP or CRM
     */
    public record Choice(Policy keep, String erp, String crm) { }

    public Resolution {
        byAttribute = Map.copyOf(byAttribute);
    }

    /** ERP or CRM; null when nothing was decided between these two values. */
    Policy of(String attribute, AgreedValues.Pair values) {
        Choice choice = byAttribute.get(attribute);
        boolean saw = choice != null && new AgreedValues.Pair(choice.erp(), choice.crm()).equals(values);
        return saw ? choice.keep() : null;
    }
}
