package io.kytkin.mapping;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads the records of a mapping from one side, in pages. Each side has one; synch jobs read through it and know
 * nothing else of the side. Connections are held for a page, never for a job.
 */
public interface RecordReader {

    /**
     * Some records in reading order.
     *
     * @param end  the position after them, to be stored and given to the next call; null when nothing was read
     * @param last whether nothing comes after them
     * @param repeats whether earlier chunks of the same job may have had some of the records: those are saved first
     * @param whole whether all records are read instead of what changed, on a side that otherwise tells of deletes too: the
     *              end says nothing of what was deleted before
     */
    record Chunk(List<PageRecord> records, String end, boolean last, boolean repeats, boolean whole) {

        /** What changed, of a side that may repeat itself. */
        public Chunk(List<PageRecord> records, String end, boolean last, boolean repeats) {
            this(records, end, last, repeats, false);
        }

        /** One whose records no earlier chunk of the job had. */
        public Chunk(List<PageRecord> records, String end, boolean last) {
            this(records, end, last, false, false);
        }
    }

    /**
     * Reads the records after a position.
     *
     * @param after  the end of an earlier chunk, of this job or of an earlier one; null: from the beginning
     * @param before the bound that {@link #bound} gave at the job's start: what changed later is the next job's
     */
    Chunk read(MappingDefinition mapping, String after, String before, int limit);

    /** Reads these records whatever the position; one that no longer exists comes back with a null source. */
    List<PageRecord> readByIds(MappingDefinition mapping, Collection<String> ids);

    /** Those of these records that no longer exist; they come with a null source. */
    default List<PageRecord> absent(MappingDefinition mapping, Collection<String> ids) {
        return readByIds(mapping, ids).stream().filter(record -> record.source() == null).toList();
    }

    /** Whether {@link #read} also gives the records that were deleted; else they have to be searched for. */
    default boolean tellsOfDeletes(MappingDefinition mapping) {
        return false;
    }

    /** The side's clock or highest version now, as an opaque bound for {@link #read}. */
    String bound(MappingDefinition mapping);

    /** The same for a job that nobody waits for: what was read that short a time ago for another mapping will do. */
    default String bound(MappingDefinition mapping, Duration age) {
        return bound(mapping);
    }

    /**
     * The same for a job that goes on from a position. A side that can tell on this occasion that nothing changed since then
     * spares itself the question when it is read.
     *
     * @param after where reading will go on; null: from the beginning
     */
    default String bound(MappingDefinition mapping, Duration age, String after) {
        return bound(mapping, age);
    }

    /**
     * The position to store after a job whose pages are all saved: the given end, but never past the bound minus the
     * overlap (invariant 3), so that transactions which commit late are still seen.
     */
    String storable(String end, String bound, Duration overlap);

    /** Whether the side may be asked: false while it does not answer and is not due to be asked again. */
    default boolean isOpen() {
        return true;
    }

    /** When the side stopped answering; empty while it answers. */
    default Optional<Instant> silentSince() {
        return Optional.empty();
    }

    /** Whether jobs wait for the side: it can't be reached, and {@link #probe} says when it can again. */
    default boolean isAwaited() {
        return false;
    }

    /** Asks a side that can't be reached whether it is back, if it is time to; a timer calls it. */
    default void probe() {
        // A side for which no job waits is asked by the next job.
    }

    /** How many records are inside the mapping's filter, or {@link #countsTo} of them and more; costs one query. */
    long count(MappingDefinition mapping);

    /** As far as the side counts: that many, or any number above it. */
    default long countsTo() {
        return Long.MAX_VALUE;
    }
}
