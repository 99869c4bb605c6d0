package io.kytkin.sync;

import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A side in memory: records are numbered in the order of their changes, the number is the position. The columns are those
 * of {@link Things}.
 */
final class MemoryReader implements RecordReader {
    private static final Row.Header HEADER = new Row.Header(List.of("id", "no", "name", "parent_code", "friend_code"));

    /** A record of this side. */
    record Thing(String id, String no, String name, String parent, String friend, int change) { }

    private final Map<String, Map<String, Thing>> tables = new ConcurrentHashMap<>();
    private final AtomicInteger changes = new AtomicInteger();
    private volatile int failingReads;
    private volatile boolean repeating;
    private volatile long countsTo = Long.MAX_VALUE;

    Thing put(String mapping, String no) {
        return put(mapping, no, "name of " + no, null, null);
    }

    Thing put(String mapping, String no, String name, String parent, String friend) {
        Thing thing = new Thing("id-" + no, no, name, parent, friend, changes.incrementAndGet());
        table(mapping).put(thing.id(), thing);
        return thing;
    }

    void putMany(String mapping, int count) {
        for (int number = 0; number < count; number++) {
            put(mapping, String.format("%06d", number));
        }
    }

    /** Reading fails from now on, until it is called with 0. */
    void failAfter(int change) {
        failingReads = change;
    }

    /** From now on says of every chunk that earlier ones may have had the same records. */
    void repeat() {
        repeating = true;
    }

    private Map<String, Thing> table(String mapping) {
        return tables.computeIfAbsent(mapping, unknown -> new ConcurrentHashMap<>());
    }

    private static int number(String position) {
        return position == null ? 0 : Integer.parseInt(position);
    }

    @Override
    public Chunk read(MappingDefinition mapping, String after, String before, int limit) {
        if (failingReads > 0 && number(after) >= failingReads) {
            throw new IllegalStateException("the ERP's database is gone");
        }
        List<Thing> found = table(mapping.name()).values().stream()
                .filter(thing -> thing.change() > number(after) && thing.change() <= number(before))
                .sorted(Comparator.comparingInt(Thing::change)).limit(limit).toList();
        String end = found.isEmpty() ? null : String.valueOf(found.get(found.size() - 1).change());
        return new Chunk(found.stream().map(MemoryReader::record).toList(), end, found.size() < limit,
                repeating);
    }

    private static PageRecord record(Thing thing) {
        Row row = new Row(HEADER, new Object[] {thing.id(), thing.no(), thing.name(), thing.parent(), thing.friend()}, null);
        return new PageRecord(row, thing.id(), thing.no(), null, true);
    }

    @Override
    public List<PageRecord> readByIds(MappingDefinition mapping, Collection<String> ids) {
        List<PageRecord> records = new ArrayList<>();
        for (String id : ids) {
            Thing thing = table(mapping.name()).get(id);
            records.add(thing == null ? new PageRecord(null, id, null, null, false) : record(thing));
        }
        return records;
    }

    @Override
    public String bound(MappingDefinition mapping) {
        return String.valueOf(changes.get());
    }

    @Override
    public String storable(String end, String bound, Duration overlap) {
        return end;
    }

    @Override
    public long count(MappingDefinition mapping) {
        return Math.min(countsTo, table(mapping.name()).size());
    }

    /** It counts no further from now on. */
    void countTo(long most) {
        countsTo = most;
    }

    @Override
    public long countsTo() {
        return countsTo;
    }
}
