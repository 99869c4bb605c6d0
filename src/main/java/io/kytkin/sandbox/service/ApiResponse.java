package io.kytkin.sandbox.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.wire.CrmError;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * An answer of the Web API.
 *
 * @param status HTTP status
 * @param headers in the order they are sent
 * @param body empty when there is none
 */
public record ApiResponse(int status, Map<String, String> headers, byte[] body) {
    /** How JSON bodies are labelled. */
    public static final String JSON = "application/json; odata.metadata=minimal";
    private static final byte[] NOTHING = new byte[0];
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** An answer without a body. */
    public static ApiResponse empty(int status) {
        return new ApiResponse(status, startHeaders(), NOTHING);
    }

    /** An answer with a JSON body. */
    public static ApiResponse json(int status, byte[] body) {
        return new ApiResponse(status, startHeaders(), body).with("Content-Type", JSON);
    }

    /** A plain text. */
    public static ApiResponse text(String type, String text) {
        return new ApiResponse(200, startHeaders(), text.getBytes(StandardCharsets.UTF_8)).with("Content-Type", type);
    }

    /** The error body of a refusal; with {@code annotations} also the members Dataverse adds for people. */
    public static ApiResponse error(CrmError error, boolean annotations) {
        return error(error, annotation -> annotations);
    }

    /** The error body of a refusal, with those members for people that are wanted. */
    static ApiResponse error(CrmError error, Predicate<String> wanted) {
        ObjectNode body = MAPPER.createObjectNode();
        ObjectNode details = body.putObject("error").put("code", error.code()).put("message", error.getMessage());
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put("ErrorDetails.OperationStatus", "0");
        annotations.put("ErrorDetails.SubErrorCode", "2");
        annotations.put("HelpLink",
            "http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException:" + error.code());
        annotations.put("TraceText", error.getMessage());
        annotations.put("InnerError.Message", error.getMessage());
        annotations.forEach((name, value) -> {
            if (wanted.test("Microsoft.PowerApps.CDS." + name)) {
                details.put("@Microsoft.PowerApps.CDS." + name, value);
            }
        });
        return json(error.status(), bytes(body));
    }

    /** The JSON as bytes. */
    static byte[] bytes(ObjectNode body) {
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> startHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("OData-Version", "4.0");
        return headers;
    }

    /** The same answer with one header more; a null value adds nothing. */
    public ApiResponse with(String header, String value) {
        if (value != null) {
            headers.put(header, value);
        }
        return this;
    }
}
