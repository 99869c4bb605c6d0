package io.kytkin.sandbox;


/**
 * A mishap to be played: which requests it meets, how often, and what happens. Build one with a factory and narrow it
 * with the {@code on...} methods. Over HTTP it is the JSON object of these names; absent ones take their default.
 *
 * @param kind what happens
 * @param method only requests of that method; null for all
 * @param table only requests whose address begins with that entity set; null for all
 * @param url only requests whose whole address contains a match of this pattern; null for all
 * @param nth begins with the n-th request that fits; 0 and 1 mean the first
 * @param times how many requests it meets in all; 0 means without end
 * @param probability met with this probability, 0 meaning always
 * @param seed of the probability, so that a run can be repeated
 * @param status for {@link Kind#STATUS}: the answer's status
 * @param code for {@link Kind#STATUS} and {@link Kind#REFUSE_RECORD}: the error code, or null for the usual one
 * @param retryAfter for {@link Kind#STATUS}: seconds in Retry-After; -1 for no such header
 * @param millis for {@link Kind#DELAY}: how long the answer waits after the work is done
 * @param attribute for {@link Kind#REFUSE_RECORD} and {@link Kind#REWRITE_VALUE}: the attribute looked at
 * @param pattern records are refused whose value contains a match; each match in a rewritten value is replaced
 * @param message what the refusal says, or null; what replaces a match, as {@link String#replaceAll} takes it
 */
public record Fault(Kind kind, String method, String table, String url, int nth, int times, double probability,
                    long seed, int status, String code, int retryAfter, int millis, String attribute, String pattern,
                    String message) {
    /** What can happen. */
    public enum Kind {
        /** The request is not carried out and answered with a status. */
        STATUS,
        /** The connection is closed and nothing is carried out. */
        CUT_BEFORE_COMMIT,
        /** The request is carried out, then the connection is closed without an answer. */
        CUT_AFTER_COMMIT,
        /** The request is carried out at once and answered late. */
        DELAY,
        /** A record is refused as by a plug-in of the organization's own (IsvAborted). */
        REFUSE_RECORD,
        /** A value is rewritten as by a plug-in of the organization's own, in the transaction that writes it. */
        REWRITE_VALUE
    }

    private static Fault of(Kind kind) {
        return new Fault(kind, null, null, null, 1, 0, 0, 0, 0, null, -1, 0, null, null, null);
    }

    /** Throttled: 429 with the code of the request limit. */
    public static Fault throttled(int retryAfterSeconds) {
        return status(429, retryAfterSeconds);
    }

    /** Any status; {@code retryAfterSeconds} below 0 sends no Retry-After. 401 stands for an expired token. */
    public static Fault status(int status, int retryAfterSeconds) {
        return new Fault(Kind.STATUS, null, null, null, 1, 0, 0, 0, status, null, retryAfterSeconds, 0, null, null,
            null);
    }

    /** The connection breaks before anything happens. */
    public static Fault cutBeforeCommit() {
        return of(Kind.CUT_BEFORE_COMMIT);
    }

    /** The connection breaks after everything has happened. */
    public static Fault cutAfterCommit() {
        return of(Kind.CUT_AFTER_COMMIT);
    }

    /** The answer comes that much later than the commit. */
    public static Fault delay(int millis) {
        return new Fault(Kind.DELAY, null, null, null, 1, 0, 0, 0, 0, null, -1, millis, null, null, null);
    }

    /** Records whose attribute contains a match of the pattern are refused. */
    public static Fault refuseRecords(String attribute, String pattern, String message) {
        return new Fault(Kind.REFUSE_RECORD, null, null, null, 1, 0, 0, 0, 0, null, -1, 0, attribute, pattern,
            message);
    }

    /** Texts of the attribute are rewritten: each match of the pattern is replaced, groups as {@code $1}. */
    public static Fault rewriteValues(String attribute, String pattern, String replacement) {
        return new Fault(Kind.REWRITE_VALUE, null, null, null, 1, 0, 0, 0, 0, null, -1, 0, attribute, pattern,
            replacement);
    }

    /** Only requests of that method. */
    public Fault onMethod(String other) {
        return new Fault(kind, other, table, url, nth, times, probability, seed, status, code, retryAfter, millis,
            attribute, pattern, message);
    }

    /** Only requests for that entity set; for refused records, records of that table (either name). */
    public Fault onTable(String other) {
        return new Fault(kind, method, other, url, nth, times, probability, seed, status, code, retryAfter, millis,
            attribute, pattern, message);
    }

    /** Only requests whose address contains a match. */
    public Fault onUrl(String other) {
        return new Fault(kind, method, table, other, nth, times, probability, seed, status, code, retryAfter, millis,
            attribute, pattern, message);
    }

    /** From the n-th fitting request on. */
    public Fault fromThe(int other) {
        return new Fault(kind, method, table, url, other, times, probability, seed, status, code, retryAfter, millis,
            attribute, pattern, message);
    }

    /** That many times in all. */
    public Fault times(int other) {
        return new Fault(kind, method, table, url, nth, other, probability, seed, status, code, retryAfter, millis,
            attribute, pattern, message);
    }

    /** By chance. */
    public Fault withProbability(double other, long otherSeed) {
        return new Fault(kind, method, table, url, nth, times, other, otherSeed, status, code, retryAfter, millis,
            attribute, pattern, message);
    }

    /** With another error code. */
    public Fault withCode(String other) {
        return new Fault(kind, method, table, url, nth, times, probability, seed, status, other, retryAfter, millis,
            attribute, pattern, message);
    }
}
