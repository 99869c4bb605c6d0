package io.kytkin.crm;

/** The client id, its secret or its token is not accepted; nothing ran. A person has to look at the settings. */
public final class CrmUnauthorized extends CrmFailure {
    public CrmUnauthorized(String message) {
        super(message, null);
    }
}
