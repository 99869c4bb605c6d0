package io.kytkin.mapping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What follows the CRM attribute on a field line: the modifiers of docs/mapping-reference.md, in any order. */
final class FieldModifiers {
    /** Each modifier by its first word. */
    private static final Map<String, String> KNOWN = Map.of("coupled", "coupled", "required", "required",
            "second", "second pass", "option", "option", "on", "on create", "from", "from LCY", "blank", "blank is",
            "else", "else");

    private final List<String> words;
    private final List<String> mistakes = new ArrayList<>(0);
    private final Map<String, Integer> options = new LinkedHashMap<>();
    private int at;
    private String coupled;
    private boolean required;
    private boolean secondPass;
    private boolean onCreate;
    private boolean fromLcy;
    private String blank;
    private String otherwise;
    private boolean otherwiseQuoted;

    /** @param words of the whole line; the modifiers begin at the given one */
    FieldModifiers(List<String> words, int from) {
        this.words = words;
        this.at = from;
        while (at < words.size()) {
            take(words.get(at++));
        }
    }

    private void take(String word) {
        switch (word.toLowerCase(Locale.ROOT)) {
            case "required" -> required = true;
            case "second" -> secondPass = follows("pass", "after 'second' must follow 'pass'");
            case "on" -> onCreate = follows("create", "after 'on' must follow 'create'");
            case "from" -> fromLcy = follows("LCY", "after 'from' must follow 'LCY'");
            case "coupled" -> coupled = next("after 'coupled' must follow the name of a mapping");
            case "option" -> takeOptions(next("after 'option' must follow a list like {30 DAYS=1, 45 DAYS=3}"));
            case "blank" -> {
                String form = "after 'blank' must follow 'is' and a text in quotes, for example: blank is 'EUR'";
                blank = follows("is", form) ? FieldLines.unquoted(next(form)) : null;
            }
            case "else" -> takeElse(
                    next("after 'else' must follow a value, 'default owner', or erp, crm, newest or ask"));
            default -> {
                String nearest = NearestWord.nearest(word, KNOWN.keySet());
                mistakes.add("'" + word + "' is no modifier"
                        + (nearest == null ? "" : "; did you mean '" + KNOWN.get(nearest) + "'?"));
                at += nearest == null || "required".equals(nearest) || at == words.size() ? 0 : 1;
                skipQuoted();
            }
        }
    }

    /** The value of a modifier that was not understood is no mistake of its own. */
    private void skipQuoted() {
        while (at < words.size() && "'{\"".indexOf(words.get(at).charAt(0)) >= 0) {
            at++;
        }
    }

    private boolean follows(String word, String complaint) {
        if (at < words.size() && words.get(at).equalsIgnoreCase(word)) {
            at++;
            return true;
        }
        mistakes.add(complaint);
        skipQuoted();
        return false;
    }

    /** The next word, or null when the line ends. */
    private String next(String complaint) {
        if (at < words.size()) {
            return words.get(at++);
        }
        mistakes.add(complaint);
        return null;
    }

    private void takeElse(String word) {
        if ("default".equalsIgnoreCase(word)) {
            otherwise = follows("owner", "after 'else default' must follow 'owner'; a value stands in quotes")
                    ? FieldMapping.DEFAULT_OWNER : null;
        } else if (word != null) {
            otherwise = FieldLines.unquoted(word);
            otherwiseQuoted = word.startsWith("'");
        }
    }

    private void takeOptions(String list) {
        if (list == null) {
            return;
        }
        if (!list.startsWith("{")) {
            mistakes.add("'" + list + "' is no list of options; write {30 DAYS=1, 45 DAYS=3}");
            return;
        }
        for (String entry : entries(list.substring(1, list.length() - 1))) {
            int equals = entry.lastIndexOf('=');
            String code = equals < 0 ? "" : RecordKey.code(FieldLines.unquoted(entry.substring(0, equals).strip()));
            String value = entry.substring(equals + 1).strip();
            if (code.isEmpty() || !isNumber(value)) {
                mistakes.add("'" + entry.strip() + "' in the option list is not CODE=number");
            } else if (options.putIfAbsent(code, Integer.valueOf(value)) != null) {
                mistakes.add("the code '" + code + "' is twice in the option list");
            }
        }
    }

    private static boolean isNumber(String value) {
        try {
            Integer.parseInt(value);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Parts between commas; a comma inside quotes separates nothing. */
    private static List<String> entries(String list) {
        List<String> entries = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int at = 0; at < list.length(); at++) {
            char letter = list.charAt(at);
            quoted ^= letter == '\'';
            if (letter == ',' && !quoted) {
                entries.add(list.substring(start, at));
                start = at + 1;
            }
        }
        entries.add(list.substring(start));
        return entries;
    }

    /** Everything that is wrong, also that modifiers do not go with the arrow or with each other. */
    List<String> mistakes(FieldMapping.Arrow arrow) {
        List<String> all = new ArrayList<>(mistakes);
        if (arrow == FieldMapping.Arrow.TO_ERP && secondPass) {
            all.add("'second pass' is about writing to the CRM; write ->");
        }
        if (fromLcy && arrow != FieldMapping.Arrow.TO_CRM) {
            all.add("'from LCY' converts on the way to the CRM only; write ->");
        }
        if (onCreate && secondPass) {
            all.add("'on create' and 'second pass' exclude each other: the field would never be sent");
        }
        if (coupled != null && !options.isEmpty()) {
            all.add("'coupled' and 'option' exclude each other");
        }
        if (arrow != FieldMapping.Arrow.BOTH && !otherwiseQuoted && FieldMapping.policy(otherwise) != null) {
            all.add("'else " + otherwise + "' says whose value counts in a two-way line; write <->, or quote a value");
        }
        return all;
    }

    FieldMapping field(String line, int number, String erp, boolean constant, String crm, FieldMapping.Arrow arrow) {
        return new FieldMapping(line, number, erp, constant, crm, arrow, coupled, required, secondPass, onCreate,
                fromLcy, Collections.unmodifiableMap(options), blank, otherwise);
    }
}
