package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** What the descriptions of tables, columns, keys and relationships are made of alike. */
final class MetadataParts {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int ENGLISH = 1033;

    private MetadataParts() { }

    static ObjectNode base(String name) {
        return JSON.objectNode().put("MetadataId", id(name)).putNull("HasChanged");
    }

    private static String id(String name) {
        return UUID.nameUUIDFromBytes(("sandbox:" + name).getBytes(StandardCharsets.UTF_8))
            .toString();
    }

    static String schemaName(String name) {
        return name.isEmpty() ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    static String title(String name) {
        return schemaName(name.replace('_', ' '));
    }

    static ObjectNode label(String text) {
        ObjectNode label = JSON.objectNode();
        ArrayNode localized = label.putArray("LocalizedLabels");
        if (text == null) {
            label.putNull("UserLocalizedLabel");
            return label;
        }
        ObjectNode own = JSON.objectNode().put("Label", text).put("LanguageCode", ENGLISH).put("IsManaged", true)
            .put("MetadataId", id("label:" + text)).putNull("HasChanged");
        localized.add(own);
        label.set("UserLocalizedLabel", own.deepCopy());
        return label;
    }

    static ObjectNode managed(boolean value, String name) {
        return JSON.objectNode().put("Value", value).put("CanBeChanged", true).put("ManagedPropertyLogicalName", name);
    }
}
