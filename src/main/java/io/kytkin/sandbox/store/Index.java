package io.kytkin.sandbox.store;

import io.kytkin.sandbox.schema.Column;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Which rows hold a value in a column, or a combination of values in several. Rows with a null among them are not
 * listed, so an alternate key with a gap is free. Guarded by the store's lock.
 */
final class Index {
    private final List<Column> columns;
    /** One id, or a sorted set of them. */
    private final Map<Object, Object> rows = new HashMap<>();

    Index(List<Column> columns) {
        this.columns = columns;
    }

    /** The entry of a row, or null when a value is missing. */
    Object keyOf(Row row) {
        if (columns.size() == 1) {
            return ValueOrder.normalize(row.get(columns.get(0)));
        }
        List<Object> key = new ArrayList<>(columns.size());
        for (Column column : columns) {
            Object value = ValueOrder.normalize(row.get(column));
            if (value == null) {
                return null;
            }
            key.add(value);
        }
        return key;
    }

    void add(Row row) {
        Object key = keyOf(row);
        if (key != null) {
            rows.merge(key, row.id(), Index::join);
        }
    }

    void remove(Row row) {
        Object key = keyOf(row);
        if (key != null) {
            rows.computeIfPresent(key, (same, present) -> without(present, row.id()));
        }
    }

    /** The rows with that normalized value, in key order; a view, to be copied by who goes on to write. */
    Set<UUID> find(Object key) {
        Object found = rows.get(key);
        if (found == null) {
            return Set.of();
        }
        return found instanceof UUID id ? Set.of(id) : Collections.unmodifiableSet(set(found));
    }

    private static Object join(Object present, Object added) {
        TreeSet<UUID> ids = present instanceof UUID id ? new TreeSet<>(IdentifierType::order) : set(present);
        if (present instanceof UUID id) {
            ids.add(id);
        }
        ids.add((UUID) added);
        return ids;
    }

    private static Object without(Object present, UUID removed) {
        if (present instanceof UUID id) {
            return id.equals(removed) ? null : present;
        }
        TreeSet<UUID> ids = set(present);
        ids.remove(removed);
        return ids.isEmpty() ? null : ids;
    }

    @SuppressWarnings("unchecked") // the map holds nothing but ids and such sets
    private static TreeSet<UUID> set(Object present) {
        return (TreeSet<UUID>) present;
    }
}
