package io.kytkin.sandbox.service;

import io.kytkin.sandbox.wire.CrmError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of an address: a name and what stands in its parentheses.
 *
 * @param name decoded
 * @param key what is between the parentheses, decoded; null without parentheses
 * @param raw both as the client wrote them, still encoded
 */
record Segment(String name, String key, String raw) {
    /**
     * Takes a path apart. Slashes inside quotes belong to a value.
     *
     * @param path still encoded
     */
    static List<Segment> parse(String path) {
        List<Segment> segments = new ArrayList<>();
        StringBuilder segment = new StringBuilder();
        boolean quoted = false;
        for (char letter : path.toCharArray()) {
            quoted ^= letter == '\'';
            if (letter == '/' && !quoted) {
                add(segments, segment);
            } else {
                segment.append(letter);
            }
        }
        add(segments, segment);
        return segments;
    }

    private static void add(List<Segment> segments, StringBuilder text) {
        if (text.length() > 0) {
            segments.add(of(decode(text.toString()), text.toString()));
            text.setLength(0);
        }
    }

    private static Segment of(String text, String raw) {
        int open = text.indexOf('(');
        if (open < 0) {
            return new Segment(text, null, raw);
        }
        if (!text.endsWith(")")) {
            throw CrmError.badQuery("Bad Request - Error in query syntax: '" + text + "'.");
        }
        return new Segment(text.substring(0, open), text.substring(open + 1, text.length() - 1).trim(), raw);
    }

    /** In a path a plus sign is a plus sign. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw CrmError.badQuery("The address has a percent sign that begins no character.");
        }
    }

    /** The parts of a key, {@code name=value, ...}, values as written. */
    Map<String, String> keyParts() {
        Map<String, String> parts = new LinkedHashMap<>();
        int start = 0;
        boolean quoted = false;
        for (int at = 0; at <= key.length(); at++) {
            boolean end = at == key.length();
            if (!end && key.charAt(at) == '\'') {
                quoted = !quoted;
            }
            if (end || key.charAt(at) == ',' && !quoted) {
                String part = key.substring(start, at);
                int equals = part.indexOf('=');
                if (equals < 0 || quoted) {
                    throw CrmError.badQuery("Bad Request - Error in query syntax: '" + name + "(" + key + ")'.");
                }
                parts.put(part.substring(0, equals).trim(), part.substring(equals + 1).trim());
                start = at + 1;
            }
        }
        return parts;
    }

    @Override
    public String toString() {
        return key == null ? name : name + "(" + key + ")";
    }
}
