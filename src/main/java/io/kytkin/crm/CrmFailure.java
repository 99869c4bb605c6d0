package io.kytkin.crm;

/**
 * A request that did not end well. The subclass answers the one question that matters next: did it run, and is it
 * worth trying again?
 */
public abstract class CrmFailure extends RuntimeException {
    protected CrmFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
