package io.kytkin.erp;

import java.util.Collection;
import java.util.Locale;

/** Finds what a person most likely meant by a name that does not exist. */
final class Nearest {
    private Nearest() { }

    /** {@code ; the nearest is 'x'}, or nothing when no name comes near. */
    static String hint(String wrong, Collection<String> names) {
        String best = null;
        int bestDistance = Math.max(2, wrong.length() / 3) + 1;
        for (String name : names) {
            int distance = distance(plain(wrong), plain(name));
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        return best == null ? "" : "; the nearest is '" + best + "'";
    }

    private static String plain(String name) {
        return name.replace("\"", "").toLowerCase(Locale.ROOT);
    }

    /** The number of letters to insert, remove or replace. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int at = 0; at <= other.length(); at++) {
            row[at] = at;
        }
        for (int letter = 1; letter <= one.length(); letter++) {
            int diagonal = row[0];
            row[0] = letter;
            for (int at = 1; at <= other.length(); at++) {
                int replaced = diagonal + (one.charAt(letter - 1) == other.charAt(at - 1) ? 0 : 1);
                diagonal = row[at];
                row[at] = Math.min(replaced, Math.min(row[at], row[at - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
