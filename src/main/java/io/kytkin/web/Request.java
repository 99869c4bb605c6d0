package io.kytkin.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.ext.auth.User;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConstants;

/**
 * One call, taken out of Camel's message: Camel lays path parameters, query and HTTP headers of one name into the same
 * message header, so nothing else ever looks at those. Every text is checked for length and control characters here,
 * once for all calls.
 */
public final class Request {

    /** The longest name, key or filter that a caller may send, in characters. */
    public static final int LONGEST_TEXT = 500;
    /** Items in a list unless the caller asks for another number. */
    public static final int DEFAULT_LIMIT = 50;
    /** The most items a list gives at once. */
    public static final int GREATEST_LIMIT = 1000;

    private static final String NOBODY = "anonymous";

    private final Map<String, Object> headers;
    private final Map<String, List<String>> query;
    private final byte[] body;
    private final String contentType;
    private final String who;

    private Request(Map<String, Object> headers, Map<String, List<String>> query, byte[] body, String contentType,
                    String who) {
        this.headers = headers;
        this.query = query;
        this.body = body;
        this.contentType = contentType;
        this.who = who;
    }

    /** Takes the call out of the message and leaves the message without headers. */
    static Request takenFrom(Exchange exchange) {
        Message message = exchange.getMessage();
        Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(message.getHeaders());
        message.removeHeaders("*");
        byte[] body = message.getBody(byte[].class);
        Object address = headers.get(VertxPlatformHttpConstants.REMOTE_ADDRESS);
        String who = headers.get(VertxPlatformHttpConstants.AUTHENTICATED_USER) instanceof User user
                ? user.subject() : NOBODY + (address == null ? "" : " on " + hostOf(address.toString()));
        return new Request(headers, queryOf((String) headers.get(Exchange.HTTP_RAW_QUERY)),
                body == null ? new byte[0] : body, last(headers.get(Exchange.CONTENT_TYPE)), who);
    }

    private static String hostOf(String address) {
        int port = address.lastIndexOf(':');
        return port < 0 ? address : address.substring(0, port);
    }

    private static Map<String, List<String>> queryOf(String raw) {
        try {
            return raw == null ? Map.of() : new QueryStringDecoder(raw, false).parameters();
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The part of the address after '?' is not encoded correctly.");
        }
    }

    /** Who calls: the name logged in with, or the address of the caller where nobody has to log in. */
    public String who() {
        return who;
    }

    /** A part of the path, decoded. Camel appends it after headers and query of the same name. */
    public String path(String name) {
        return checked(name, last(headers.get(name)));
    }

    /** A part of the path that is an id; what can't be one names nothing, so it is a 404. */
    public UUID pathId(String name, String what) {
        String text = path(name);
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.notFound("There is no " + what + " '" + text + "'.");
        }
    }

    /** Refuses a misspelt query parameter instead of ignoring it: a filter that does not filter misleads. */
    public Request takesOnly(String... names) {
        Set<String> known = Set.copyOf(Arrays.asList(names));
        for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
            String name = checked("query", parameter.getKey());
            if (!known.contains(name)) {
                throw Problem.badRequest("There is no query parameter '" + name + "' here; "
                        + (known.isEmpty() ? "this call takes none." : "known are " + String.join(", ", names) + "."));
            }
            if (parameter.getValue().size() > 1) {
                throw Problem.badRequest("The query parameter '" + name + "' is given more than once.");
            }
        }
        return this;
    }

    /** A query parameter, or empty when it is absent or blank. */
    public Optional<String> query(String name) {
        List<String> values = query.getOrDefault(name, List.of());
        boolean absent = values.isEmpty() || values.get(0).isBlank();
        return absent ? Optional.empty() : Optional.of(checked(name, values.get(0)));
    }

    /**
     * A query parameter that is an id.
     *
     * @throws Problem 400 when it is none
     */
    public Optional<UUID> queryId(String name) {
        return query(name).map(text -> {
            try {
                return UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest(name + " = '" + text + "' is not an id of the form "
                        + "01234567-89ab-cdef-0123-456789abcdef.");
            }
        });
    }

    /** How many items of a list are asked for. */
    public int limit() {
        String text = query("limit").orElse(String.valueOf(DEFAULT_LIMIT));
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= GREATEST_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below, with the bounds
        }
        throw Problem.badRequest("limit = '" + text + "' is not a whole number from 1 to " + GREATEST_LIMIT + ".");
    }

    /**
     * The JSON object that was sent; an empty body stands for an object without properties.
     *
     * @throws Problem 415 when it is not JSON by its own account, 400 when it does not have the expected shape
     */
    public <T> T body(Class<T> type) {
        if (body.length == 0 && !isForm()) {
            return Json.read(new byte[] {'{', '}'}, type);
        }
        String mediaType = contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!mediaType.equals("application/json")) {
            throw Problem.of(415, "The body is " + (mediaType.isEmpty() ? "of no named type"
                    : "'" + checked("Content-Type", mediaType) + "'")
                    + "; send JSON with Content-Type: application/json.");
        }
        return Json.read(body, type);
    }

    /** The server takes forms apart itself, so that their body looks empty here. */
    private boolean isForm() {
        String length = last(headers.get(Exchange.CONTENT_LENGTH));
        return length != null && !length.equals("0");
    }

    /**
     * A text of the caller, if it can be a name or key.
     *
     * @throws Problem 400 when it is too long, or holds control characters
     */
    public static String checked(String name, String text) {
        if (text == null) {
            throw Problem.badRequest("'" + name + "' is missing.");
        }
        if (text.length() > LONGEST_TEXT) {
            throw Problem.badRequest("The value of '" + name + "' has " + text.length()
                    + " characters; the longest allowed has " + LONGEST_TEXT + ".");
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw Problem.badRequest("The value of '" + name + "' holds a control character.");
        }
        return text;
    }

    private static String last(Object header) {
        Object value = header instanceof List<?> several ? several.get(several.size() - 1) : header;
        return value == null ? null : value.toString();
    }
}
