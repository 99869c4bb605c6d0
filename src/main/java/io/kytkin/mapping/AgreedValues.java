package io.kytkin.mapping;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The mapped values of a coupling at its last success, by CRM attribute, each in the form that either side holds: the
 * base of the three-way merge. Forms are canonical text: plain decimals
 * without trailing zeros, ISO dates and UTC times, lower-case GUIDs; null is blank.
 */
public record AgreedValues(Map<String, Pair> byAttribute) {

    /** One value in both forms; they are equal for most fields. */
    public record Pair(String erp, String crm) { }

    private static final AgreedValues NONE = new AgreedValues(Map.of());

    public AgreedValues {
        byAttribute = Collections.unmodifiableMap(new LinkedHashMap<>(byAttribute));
    }

    public static AgreedValues none() {
        return NONE;
    }

    /** What was agreed for the attribute; null: nothing yet, so that a new field is a first meeting of that field. */
    public Pair of(String attribute) {
        return byAttribute.get(attribute);
    }
}
