package io.kytkin.crm;

import java.util.Map;

/**
 * An answer as it came.
 *
 * @param headers by name in any case
 * @param body    empty when there is none
 */
public record CrmAnswer(int status, Map<String, String> headers, byte[] body) implements HttpAnswer {

    boolean isMultipart() {
        String type = header("Content-Type");
        return type != null && type.regionMatches(true, 0, "multipart/mixed", 0, 15);
    }
}
