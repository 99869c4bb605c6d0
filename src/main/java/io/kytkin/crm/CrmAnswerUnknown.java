package io.kytkin.crm;

/**
 * The answer never came or says nothing (time-out, cut connection, a 5xx other than 503 with Retry-After): the request
 * may or may not have run. A write must not be repeated before the records were read.
 */
public final class CrmAnswerUnknown extends CrmFailure {
    public CrmAnswerUnknown(String message, Throwable cause) {
        super(message, cause);
    }
}
