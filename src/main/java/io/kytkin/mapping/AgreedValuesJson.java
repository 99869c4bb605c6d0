package io.kytkin.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
        StringWriter text = new StringWriter(40 * agreed.byAttribute().size() + 2);
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
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
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String attribute = json.currentName();
                if (json.nextToken() == JsonToken.START_ARRAY) {
                    String erp = textOf(json, json.nextToken());
                    String crm = textOf(json, json.nextToken());
                    json.nextToken();
                    values.put(attribute, new AgreedValues.Pair(erp, crm));
                } else {
                    String both = textOf(json, json.currentToken());
                    values.put(attribute, new AgreedValues.Pair(both, both));
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("agreed values can't be read: " + e.getMessage(), e);
        }
        return new AgreedValues(values);
    }

    private static String textOf(JsonParser json, JsonToken token) throws IOException {
        return token == JsonToken.VALUE_NULL ? null : json.getText();
    }
}
