package io.kytkin.sandbox.query;

import io.kytkin.sandbox.wire.CrmError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Query options as text, before Olingo's parser sees them. What stands in quotes is nobody's business here. */
final class QueryText {
    private static final List<String> OPERATORS = List.of("not", "and", "or");
    private static final String NO_BLANK_BEHIND = ",;(:";
    private static final String NO_BLANK_BEFORE = ",;):";

    private QueryText() {
    }

    /**
     * The same without the optional blanks, which the service takes and Olingo does not; {@code not(} and {@code )and}
     * get theirs.
     */
    static String tidy(String text) {
        StringBuilder tidy = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char letter = text.charAt(at);
            int end = at + 1;
            if (isQuote(letter)) {
                end = endOfQuoted(text, at);
                tidy.append(text, at, end);
            } else if (Character.isWhitespace(letter)) {
                while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
                    end++;
                }
                if (tidy.length() > 0 && end < text.length()
                    && NO_BLANK_BEHIND.indexOf(tidy.charAt(tidy.length() - 1)) < 0
                    && NO_BLANK_BEFORE.indexOf(text.charAt(end)) < 0) {
                    tidy.append(' ');
                }
            } else {
                boolean touches = letter == '(' && endsWithOperator(tidy)
                    || Character.isLetter(letter) && tidy.length() > 0 && tidy.charAt(tidy.length() - 1) == ')';
                tidy.append(touches ? " " : "").append(letter);
            }
            at = end;
        }
        return tidy.toString();
    }

    private static boolean endsWithOperator(StringBuilder text) {
        for (String operator : OPERATORS) {
            int start = text.length() - operator.length();
            boolean isWord = start == 0 || start > 0 && " ()=,;:".indexOf(text.charAt(start - 1)) >= 0;
            if (isWord && text.indexOf(operator, start) == start) {
                return true;
            }
        }
        return false;
    }

    /**
     * The same with parameter aliases replaced by their values, one without a value by null. Arrays stay: only
     * Dataverse's functions take them, and those look aliases up themselves.
     */
    static String withAliases(String text, Map<String, String> values) {
        if (text.indexOf('@') < 0) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char letter = text.charAt(at);
            int end = isQuote(letter) ? endOfQuoted(text, at) : letter == '@' ? endOfName(text, at) : at + 1;
            String part = text.substring(at, end);
            String value = letter == '@' ? tidy(values.getOrDefault(part, "null")) : part;
            result.append(value.startsWith("[") && letter == '@' ? part : value);
            at = end;
        }
        return result.toString();
    }

    /** The parts between separators that stand neither in quotes nor in parentheses or brackets. */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int depth = 0;
        int at = 0;
        while (at < text.length()) {
            char letter = text.charAt(at);
            if (isQuote(letter)) {
                at = endOfQuoted(text, at);
                continue;
            }
            depth += "([".indexOf(letter) >= 0 ? 1 : ")]".indexOf(letter) >= 0 ? -1 : 0;
            if (letter == separator && depth == 0) {
                parts.add(text.substring(start, at));
                start = at + 1;
            }
            at++;
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** Where the parenthesis closes that opens there. */
    static int closing(String text, int open) {
        int depth = 0;
        int at = open;
        while (at < text.length()) {
            char letter = text.charAt(at);
            if (isQuote(letter)) {
                at = endOfQuoted(text, at);
                continue;
            }
            depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
            at++;
        }
        throw CrmError.badQuery("A closing parenthesis is missing in '" + text + "'.");
    }

    static boolean isQuote(char letter) {
        return letter == '\'' || letter == '"';
    }

    /** Behind the name, path or alias that begins there. */
    static int endOfName(String text, int start) {
        int at = start + 1;
        while (at < text.length()
            && (Character.isLetterOrDigit(text.charAt(at)) || "_./".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    /** Behind the closing quote: a doubled one stands for itself, and in double quotes one behind a backslash. */
    static int endOfQuoted(String text, int start) {
        char quote = text.charAt(start);
        int at = start + 1;
        while (at < text.length()) {
            char letter = text.charAt(at);
            if (quote == '"' && letter == '\\') {
                at++;
            } else if (letter == quote) {
                boolean doubled = quote == '\'' && at + 1 < text.length() && text.charAt(at + 1) == quote;
                if (!doubled) {
                    return at + 1;
                }
                at++;
            }
            at++;
        }
        throw CrmError.badQuery("There is an unterminated string literal in '" + text + "'.");
    }
}
