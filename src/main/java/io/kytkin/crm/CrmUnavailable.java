package io.kytkin.crm;

/** The CRM can't be reached, or is out of service (503 with Retry-After); the request certainly did not run. */
public class CrmUnavailable extends CrmFailure {
    public CrmUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
