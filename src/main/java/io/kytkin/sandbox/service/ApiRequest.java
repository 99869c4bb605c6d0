package io.kytkin.sandbox.service;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request of the Web API, on its own or as a part of a batch.
 *
 * @param method in capitals
 * @param root absolute address of the API's version: {@code http://host/api/data/v9.2/}
 * @param path what follows the root, still encoded, without the query
 * @param query what follows the question mark, still encoded, or null
 * @param headers by name without case
 * @param body empty when there is none
 */
public record ApiRequest(String method, String root, String path, String query, Map<String, List<String>> headers,
                         byte[] body) {
    /** An empty header map that ignores case. */
    public static Map<String, List<String>> noHeaders() {
        return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }

    /** The first value of a header, or null. */
    public String header(String name) {
        List<String> values = headers.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The absolute address as the client wrote it. */
    public String url() {
        return root + path + (query == null ? "" : "?" + query);
    }

    /** Whether it could change anything. */
    public boolean isRead() {
        return method.equals("GET") || method.equals("HEAD");
    }
}
