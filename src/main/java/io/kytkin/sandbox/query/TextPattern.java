package io.kytkin.sandbox.query;

import java.util.regex.Pattern;

/**
 * What {@code contains}, {@code startswith} and {@code endswith} look for: without case, and with {@code %}, {@code _}
 * and {@code [...]} as the wildcards they are in the CRM's database.
 */
public final class TextPattern {
    private final Pattern pattern;

    /**
     * @param text what is looked for
     * @param open anything may stand before it
     * @param close anything may stand behind it
     */
    public TextPattern(String text, boolean open, boolean close) {
        StringBuilder expression = new StringBuilder(open ? ".*" : "");
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            int end = letter == '[' ? text.indexOf(']', at + 2) : -1;
            if (end > 0) {
                String set = text.substring(at + 1, end);
                boolean excluded = set.startsWith("^");
                expression.append(excluded ? "[^" : "[")
                    .append(set.substring(excluded ? 1 : 0).replaceAll("[\\\\\\[\\]&^]", "\\\\$0")).append(']');
                at = end;
            } else {
                expression.append(letter == '%' ? ".*" : letter == '_' ? "." : Pattern.quote(String.valueOf(letter)));
            }
        }
        pattern = Pattern.compile(expression + (close ? ".*" : ""),
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    boolean matches(String value) {
        return pattern.matcher(value).matches();
    }
}
