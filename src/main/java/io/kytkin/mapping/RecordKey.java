package io.kytkin.mapping;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * The text of a key of one or more columns: the parts joined by a comma; a comma or a backslash inside a part is
 * preceded by a backslash. Couplings, parked records, REST and the screen all use this form.
 */
public final class RecordKey {
    /** The longest key that the state database keeps, in characters. */
    public static final int LONGEST = 400;
    private static final char REPLACEMENT = '\uFFFD';

    private RecordKey() { }

    public static String join(List<String> parts) {
        if (parts.size() == 1 && parts.get(0).indexOf('\\') < 0 && parts.get(0).indexOf(',') < 0) {
            return parts.get(0);
        }
        StringBuilder joined = new StringBuilder();
        for (int part = 0; part < parts.size(); part++) {
            if (part > 0) {
                joined.append(',');
            }
            joined.append(parts.get(part).replace("\\", "\\\\").replace(",", "\\,"));
        }
        return joined.toString();
    }

    /** The parts again; the inverse of {@link #join}. */
    public static List<String> split(String key) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int at = 0; at < key.length(); at++) {
            char letter = key.charAt(at);
            if (letter == '\\' && at + 1 < key.length()) {
                part.append(key.charAt(++at));
            } else if (letter == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(letter);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    /** Why a key can't be kept, as the end of a sentence that begins with the key's columns; null: it can. */
    public static String problem(String key) {
        if (key.length() > LONGEST) {
            return "has " + key.length() + " characters, and a key may have " + LONGEST;
        }
        return key.indexOf('\0') >= 0 || isBroken(key) ? "holds half a character or the character 0" : null;
    }

    /** Whether a text holds a surrogate without its other half: then it has no form in UTF-8. */
    static boolean isBroken(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                return text.codePoints().anyMatch(RecordKey::isHalf);
            }
        }
        return false;
    }

    private static boolean isHalf(int letter) {
        return letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE;
    }

    /** A text as every database can keep it: what is no character is replaced. Null stays null. */
    public static String storable(String text) {
        if (text == null || text.indexOf('\0') < 0 && !isBroken(text)) {
            return text;
        }
        StringBuilder kept = new StringBuilder(text.length());
        text.codePoints().map(letter -> letter == 0 || isHalf(letter) ? REPLACEMENT : letter)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /**
     * A key as the state database can keep it in any case, for records that are parked because of their key: the end of
     * one that is too long gives way to a hash of the whole, so that two of them stay apart. Null stays null.
     */
    public static String bounded(String key) {
        if (key == null || problem(key) == null) {
            return key;
        }
        String hash = "~" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_16LE));
        String begin = storable(key.substring(0, Math.min(key.length(), LONGEST - hash.length())));
        return begin + hash;
    }

    /** A code as look-ups compare it: trimmed and in upper case, as the ERP's Code fields are (erp-crm-mappings, 0). */
    public static String code(String key) {
        return key.strip().toUpperCase(Locale.ROOT);
    }
}
