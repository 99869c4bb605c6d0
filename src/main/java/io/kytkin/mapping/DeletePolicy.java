package io.kytkin.mapping;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of a record when its partner on the other side was deleted: the properties {@code onErpDelete} and
 * {@code onCrmDelete} of a mapping.
 *
 * @param action what is done
 * @param column which column of the ERP marks a record as out of use, for {@code deactivate}; else null
 * @param value  what that column is set to, as text; else null
 */
public record DeletePolicy(Action action, String column, String value) {

    /** The word in the mapping file, in capitals. */
    public enum Action {
        /** The record stays as it is; the coupling is broken. */
        KEEP,
        /** The record is taken out of use: {@code statecode} 1 in the CRM, a column named by the policy in the ERP. */
        DEACTIVATE,
        /** The record is deleted too. */
        DELETE,
        /** The partner is created anew. */
        RESTORE
    }

    /** Nothing is done to what is left. */
    public static final DeletePolicy KEEP = new DeletePolicy(Action.KEEP, null, null);

    private static final List<String> WORDS = List.of("keep", "deactivate", "delete", "restore");
    private static final Pattern MARK = Pattern.compile("(?i)deactivate\\s+(\"[^\"]+\"|\\w+)\\s*=\\s*'([^']*)'");

    /**
     * Reads {@code keep}, {@code delete}, {@code restore}, {@code deactivate} or {@code deactivate column = 'value'}.
     *
     * @throws IllegalArgumentException when it is none of these; its message ends a sentence that begins with the property
     */
    public static DeletePolicy of(String text) {
        String stripped = text == null ? "" : text.strip();
        Matcher mark = MARK.matcher(stripped);
        if (mark.matches()) {
            return new DeletePolicy(Action.DEACTIVATE, mark.group(1).replace("\"", ""), mark.group(2));
        }
        if (WORDS.contains(stripped)) {
            return new DeletePolicy(Action.valueOf(stripped.toUpperCase(Locale.ROOT)), null, null);
        }
        throw new IllegalArgumentException("is '" + text + "'; it can be " + String.join(", ", WORDS)
                + ", or deactivate column = 'value' where the ERP's record is marked"
                + NearestWord.suggestion(stripped, WORDS));
    }
}
