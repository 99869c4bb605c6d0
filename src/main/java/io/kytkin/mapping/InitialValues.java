package io.kytkin.mapping;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The agreed values of two filled records that a person couples and whose side that counts is known: those of the other
 * side as they are, as if they had been agreed and only the side that counts had been edited since.
 */
public final class InitialValues {
    /** What no value of a record equals. */
    private static final String EDITED_SINCE = "(not agreed)";

    private InitialValues() { }

    /**
     * @param erp       the ERP record as it is
     * @param crm       the CRM record as it is
     * @param direction in which the values of the side that counts travel
     */
    public static AgreedValues of(MappingDefinition mapping, Row erp, Row crm, Direction direction) {
        Map<String, AgreedValues.Pair> values = new LinkedHashMap<>();
        for (FieldMapping field : mapping.fields()) {
            if (!field.arrow().includes(direction)) {
                continue;
            }
            if (direction == Direction.TO_CRM && crm.has(field.crm())) {
                values.put(field.crm(), new AgreedValues.Pair(EDITED_SINCE, Values.text(crm.get(field.crm()))));
            } else if (direction == Direction.TO_ERP && !field.constant() && erp.has(field.erp())) {
                values.put(field.crm(), new AgreedValues.Pair(Values.text(erp.get(field.erp())), EDITED_SINCE));
            }
        }
        return new AgreedValues(values);
    }
}
