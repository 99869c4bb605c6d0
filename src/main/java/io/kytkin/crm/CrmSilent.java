package io.kytkin.crm;

/** The CRM has not answered for a while, and its next question is not due yet: nothing was sent, nothing is repeated. */
public final class CrmSilent extends CrmUnavailable {
    CrmSilent(String message) {
        super(message, null);
    }
}
