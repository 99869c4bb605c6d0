package io.kytkin.sandbox.query;

import io.kytkin.sandbox.store.ValueOrder;
import io.kytkin.sandbox.wire.CrmError;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Compares operands whose types the query's author chose, who may have chosen ones that do not go together. */
final class Comparisons {
    private Comparisons() {
    }

    static int compare(Object left, Object right) {
        Object one = pointInTime(ValueOrder.normalize(left), right);
        Object other = pointInTime(ValueOrder.normalize(right), left);
        if (one.getClass() != other.getClass() && !(one instanceof Number && other instanceof Number)) {
            throw CrmError.badQuery("The values '" + left + "' and '" + right + "' are of types that can't be"
                + " compared.");
        }
        return ValueOrder.compare(one, other);
    }

    /** A date beside a point in time is its midnight. */
    private static Object pointInTime(Object value, Object beside) {
        return value instanceof LocalDate date && beside instanceof Instant
            ? date.atStartOfDay(ZoneOffset.UTC).toInstant() : value;
    }
}
