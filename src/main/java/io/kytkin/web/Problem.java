package io.kytkin.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Objects;

/**
 * A call that can't be answered as asked: what is wrong and the way out, for the person who called. It reaches the
 * caller as problem details (RFC 9457) and never carries a stack trace.
 */
public final class Problem extends RuntimeException {

    /** The media type of problem details. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /**
     * The members of problem details, RFC 9457, section 3.
     *
     * @param type     what kind of problem, the same each time; {@code about:blank} where the status says it all
     * @param title    the kind in words
     * @param instance the address of what stands in the way, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Details(String type, String title, int status, String detail, String instance) { }

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad request"), Map.entry(401, "Unauthorized"), Map.entry(403, "Forbidden"),
            Map.entry(404, "Not found"), Map.entry(405, "Method not allowed"), Map.entry(406, "Not acceptable"),
            Map.entry(409, "Conflict"), Map.entry(413, "Content too large"), Map.entry(414, "Address too long"),
            Map.entry(415, "Unsupported media type"), Map.entry(500, "Internal error"),
            Map.entry(502, "The other side failed"), Map.entry(503, "Not available"));

    private final transient Details details;

    private Problem(Details details) {
        super(details.detail());
        this.details = details;
    }

    /** A problem that its status describes well enough. */
    public static Problem of(int status, String detail) {
        String title = Objects.requireNonNullElse(TITLES.get(status), status < 500 ? TITLES.get(400) : TITLES.get(500));
        return new Problem(new Details("about:blank", title, status, detail, null));
    }

    /** What was sent can't be understood. */
    public static Problem badRequest(String detail) {
        return of(400, detail);
    }

    /** Nothing of that name or key. */
    public static Problem notFound(String detail) {
        return of(404, detail);
    }

    /**
     * What was asked contradicts the present state.
     *
     * @param kind     names the kind of conflict for programs, in words joined by hyphens
     * @param instance the address of what stands in the way, or null
     */
    public static Problem conflict(String kind, String title, String detail, String instance) {
        return new Problem(new Details("urn:kytkin:problem:" + kind, title, 409, detail, instance));
    }

    public Details details() {
        return details;
    }

    public int status() {
        return details.status();
    }
}
