package io.kytkin.mapping;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells our own write coming back from an edit (invariant 4). The CRM may have rewritten what we sent: a phone number's
 * format, a rounding, another case. That is no edit if it is a field we had just sent, on a row that our own user
 * changed last, and no later than the rules that run with a write take. A write whose end is not known, to this process, speaks
 * for nothing: it would hide a person's edit that came before it.
 */
final class Echo {
    private static final Duration RULES_TAKE = Duration.ofMinutes(2);
    private static final String MODIFIED_BY = "modifiedby";
    private static final String MODIFIED_ON = "modifiedon";

    private Echo() { }

    /**
     * Whether the CRM holds what we sent, in a form of its own. Another value is an edit, whoever made it: a person may
     * work under our user too.
     *
     * @param crm    the CRM's present row of a coupled record
     * @param agreed the value that was sent, as text
     */
    static boolean isForm(BoundMapping bound, Coupling coupling, Row crm, String attribute, String agreed) {
        return isOurs(bound, coupling, crm, attribute) && ValueForm.isSame(agreed, crm.valueOf(attribute));
    }

    /** Whether we wrote the attribute last. @param crm the CRM's present row of a coupled record */
    static boolean isOurs(BoundMapping bound, Coupling coupling, Row crm, String attribute) {
        TranslationSettings settings = bound.settings();
        Coupling.Sent sent = coupling == null ? null : coupling.sent();
        if (sent == null || settings.crmUser() == null || !settings.crmUser().equals(crm.valueOf(MODIFIED_BY))
                || !sent.holds(attribute) || !settings.clocks().hasWatched(sent.at()) || !(crm.valueOf(MODIFIED_ON) instanceof Instant modified)) {
            return false;
        }
        Duration apart = Duration.between(sent.at(), settings.clocks().ofCrm(modified)).abs();
        return apart.compareTo(RULES_TAKE) <= 0;
    }
}
