package io.kytkin.erp;

import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader.Chunk;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * Keeps what was read beyond a page. A table is asked once for several pages. An erpQuery with a window or a union is computed
 * as a whole however few rows are asked for: for pages of 100 rows of 100,000 that would be a thousand passes instead of twenty.
 *
 * <p>What is kept is a fixed number of rows a mapping, softly held, and only good for the very next call of the job
 * that read it. A record that changes meanwhile changes after the job's bound, so the next job reads it anyway.
 * Safe for several threads.
 */
final class ReadAhead {
    /** Rows of a stored table read at once: its index leads to them, so more would only be older when they are written. */
    private static final int ROWS_OF_TABLE = 1_000;
    /** Rows of an erpQuery read at once: a few megabytes. */
    private static final int ROWS_OF_QUERY = 5_000;
    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();

    /** A record and the position after it. */
    record Placed(PageRecord record, String position) { }

    private record Rest(MappingDefinition mapping, String after, String before, List<Placed> rows, boolean last,
                        long since) {

        boolean answers(MappingDefinition asked, String position, String bound) {
            return mapping == asked && after.equals(position) && Objects.equals(before, bound)
                    && System.nanoTime() - since < KEPT_NANOS;
        }
    }

    private final Map<String, SoftReference<Rest>> rests = new ConcurrentHashMap<>();

    /** @param fetch reads that many rows after the same position */
    Chunk read(ErpTable table, String after, String before, int limit, IntFunction<List<Placed>> fetch) {
        MappingDefinition mapping = table.mapping();
        SoftReference<Rest> kept = rests.remove(mapping.name());
        Rest rest = kept == null ? null : kept.get();
        List<Placed> rows;
        boolean last;
        if (rest != null && rest.answers(mapping, after, before)) {
            rows = rest.rows;
            last = rest.last;
        } else {
            int wanted = Math.max(limit, table.stored() ? ROWS_OF_TABLE : ROWS_OF_QUERY);
            rows = fetch.apply(wanted);
            last = rows.size() < wanted;
        }
        if (rows.size() <= limit) {
            return chunk(rows, last);
        }
        List<Placed> now = rows.subList(0, limit);
        rests.put(mapping.name(), new SoftReference<>(new Rest(mapping, now.get(limit - 1).position(), before,
                rows.subList(limit, rows.size()), last, System.nanoTime())));
        return chunk(now, false);
    }

    private static Chunk chunk(List<Placed> rows, boolean last) {
        return new Chunk(rows.stream().map(Placed::record).toList(),
                rows.isEmpty() ? null : rows.get(rows.size() - 1).position(), last);
    }
}
