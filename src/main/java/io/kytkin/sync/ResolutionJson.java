package io.kytkin.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kytkin.mapping.Resolution;

/** Resolutions as the state database keeps them. */
final class ResolutionJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResolutionJson() { }

    static String write(Resolution resolution) {
        try {
            return JSON.writeValueAsString(resolution);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the resolution can't be written: " + e.getOriginalMessage(), e);
        }
    }

    /** Null for null. */
    static Resolution read(String text) {
        try {
            return text == null ? null : JSON.readValue(text, Resolution.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the resolution can't be read: " + e.getOriginalMessage(), e);
        }
    }
}
