package io.kytkin.crm;

import java.time.Duration;

/** The CRM asks for patience (429); the request certainly did not run. The gate is already closed for everyone. */
public final class CrmThrottled extends CrmFailure {
    private final Duration retryAfter;

    public CrmThrottled(String message, Duration retryAfter) {
        super(message, null);
        this.retryAfter = retryAfter;
    }

    /** How long the CRM wants to be left alone, counted from its answer. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
