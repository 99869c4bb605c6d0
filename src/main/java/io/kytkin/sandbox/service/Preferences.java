package io.kytkin.sandbox.service;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a client prefers: {@code Prefer} headers, several or one with commas. */
final class Preferences {
    private final Map<String, String> preferences = new LinkedHashMap<>();
    private final List<String> annotations;

    Preferences(List<String> headers) {
        for (String header : headers == null ? List.<String>of() : headers) {
            for (String part : split(header)) {
                int equals = part.indexOf('=');
                String name = (equals < 0 ? part : part.substring(0, equals)).trim().toLowerCase(Locale.ROOT);
                String value = equals < 0 ? "" : part.substring(equals + 1).trim();
                preferences.put(name, value.replaceAll("^\"|\"$", ""));
            }
        }
        String wanted = preferences.get("odata.include-annotations");
        annotations = wanted == null ? List.of() : Arrays.stream(wanted.split(",")).map(String::trim).toList();
    }

    private static List<String> split(String header) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (char letter : header.toCharArray()) {
            quoted ^= letter == '"';
            if ((letter == ',' || letter == ';') && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(letter);
            }
        }
        parts.add(part.toString());
        parts.removeIf(String::isBlank);
        return parts;
    }

    boolean wantsRepresentation() {
        return "representation".equals(preferences.get("return"));
    }

    boolean tracksChanges() {
        return preferences.containsKey("odata.track-changes");
    }

    boolean continuesOnError() {
        return preferences.containsKey("odata.continue-on-error")
            && !"false".equals(preferences.get("odata.continue-on-error"));
    }

    /** The page size asked for, or 0. */
    int pageSize() {
        String size = preferences.getOrDefault("odata.maxpagesize", preferences.get("maxpagesize"));
        return size == null || !size.matches("\\d{1,9}") ? 0 : Integer.parseInt(size);
    }

    /** The page size that counts: the one asked for, or the largest. */
    int pageSize(int largest) {
        int wanted = pageSize();
        return wanted == 0 ? largest : Math.min(wanted, largest);
    }

    boolean wantsAnnotations() {
        return !annotations.isEmpty();
    }

    /** Whether an annotation is wanted; {@code *} and {@code prefix.*} match many. */
    boolean wants(String annotation) {
        return annotations.stream().anyMatch(wanted -> wanted.equals(annotation) || wanted.equals("*")
            || wanted.endsWith("*") && annotation.startsWith(wanted.substring(0, wanted.length() - 1)));
    }

    /** What the answer to a read says it honoured, or null. */
    String appliedToRead() {
        List<String> applied = new ArrayList<>();
        if (pageSize() > 0) {
            applied.add("odata.maxpagesize=" + pageSize());
        }
        if (tracksChanges()) {
            applied.add("odata.track-changes");
        }
        if (wantsAnnotations()) {
            applied.add("odata.include-annotations=\"" + String.join(",", annotations) + "\"");
        }
        return applied.isEmpty() ? null : String.join(", ", applied);
    }

    /** What the answer to a write says it honoured, or null. */
    String appliedToWrite() {
        if (!wantsRepresentation()) {
            return null;
        }
        return wantsAnnotations() ? "return=representation, odata.include-annotations=\""
            + String.join(",", annotations) + "\"" : "return=representation";
    }
}
