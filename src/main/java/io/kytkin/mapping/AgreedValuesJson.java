package io.kytkin.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SegmentedStringWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Agreed values as the state database keeps them: {@code {"name":"Ahlgren","ownerid":["JD","0d1f..."]}}, a pair only
 * where the two forms differ. It is written for every record of a job, hence the streaming.
 */
public final class AgreedValuesJson {
    private static final JsonFactory JSON = new JsonFactory();

    private AgreedValuesJson() { }

    public static String write(AgreedValues agreed) {
        SegmentedStringWriter text = new SegmentedStringWriter(JSON._getBufferRecycler());
        try {
            write(agreed, text);
            return text.getAndClear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(AgreedValues agreed, Writer text) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, AgreedValues.Pair> value : agreed.byAttribute().entrySet()) {
                json.writeFieldName(value.getKey());
                AgreedValues.Pair pair = value.getValue();
                if (pair.erp() == null ? pair.crm() == null : pair.erp().equals(pair.crm())) {
                    json.writeString(pair.crm());
                } else {
                    json.writeStartArray();
                    json.writeString(pair.erp());
                    json.writeString(pair.crm());
                    json.writeEndArray();
                }
            }
            json.writeEndObject();
        }
    }

    /**
     * @param text what {@link #write} gave; null or blank: nothing agreed
     * @throws IllegalArgumentException when it is anything else
     */
    public static AgreedValues read(String text) {
        if (text == null || text.isBlank()) {
            return AgreedValues.none();
        }
        Map<String, AgreedValues.Pair> values = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            boolean whole = json.nextToken() == JsonToken.START_OBJECT;
            while (whole && json.nextToken() == JsonToken.FIELD_NAME) {
                String attribute = json.currentName();
                AgreedValues.Pair pair = pair(json);
                whole = pair != null;
                values.put(attribute, pair);
            }
            if (!whole || json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw new IllegalArgumentException("agreed values can't be read: '" + text + "'");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("agreed values can't be read: " + e.getMessage(), e);
        }
        return new AgreedValues(values);
    }

    /** Null when it is neither a text nor a pair of texts. */
    private static AgreedValues.Pair pair(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        if (token != JsonToken.START_ARRAY) {
            return isText(token) ? new AgreedValues.Pair(json.getValueAsString(), json.getValueAsString()) : null;
        }
        boolean texts = isText(json.nextToken());
        String erp = json.getValueAsString();
        texts &= isText(json.nextToken());
        String crm = json.getValueAsString();
        return texts && json.nextToken() == JsonToken.END_ARRAY ? new AgreedValues.Pair(erp, crm) : null;
    }

    private static boolean isText(JsonToken token) {
        return token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL;
    }
}
