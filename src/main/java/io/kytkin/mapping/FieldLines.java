package io.kytkin.mapping;

import io.kytkin.mapping.FieldMapping.Arrow;
import io.kytkin.mapping.MappingProblem.Mistake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the block of field lines of a mapping (docs/mapping-reference.md). Every mistake of the block is found in one
 * go, with its line and word.
 */
final class FieldLines {
    private static final List<String> MODIFIERS =
            List.of("coupled", "required", "second pass", "option", "on create", "from LCY", "blank is", "else");

    private final String mapping;
    private final List<Mistake> mistakes = new ArrayList<>();

    private FieldLines(String mapping) {
        this.mapping = mapping;
    }

    /** @throws MappingProblem with every mistake of the block; lines count from 1 within it */
    static List<FieldMapping> parse(String mapping, String block) {
        FieldLines lines = new FieldLines(mapping);
        List<FieldMapping> fields = new ArrayList<>();
        int number = 0;
        for (String line : block.split("\n", -1)) {
            number++;
            List<String> words = lines.words(line, number);
            if (words != null && !words.isEmpty()) {
                FieldMapping field = lines.field(words, number);
                if (field != null) {
                    fields.add(field);
                }
            }
        }
        if (fields.isEmpty() && lines.mistakes.isEmpty()) {
            lines.mistakes.add(new Mistake(mapping, null, 0, "there is no field line; write one like: name -> name"));
        }
        if (!lines.mistakes.isEmpty()) {
            throw new MappingProblem(lines.mistakes);
        }
        return fields;
    }

    private FieldMapping field(List<String> words, int number) {
        if (words.size() < 3) {
            return mistake(number, "'" + String.join(" ", words) + "' is not a whole field line; write an ERP column, "
                    + "an arrow and a CRM attribute, for example: phone_no <-> telephone1");
        }
        Arrow arrow = null;
        for (Arrow known : Arrow.values()) {
            arrow = known.text().equals(words.get(1)) ? known : arrow;
        }
        if (arrow == null) {
            return mistake(number, "'" + words.get(1) + "' is no arrow; write ->, <- or <->");
        }
        String erp = words.get(0);
        boolean constant = erp.startsWith("'");
        if (constant && arrow != Arrow.TO_CRM) {
            return mistake(number, "the constant " + erp + " can only go to the CRM; write ->");
        }
        FieldModifiers modifiers = new FieldModifiers();
        int at = 3;
        while (at < words.size()) {
            int used = modifiers.take(words, at);
            if (used <= 0) {
                String word = words.get(at);
                return mistake(number, used < 0 ? modifiers.complaint() : "'" + word + "' is no modifier"
                        + NearestWord.suggestion(word, MODIFIERS));
            }
            at += used;
        }
        String text = constant ? unquoted(erp) : erp;
        return new FieldMapping(String.join(" ", words), number, text, constant, words.get(2), arrow,
                modifiers.coupled, modifiers.required, modifiers.secondPass, modifiers.onCreate, modifiers.fromLcy,
                Map.copyOf(modifiers.options), modifiers.blank, modifiers.otherwise);
    }

    private FieldMapping mistake(int number, String text) {
        mistakes.add(new Mistake(mapping, null, number, text));
        return null;
    }

    /** The words of a line; a quoted text or a list in braces is one word. Null when something is left open. */
    private List<String> words(String line, int number) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < line.length()) {
            char first = line.charAt(at);
            if (Character.isWhitespace(first) || first == ',') {
                at++;
            } else if (first == '#') {
                break;
            } else if (first == '\'' || first == '"' || first == '{') {
                char last = first == '{' ? '}' : first;
                int end = endOf(line, at + 1, last);
                if (end < 0) {
                    mistake(number, "the " + first + " in '" + line.strip() + "' is not closed; write " + last);
                    return null;
                }
                words.add(line.substring(at, end + 1));
                at = end + 1;
            } else {
                int end = at;
                while (end < line.length() && !Character.isWhitespace(line.charAt(end)) && line.charAt(end) != ','
                        && line.charAt(end) != '{' && line.charAt(end) != '#') {
                    end++;
                }
                words.add(line.substring(at, end));
                at = end;
            }
        }
        return words;
    }

    /** A doubled quote stands for itself. */
    private static int endOf(String line, int from, char last) {
        for (int at = from; at < line.length(); at++) {
            if (line.charAt(at) == last) {
                if (last != '}' && at + 1 < line.length() && line.charAt(at + 1) == last) {
                    at++;
                } else {
                    return at;
                }
            }
        }
        return -1;
    }

    static String unquoted(String word) {
        if (word.length() > 1 && word.startsWith("'")) {
            return word.substring(1, word.length() - 1).replace("''", "'");
        }
        return word;
    }

    /** The modifiers read so far of one line. */
    private static final class FieldModifiers {
        private String coupled;
        private boolean required;
        private boolean secondPass;
        private boolean onCreate;
        private boolean fromLcy;
        private final Map<String, Integer> options = new LinkedHashMap<>();
        private String blank;
        private String otherwise;
        private String complaint;

        String complaint() {
            return complaint;
        }

        /** How many words were used: 0 when there is no such modifier, negative when it is incomplete. */
        int take(List<String> words, int at) {
            String word = words.get(at).toLowerCase(Locale.ROOT);
            String next = at + 1 < words.size() ? words.get(at + 1) : null;
            switch (word) {
                case "required":
                    required = true;
                    return 1;
                case "second":
                    secondPass = true;
                    return "pass".equalsIgnoreCase(next) ? 2 : complain("after 'second' must follow 'pass'");
                case "on":
                    onCreate = true;
                    return "create".equalsIgnoreCase(next) ? 2 : complain("after 'on' must follow 'create'");
                case "from":
                    fromLcy = true;
                    return "lcy".equalsIgnoreCase(next) ? 2 : complain("after 'from' must follow 'LCY'");
                case "coupled":
                    coupled = next;
                    return next != null ? 2 : complain("after 'coupled' must follow the name of a mapping");
                case "blank":
                    return takeBlank(words, at);
                case "else":
                    return takeElse(words, at, next);
                case "option":
                    return takeOptions(next);
                default:
                    return 0;
            }
        }

        private int takeBlank(List<String> words, int at) {
            if (at + 2 >= words.size() || !"is".equalsIgnoreCase(words.get(at + 1))) {
                return complain("after 'blank' must follow 'is' and a text in quotes, for example: blank is 'EUR'");
            }
            blank = unquoted(words.get(at + 2));
            return 3;
        }

        private int takeElse(List<String> words, int at, String next) {
            if (next == null) {
                return complain("after 'else' must follow a value, 'default owner', or erp, crm, newest or ask");
            }
            if ("default".equalsIgnoreCase(next) && at + 2 < words.size()
                    && "owner".equalsIgnoreCase(words.get(at + 2))) {
                otherwise = "default owner";
                return 3;
            }
            otherwise = unquoted(next);
            return 2;
        }

        private int takeOptions(String list) {
            if (list == null || !list.startsWith("{")) {
                return complain("after 'option' must follow a list like {30 DAYS=1, 45 DAYS=3}");
            }
            for (String entry : list.substring(1, list.length() - 1).split(",")) {
                int equals = entry.lastIndexOf('=');
                try {
                    options.put(RecordKey.code(entry.substring(0, equals)),
                            Integer.valueOf(entry.substring(equals + 1).strip()));
                } catch (IndexOutOfBoundsException | NumberFormatException e) {
                    return complain("'" + entry.strip() + "' in the option list is not CODE=number");
                }
            }
            return 2;
        }

        private int complain(String text) {
            complaint = text;
            return -1;
        }
    }
}
