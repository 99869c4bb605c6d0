package io.kytkin.sandbox.store;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Table;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/**
 * The rows of one table in key order, their versions and what was deleted. Reads need {@link Store#read}; writes happen
 * inside a {@link Transaction} only.
 */
public final class TableRows {
    /** The order in which rows lie and pages follow each other. */
    public static final Comparator<UUID> KEY_ORDER = IdentifierType::order;
    /** Below this, looking at every row costs less than an index takes to build. */
    private static final int WORTH_AN_INDEX = 200;

    private final Table table;
    private final RowCodec codec;
    private final MVMap<UUID, byte[]> rows;
    private final MVMap<Long, UUID> versions;
    private final MVMap<Long, UUID> deleted;
    private final Map<List<Column>, Index> indexes = new ConcurrentHashMap<>();
    /** Rows of small tables as objects: currencies, users and the organization are read with nearly every write. */
    private final Map<UUID, Row> small = new ConcurrentHashMap<>();

    TableRows(MVStore store, Table table, RowCodec codec) {
        this.table = table;
        this.codec = codec;
        String name = table.logicalName();
        rows = store.openMap("rows." + name, new MVMap.Builder<UUID, byte[]>().keyType(IdentifierType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
        versions = store.openMap("versions." + name, versionMap());
        deleted = store.openMap("deleted." + name, versionMap());
    }

    private static MVMap.Builder<Long, UUID> versionMap() {
        return new MVMap.Builder<Long, UUID>().keyType(LongDataType.INSTANCE).valueType(IdentifierType.INSTANCE);
    }

    /** How many rows there are. */
    public long size() {
        return rows.sizeAsLong();
    }

    /** Whether there is a row with that id. */
    public boolean has(UUID id) {
        return small.containsKey(id) || rows.containsKey(id);
    }

    /** The row with that id, or null. */
    public Row find(UUID id) {
        Row known = small.get(id);
        if (known != null) {
            return known.copy();
        }
        byte[] bytes = rows.get(id);
        if (bytes == null) {
            return null;
        }
        Row row = codec.decode(bytes);
        if (small.size() < WORTH_AN_INDEX) {
            small.put(id, row.copy());
        }
        return row;
    }

    /**
     * Visits rows in key order until the visitor has enough.
     *
     * @param after the id to start behind, or null for the beginning
     * @param visitor returns false to stop
     */
    public void scan(UUID after, Predicate<Row> visitor) {
        Iterator<UUID> ids = rows.keyIterator(after);
        while (ids.hasNext()) {
            UUID id = ids.next();
            if (!id.equals(after) && !visitor.test(find(id))) {
                return;
            }
        }
    }

    /**
     * The rows whose column equals the value, in key order; null when the table is so small that looking at all of it
     * is cheaper. Builds an index at the first question about a column.
     */
    public Set<UUID> equalTo(Column column, Object value) {
        if (column.equals(table.primaryId()) || "ownerid".equals(column.name())) {
            return Set.of((UUID) value);
        }
        return size() < WORTH_AN_INDEX ? null : index(List.of(column)).find(ValueOrder.normalize(value));
    }

    /** The rows that have exactly these values in these columns, in key order. */
    public Set<UUID> equalTo(List<Column> columns, Row values) {
        Index index = index(columns);
        Object key = index.keyOf(values);
        return key == null ? Set.of() : index.find(key);
    }

    private Index index(List<Column> columns) {
        return indexes.computeIfAbsent(columns, missing -> {
            Index index = new Index(missing);
            scan(null, row -> {
                index.add(row);
                return true;
            });
            return index;
        });
    }

    /** Visits rows changed after a version, oldest change first, until the visitor has enough. */
    public void changedSince(long version, Predicate<Row> visitor) {
        Iterator<Long> changes = versions.keyIterator(version + 1);
        while (changes.hasNext()) {
            if (!visitor.test(find(versions.get(changes.next())))) {
                return;
            }
        }
    }

    /** Visits the ids deleted after a version and not created again, oldest first, each with its version. */
    public void deletedSince(long version, DeletedVisitor visitor) {
        Iterator<Long> changes = deleted.keyIterator(version + 1);
        while (changes.hasNext()) {
            long when = changes.next();
            UUID id = deleted.get(when);
            if (!rows.containsKey(id) && !visitor.visit(when, id)) {
                return;
            }
        }
    }

    /** Told of each deleted row. */
    @FunctionalInterface
    public interface DeletedVisitor {
        /**
         * @param version the version number of the delete
         * @param id the row that is gone
         * @return false to stop
         */
        boolean visit(long version, UUID id);
    }

    long lastVersion() {
        Long live = versions.lastKey();
        Long gone = deleted.lastKey();
        return Math.max(live == null ? 0 : live, gone == null ? 0 : gone);
    }

    /** Stores a row and returns the bytes it replaced, or null. */
    byte[] put(Row row) {
        return replace(row.id(), codec.encode(row), row);
    }

    /** Brings back what was stored under the id before; null brings back nothing. */
    byte[] restore(UUID id, byte[] bytes) {
        return replace(id, bytes, bytes == null ? null : codec.decode(bytes));
    }

    private byte[] replace(UUID id, byte[] bytes, Row now) {
        small.remove(id);
        byte[] before = bytes == null ? rows.remove(id) : rows.put(id, bytes);
        if (before != null) {
            Row old = codec.decode(before);
            versions.remove(old.version());
            indexes.values().forEach(index -> index.remove(old));
        }
        if (now != null) {
            versions.put(now.version(), id);
            indexes.values().forEach(index -> index.add(now));
        }
        return before;
    }

    void markDeleted(long version, UUID id) {
        deleted.put(version, id);
    }

    void unmarkDeleted(long version) {
        deleted.remove(version);
    }
}
