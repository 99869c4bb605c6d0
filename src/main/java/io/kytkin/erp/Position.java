package io.kytkin.erp;

import io.kytkin.mapping.RecordKey;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far reading has come: the time of change and the key of the last record read.
 *
 * @param modified null among the records that have no time of change, which come first; or when the mapping names no
 *                 such column
 * @param id       empty: after all records of that time
 */
record Position(Object modified, List<Object> id) {

    private static final Logger LOG = LoggerFactory.getLogger(Position.class);

    /**
     * Null, which is the beginning, also for a position that was stored under other key columns: reading too much costs
     * time, reading on from a wrong place would lose changes.
     *
     * @param modified null when the mapping names no column of that kind
     */
    static Position parse(String text, ErpColumn modified, List<ErpColumn> id) {
        if (text == null) {
            return null;
        }
        try {
            return read(text, modified, id);
        } catch (RuntimeException otherColumns) {
            LOG.warn("The position '{}' does not fit erpModified and erpId; reading starts from the beginning.", text);
            return null;
        }
    }

    private static Position read(String text, ErpColumn modified, List<ErpColumn> id) {
        List<String> parts = RecordKey.split(text);
        Object time = null;
        if (modified != null) {
            String first = parts.remove(0);
            time = first.isEmpty() ? null : modified.type().parse(first);
        }
        if (!parts.isEmpty() && parts.size() != id.size()) {
            throw new IllegalArgumentException(parts.size() + " parts of a key of " + id.size());
        }
        List<Object> key = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            key.add(id.get(part).type().parseKey(parts.get(part)));
        }
        return new Position(time, key);
    }

    String text(ErpColumn modifiedColumn, List<ErpColumn> idColumns) {
        List<String> parts = new ArrayList<>();
        if (modifiedColumn != null) {
            parts.add(modified == null ? "" : modifiedColumn.type().text(modified));
        }
        for (int part = 0; part < id.size(); part++) {
            parts.add(idColumns.get(part).type().keyText(id.get(part)));
        }
        return RecordKey.join(parts);
    }
}
