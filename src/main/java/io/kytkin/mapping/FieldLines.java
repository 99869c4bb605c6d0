package io.kytkin.mapping;

import io.kytkin.mapping.FieldMapping.Arrow;
import io.kytkin.mapping.MappingProblem.Mistake;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the block of field lines of a mapping (docs/mapping-reference.md). Every mistake of the block is found in one
 * go, with its line and word.
 */
final class FieldLines {
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
        FieldModifiers modifiers = new FieldModifiers(words, 3);
        List<String> wrong = modifiers.mistakes(arrow);
        wrong.forEach(text -> mistake(number, text));
        return wrong.isEmpty() ? modifiers.field(String.join(" ", words), number, constant ? unquoted(erp) : erp,
                constant, Row.nameOf(words.get(2)), arrow) : null;
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

    /** The text of a word without its single quotes; null stays null. */
    static String unquoted(String word) {
        if (word != null && word.length() > 1 && word.startsWith("'")) {
            return word.substring(1, word.length() - 1).replace("''", "'");
        }
        return word;
    }
}
