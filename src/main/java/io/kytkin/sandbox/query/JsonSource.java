package io.kytkin.sandbox.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** An entry of a metadata table as a query sees it. */
public record JsonSource(ObjectNode entry) implements Source {
    @Override
    public Object get(String property) {
        JsonNode value = entry.get(property);
        if (value == null || value.isNull()) {
            return null;
        }
        if (value.isTextual()) {
            String text = value.textValue();
            return property.endsWith("Id") && Literals.isIdentifier(text) ? UUID.fromString(text) : text;
        }
        return value.isBoolean() ? (Object) value.booleanValue() : value.isNumber() ? value.decimalValue()
            : value.toString();
    }

    @Override
    public Source follow(String navigation) {
        return entry.get(navigation) instanceof ObjectNode object ? new JsonSource(object) : null;
    }

    @Override
    public List<Source> all(String collection) {
        List<Source> entries = new ArrayList<>();
        JsonNode found = entry.get(collection);
        if (found != null) {
            found.forEach(each -> {
                if (each instanceof ObjectNode object) {
                    entries.add(new JsonSource(object));
                }
            });
        }
        return entries;
    }
}
