package io.kytkin.sandbox.query;

import io.kytkin.sandbox.wire.CrmError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * One part of {@code $expand} as it is written, tidied.
 *
 * @param path the navigation property, maybe with {@code /$ref} behind it
 * @param options what stands in its parentheses, by name
 * @param nested the parts of its own {@code $expand}
 */
record ExpandText(String path, Map<String, String> options, List<ExpandText> nested) {
    /** Takes the value of {@code $expand} apart. */
    static List<ExpandText> parse(String text) {
        List<ExpandText> parts = new ArrayList<>();
        for (String part : QueryText.split(text, ',')) {
            int open = part.indexOf('(');
            if (open >= 0 && QueryText.closing(part, open) != part.length() - 1) {
                throw CrmError.badQuery("The $expand '" + text + "' can't be understood.");
            }
            Map<String, String> options = new LinkedHashMap<>();
            String inside = open < 0 ? "" : part.substring(open + 1, part.length() - 1);
            for (String option : inside.isEmpty() ? List.<String>of() : QueryText.split(inside, ';')) {
                if (option.isEmpty()) {
                    continue;
                }
                int equals = option.indexOf('=');
                options.put(equals < 0 ? option : option.substring(0, equals).trim(),
                    equals < 0 ? "" : option.substring(equals + 1).trim());
            }
            parts.add(new ExpandText(open < 0 ? part : part.substring(0, open), options,
                options.containsKey("$expand") ? parse(options.get("$expand")) : List.of()));
        }
        return parts;
    }

    /** How many properties are expanded, over all levels. */
    static int count(List<ExpandText> parts) {
        return parts.stream().mapToInt(part -> 1 + count(part.nested)).sum();
    }

    /** The text for Olingo's parser: Dataverse's own functions are taken out of the filters on every level. */
    static String forOlingo(List<ExpandText> parts, CrmFunctions functions, Names names) {
        StringJoiner all = new StringJoiner(",");
        for (ExpandText part : parts) {
            Names inside = names.behind(part.path.split("/", 2)[0]);
            StringJoiner options = new StringJoiner(";", part.path + "(", ")").setEmptyValue(part.path);
            part.options.forEach((name, value) -> options.add(name + "=" + switch (name) {
                case "$filter" -> functions.takeOut(value, inside);
                case "$expand" -> forOlingo(part.nested, functions, inside);
                default -> value;
            }));
            all.add(options.toString());
        }
        return all.toString();
    }
}
