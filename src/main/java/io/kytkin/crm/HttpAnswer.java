package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What HTTP answers to a request, or to one of the requests inside it. */
interface HttpAnswer {
    int status();

    /** By name in any case. */
    Map<String, String> headers();

    /** Empty when there is none. */
    byte[] body();

    default boolean isSuccess() {
        return status() >= 200 && status() < 300;
    }

    /** Null when the answer has no such header. */
    default String header(String name) {
        return headers().get(name);
    }

    /** The body as JSON; null when it is empty. */
    default JsonNode json() {
        return body().length == 0 ? null : CrmJson.read(body());
    }
}
