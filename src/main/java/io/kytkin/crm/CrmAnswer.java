package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * An answer as it came.
 *
 * @param headers by name in any case
 * @param body    empty when there is none
 */
public record CrmAnswer(int status, Map<String, String> headers, byte[] body) {

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Null when the answer has no such header. */
    public String header(String name) {
        return headers.get(name);
    }

    /** The body as JSON; null when it is empty. */
    public JsonNode json() {
        return body.length == 0 ? null : CrmJson.read(body);
    }

    boolean isMultipart() {
        String type = header("Content-Type");
        return type != null && type.regionMatches(true, 0, "multipart/mixed", 0, 15);
    }
}
