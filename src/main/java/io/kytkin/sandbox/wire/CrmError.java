package io.kytkin.sandbox.wire;

import java.util.UUID;

/**
 * A refusal as the Web API gives it: an HTTP status, a code ("0x80040217") and a sentence. Clients match on status and
 * code; the sentence is for people. Thrown anywhere below the request and turned into the error body at the top.
 */
public final class CrmError extends RuntimeException {
    /** What an unknown property, a malformed query and a malformed body of a query's kind answer. */
    public static final String NO_CODE = "0x0";

    private final int status;
    private final String code;

    /**
     * @param status HTTP status
     * @param code the service's code, hexadecimal with prefix
     * @param message a sentence that names table, column and value
     */
    public CrmError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** The HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** The service's error code. */
    public String code() {
        return code;
    }

    /** ObjectDoesNotExist: no row has that id. */
    public static CrmError noSuchRow(String table, UUID id) {
        return new CrmError(404, "0x80040217", table + " With Id = " + id + " Does Not Exist");
    }

    /** RecordNotFoundByEntityKey: the values of an alternate key lead to no row. */
    public static CrmError noSuchKey(String table) {
        return new CrmError(404, "0x80060891", "A record with the specified key values does not exist in "
            + table + " entity");
    }

    /** A resource the service does not have. */
    public static CrmError noSuchResource(String segment) {
        return new CrmError(404, "0x8006088a", "Resource not found for the segment '" + segment + "'.");
    }

    /** A query or an address that can't be read. */
    public static CrmError badQuery(String message) {
        return new CrmError(400, NO_CODE, message);
    }

    /** A body that is not what the table takes: malformed JSON, an unknown property, a value of the wrong type. */
    public static CrmError badPayload(String table, String detail) {
        return new CrmError(400, "0x80048d19", "Error identified in Payload provided by the user for Entity :'"
            + table + "'. " + detail);
    }

    /** InvalidArgument. */
    public static CrmError invalidArgument(String message) {
        return new CrmError(400, "0x80040203", message);
    }

    /** A rule of a table; answers 400. */
    public static CrmError rule(String code, String message) {
        return new CrmError(400, code, message);
    }

    /** A method that the resource does not take. */
    public static CrmError methodNotAllowed(String method, String resource) {
        return new CrmError(405, "0x80060888", "The method " + method + " is not supported for '" + resource + "'.");
    }

    /** What the service (or this sandbox) does not offer. */
    public static CrmError notImplemented(String message) {
        return new CrmError(501, "0x80060888", message);
    }
}
