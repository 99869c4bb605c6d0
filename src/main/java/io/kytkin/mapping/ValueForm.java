package io.kytkin.mapping;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells whether a side that was given a value only gave it a form of its own (invariant 4): another case, blanks and
 * punctuation, a phone number with its country, fewer decimals. Anything else is another value.
 */
final class ValueForm {
    private static final Pattern PHONE = Pattern.compile("[+0-9 ()/.-]+");
    private static final int LONGEST_COUNTRY_CODE = 3;
    private static final int SHORTEST_PHONE = 2;

    private ValueForm() { }

    /** @param held what the side holds now, a value of its column's kind; null: nothing, which is another value */
    static boolean isSame(Object given, Object held) {
        if (given == null || held == null) {
            return false;
        }
        if (held instanceof BigDecimal number) {
            return isRounded(Values.number(given), number);
        }
        if (!(held instanceof String text)) {
            return false;
        }
        String before = Values.text(given);
        String bare = bare(before);
        return !bare.isEmpty() && bare.equals(bare(text))
                || isAbroad(before) != isAbroad(text) && isPhone(before) && isPhone(text) && isSamePhone(before, text);
    }

    private static boolean isPhone(String text) {
        return PHONE.matcher(text).matches();
    }

    private static boolean isAbroad(String phone) {
        return phone.startsWith("+") || phone.startsWith("00");
    }

    /** One of the two has a country's code before what the other has, and maybe not the zero that is dialled at home. */
    private static boolean isSamePhone(String one, String other) {
        String first = bare(one).replaceFirst("^0+", "");
        String second = bare(other).replaceFirst("^0+", "");
        int more = Math.abs(first.length() - second.length());
        return more <= LONGEST_COUNTRY_CODE && Math.min(first.length(), second.length()) >= SHORTEST_PHONE
                && (first.endsWith(second) || second.endsWith(first));
    }

    /** Letters and digits, without case. */
    private static String bare(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT).codePoints().filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** Fewer decimals, rounded whichever way; a number that lost digits before the point is another one. */
    private static boolean isRounded(BigDecimal given, BigDecimal held) {
        int decimals = Math.max(0, held.stripTrailingZeros().scale());
        return decimals < given.stripTrailingZeros().scale()
                && given.subtract(held).abs().compareTo(BigDecimal.ONE.movePointLeft(decimals)) < 0;
    }
}
