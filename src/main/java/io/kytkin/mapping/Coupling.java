package io.kytkin.mapping;

import java.util.Set;
import java.util.UUID;

/**
 * The pair of an ERP record and a CRM record of one mapping.
 *
 * @param erpKey     the readable key when the coupling was last written
 * @param generation 0 for the first CRM record of this ERP record; raised when a deleted one is restored
 * @param agreed     the mapped values at the last success, or, while reserved, the values about to be sent
 * @param debts      CRM attributes still owed: fields of a second pass whose value could not be written yet
 */
public record Coupling(String mapping, String erpId, String erpKey, UUID crmId, State state, int generation,
                       AgreedValues agreed, Set<String> debts) {

    /** {@code RESERVED}: a create was or is about to be sent and its answer is not known. */
    public enum State { RESERVED, COUPLED, BROKEN }

    public boolean isCoupled() {
        return state == State.COUPLED;
    }
}
