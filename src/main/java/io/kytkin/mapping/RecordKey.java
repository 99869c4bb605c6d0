package io.kytkin.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The text of a key of one or more columns: the parts joined by a comma; a comma or a backslash inside a part is
 * preceded by a backslash. Couplings, parked records, REST and the screen all use this form.
 */
public final class RecordKey {
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

    /** A code as look-ups compare it: trimmed and in upper case, as the ERP's Code fields are (erp-crm-mappings, 0). */
    public static String code(String key) {
        return key.strip().toUpperCase(Locale.ROOT);
    }
}
