package io.kytkin.mapping;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * The pair of an ERP record and a CRM record of one mapping.
 *
 * @param erpKey     the readable key when the coupling was last written
 * @param generation 0 for the first CRM record of this ERP record; raised when a deleted one is restored
 * @param agreed     the mapped values at the last success, or, while reserved, the values about to be sent
 * @param debts      CRM attributes still owed: fields of a second pass whose value could not be written yet
 * @param sent       what was last written to the CRM; null: not known
 * @param turns      which way its two-way fields were written last
 */
public record Coupling(String mapping, String erpId, String erpKey, UUID crmId, State state, int generation,
                       AgreedValues agreed, Set<String> debts, Sent sent, Turns turns) {

    /**
     * Our last write to the CRM.
     *
     * @param at         by the clock of the state database
     * @param attributes null: all that are mapped, because it was the create
     */
    public record Sent(Instant at, Set<String> attributes) {
        boolean holds(String attribute) {
            return attributes == null || attributes.contains(attribute);
        }
    }

    /** A coupling of which nobody asks what was written last. */
    public Coupling(String mapping, String erpId, String erpKey, UUID crmId, State state, int generation,
                    AgreedValues agreed, Set<String> debts) {
        this(mapping, erpId, erpKey, crmId, state, generation, agreed, debts, null, Turns.none());
    }

    /**
     * {@code RESERVED}: a create was or is about to be sent and its answer is not known. {@code BROKEN}: one of the two
     * records was deleted. {@code UNCOUPLED}: a person took the two apart; neither is synchronized, nor matched or created
     * by itself, until a person couples it again.
     */
    public enum State { RESERVED, COUPLED, BROKEN, UNCOUPLED }

    public boolean isCoupled() {
        return state == State.COUPLED;
    }
}
