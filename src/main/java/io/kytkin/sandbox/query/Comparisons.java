package io.kytkin.sandbox.query;

import io.kytkin.sandbox.store.ValueOrder;
import io.kytkin.sandbox.wire.CrmError;

/** Compares operands whose types the query's author chose, who may have chosen ones that do not go together. */
final class Comparisons {
    private Comparisons() {
    }

    static int compare(Object left, Object right) {
        Object one = ValueOrder.normalize(left);
        Object other = ValueOrder.normalize(right);
        if (one.getClass() != other.getClass() && !(one instanceof Number && other instanceof Number)) {
            throw CrmError.badQuery("The values '" + left + "' and '" + right + "' are of types that can't be"
                + " compared.");
        }
        return ValueOrder.compare(one, other);
    }
}
