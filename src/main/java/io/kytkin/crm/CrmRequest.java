package io.kytkin.crm;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request, or one operation of a {@code $batch}.
 *
 * @param method      of HTTP
 * @param resource    path under the root of the Web API, not encoded; or a link that the CRM handed out
 * @param options     query options by name, not encoded, in the order given
 * @param headers     besides those that every request has
 * @param body        null: none
 * @param contentType of the body; null: JSON
 */
public record CrmRequest(String method, String resource, Map<String, String> options, Map<String, String> headers,
                         byte[] body, String contentType) {
    static final byte[] NO_BODY = null;

    public CrmRequest {
        options = options == null ? Map.of() : options;
        headers = headers == null ? Map.of() : headers;
    }

    public static CrmRequest get(String resource, Map<String, String> options) {
        return new CrmRequest("GET", resource, options, Map.of(), NO_BODY, null);
    }

    public static CrmRequest get(String resource) {
        return get(resource, Map.of());
    }

    /** A request with a JSON body. */
    public static CrmRequest json(String method, String resource, byte[] body) {
        return new CrmRequest(method, resource, Map.of(), Map.of(), body, null);
    }

    /** The same request with one more header. */
    public CrmRequest with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new CrmRequest(method, resource, options, more, body, contentType);
    }

    /** Whether it only reads: then it may be repeated whatever happened to it. */
    public boolean isRead() {
        return method.equals("GET");
    }

    /** What messages call it: the resource without link and query. */
    String subject() {
        int query = resource.indexOf('?');
        String path = query < 0 ? resource : resource.substring(0, query);
        int version = path.indexOf("/api/data/v");
        return version < 0 ? path : path.substring(path.indexOf('/', version + 11) + 1);
    }
}
