package io.kytkin.erp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * A row of the ERP's inbox whose answer was not read back yet (docs/erp-inbox.md).
 *
 * @param number   orders the entries of one record
 * @param recordId the erpId
 * @param state    what the ERP says of it
 * @param answer   why the ERP refuses it, or null
 * @param field    the column at fault, or null
 */
record InboxEntry(long number, String recordId, String action, JsonNode fields, State state, String answer, String field) {

    enum State {
        NEW, DONE, REFUSED;

        /** What the ERP wrote; a word that is none of these is no answer yet. */
        static State of(String word) {
            return switch (word == null ? "" : word.strip().toLowerCase(Locale.ROOT)) {
                case "done" -> DONE;
                case "refused" -> REFUSED;
                default -> NEW;
            };
        }
    }

    boolean isAnswered() {
        return state != State.NEW;
    }

    boolean asksFor(String wantedAction, JsonNode wanted) {
        return action.equals(wantedAction) && fields.equals(wanted);
    }
}
