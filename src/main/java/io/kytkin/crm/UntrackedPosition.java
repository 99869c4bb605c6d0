package io.kytkin.crm;

import java.time.Duration;
import java.time.Instant;

/**
 * How far reading has come in a CRM table without change tracking: it tells changed records by their {@code modifiedon} only,
 * and deleted ones not at all.
 *
 * @param all   whether all records are being read, in the order of their key; else those changed since, in the order of change
 * @param since the CRM's time from which on the next job has to read; null: the table has no {@code modifiedon}
 * @param link  to the next page of the present answer; null: it came to its end
 */
record UntrackedPosition(boolean all, Instant since, String link) {
    private static final String PREFIX = "untracked ";
    private static final int PARTS = 4;

    /** Null for the position of a table that tracked its changes, and for none. */
    static UntrackedPosition parse(String text) {
        if (text == null || !text.startsWith(PREFIX)) {
            return null;
        }
        String[] parts = text.split(" ", PARTS);
        return new UntrackedPosition(parts[1].equals("all"), parts[2].equals("-") ? null : Instant.parse(parts[2]),
                parts.length < PARTS ? null : parts[PARTS - 1]);
    }

    static boolean isOne(String text) {
        return text.startsWith(PREFIX);
    }

    String text() {
        return PREFIX + (all ? "all " : "since ") + (since == null ? "-" : since) + (link == null ? "" : " " + link);
    }

    /**
     * What may be stored; null: nothing, because another job would have to begin again.
     *
     * @param now     the CRM's clock at the job's start
     * @param overlap how long a transaction of the CRM may take: it bears the time of its begin
     */
    UntrackedPosition storable(Instant now, Duration overlap) {
        if (since == null || all && link != null) {
            return null;
        }
        Instant latest = now.minus(overlap);
        return new UntrackedPosition(false, since.isAfter(latest) ? latest : since, null);
    }
}
