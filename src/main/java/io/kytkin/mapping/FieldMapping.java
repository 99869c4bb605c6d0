package io.kytkin.mapping;

import io.kytkin.mapping.MappingDefinition.Policy;
import java.util.Locale;
import java.util.Map;

/**
 * One line of a mapping's fields: an ERP column paired with a CRM attribute.
 *
 * @param line       the line as written, without its comment, for messages and REST
 * @param lineNumber in the block of fields, from 1
 * @param erp        the ERP column as written (a quoted identifier keeps its quotes), or the text of a constant
 * @param constant   whether {@code erp} is a constant
 * @param crm        the CRM attribute's logical name
 * @param arrow      in which directions the value travels
 * @param coupled    the mapping whose couplings translate the value, or null
 * @param required   a blank value parks the record
 * @param secondPass written after the record exists, so that a cycle of references can be broken
 * @param onCreate   sent when the record is created, and never afterwards
 * @param fromLcy    an amount in the ERP's local currency, converted into the currency of the CRM row
 * @param options    ERP code in upper case to the CRM's option value; empty unless {@code option} was written
 * @param blank      the value that a blank ERP value stands for, or null
 * @param otherwise  what {@code else} says: a value, {@code default owner}, or a conflict policy; null when absent
 */
public record FieldMapping(String line, int lineNumber, String erp, boolean constant, String crm, Arrow arrow,
                           String coupled, boolean required, boolean secondPass, boolean onCreate, boolean fromLcy,
                           Map<String, Integer> options, String blank, String otherwise) {

    /** How a field line is drawn. */
    public enum Arrow {
        TO_CRM("->"), TO_ERP("<-"), BOTH("<->");

        private final String text;

        Arrow(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        public boolean includes(Direction direction) {
            return this == BOTH || (this == TO_CRM) == (direction == Direction.TO_CRM);
        }
    }

    static final String DEFAULT_OWNER = "default owner";

    /** Whether {@code else default owner} was written. */
    boolean elseDefaultOwner() {
        return DEFAULT_OWNER.equals(otherwise);
    }

    /** Whose value of this two-way field counts where the sides differ; null: what the mapping says. */
    Policy ownPolicy() {
        return arrow == Arrow.BOTH ? policy(otherwise) : null;
    }

    /** The text that stands for a value the CRM can't take, empty for blank; null: such a record is parked. */
    String elseValue() {
        return elseDefaultOwner() || ownPolicy() != null ? null : otherwise;
    }

    /** The policy of that name, or null when the word is none. */
    static Policy policy(String word) {
        for (Policy policy : Policy.values()) {
            if (policy.name().toLowerCase(Locale.ROOT).equals(word)) {
                return policy;
            }
        }
        return null;
    }
}
