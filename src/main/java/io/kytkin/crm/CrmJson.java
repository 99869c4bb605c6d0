package io.kytkin.crm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The CRM's JSON: decimals keep every digit, because amounts are compared with what was agreed. */
final class CrmJson {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    private CrmJson() { }

    /** @throws CrmAnswerUnknown when it is not JSON: then something else than the CRM answered */
    static JsonNode read(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException notJson) {
            throw new CrmAnswerUnknown("The CRM answered with something that is not JSON; a proxy may stand between.",
                    notJson);
        }
    }

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException("can't be written as JSON: " + value.getClass().getName(), impossible);
        }
    }

    static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException("can't be written as JSON: " + value.getClass().getName(), impossible);
        }
    }
}
