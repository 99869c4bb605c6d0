package io.kytkin.sandbox.schema;

import java.util.UUID;

/** The value of a lookup: which table, which row. */
public record Reference(String table, UUID id) {
    @Override
    public String toString() {
        return id.toString();
    }
}
