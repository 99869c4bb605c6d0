package io.kytkin.sandbox.service;

import io.kytkin.sandbox.schema.Table;
import java.util.UUID;

/** Told of every record a committed write has touched and of every create that was asked for. */
public interface Counters {
    /** Kinds of change to a record. */
    enum Kind { CREATED, UPDATED, DELETED }

    /** A record was written and the write is committed. */
    void written(Table table, Kind kind);

    /** Somebody asked to create a record under that id, with whatever success. */
    void createAsked(Table table, UUID id);

    /** An operation was carried out: a request of its own, a part of a batch, or a record of a bulk action. */
    void operation();
}
