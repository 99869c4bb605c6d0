package io.kytkin.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.Values;
import java.math.BigDecimal;
import java.time.Instant;

/** Rows as plain JSON, for whoever looks into the sandbox from the outside. */
final class RowCopies {
    private RowCopies() {
    }

    static ObjectNode copy(Row row) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Column column : row.table().columns()) {
            Object value = row.get(column);
            if (value == null) {
                copy.putNull(column.name());
            } else if (value instanceof Integer number) {
                copy.put(column.name(), number);
            } else if (value instanceof Long number) {
                copy.put(column.name(), number);
            } else if (value instanceof BigDecimal number) {
                copy.put(column.name(), number);
            } else if (value instanceof Double number) {
                copy.put(column.name(), number);
            } else if (value instanceof Boolean truth) {
                copy.put(column.name(), truth);
            } else {
                copy.put(column.name(), value instanceof Instant instant ? Values.INSTANT.format(instant)
                    : value.toString());
            }
        }
        return copy;
    }
}
