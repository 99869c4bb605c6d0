package io.kytkin.sandbox.query;

import io.kytkin.sandbox.wire.CrmError;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The query part of a URL, decoded: system options by name, parameter aliases, and the rest. */
public final class QueryOptions {
    private static final Set<String> KNOWN = Set.of("$apply", "$select", "$filter", "$orderby", "$expand", "$top",
        "$count", "$skiptoken", "$deltatoken", "$id");
    private static final Set<String> REFUSED = Set.of("$skip", "$search", "$format", "$compute", "$levels", "$index");

    /** Other ways of asking, by their names in small letters; they would change which rows are meant. */
    private static final Set<String> NOT_OFFERED = Set.of("savedquery", "userquery", "sql");

    private final Map<String, String> options = new LinkedHashMap<>();

    /**
     * @param rawQuery the part behind the question mark, still encoded, or null
     * @throws CrmError for an option the service refuses, an unknown one and one given twice
     */
    public QueryOptions(String rawQuery) {
        if (rawQuery == null || rawQuery.isEmpty()) {
            return;
        }
        for (String pair : rawQuery.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals)).trim();
            check(name);
            name = name.equalsIgnoreCase(FetchXml.OPTION) ? FetchXml.OPTION : name;
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (options.put(name, value) != null && name.startsWith("$")) {
                throw CrmError.badQuery("Query option '" + name + "' was specified more than once.");
            }
        }
    }

    private static void check(String name) {
        if (REFUSED.contains(name)) {
            throw new CrmError(400, "0x80060888", "The query parameter " + name + " is not supported");
        }
        if (NOT_OFFERED.contains(name.toLowerCase(Locale.ROOT))) {
            throw CrmError.notImplemented("The query parameter " + name + " is not supported here.");
        }
        if (name.startsWith("$") && !KNOWN.contains(name)) {
            throw CrmError.badQuery("The query parameter '" + name + "' is not supported.");
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw CrmError.badQuery("The query has a percent sign that begins no character.");
        }
    }

    /** A value as it stands in an address. */
    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The option's decoded value, or null. */
    public String get(String name) {
        return options.get(name);
    }

    /** Whether the option is there. */
    public boolean has(String name) {
        return options.containsKey(name);
    }

    /** All options by name. */
    public Map<String, String> all() {
        return options;
    }
}
