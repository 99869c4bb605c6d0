package io.kytkin.sandbox.store;

import io.kytkin.sandbox.schema.Reference;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.UUID;

/** How the CRM compares values: text without case and without trailing blanks, numbers by size, lookups by id. */
public final class ValueOrder {
    private ValueOrder() {
    }

    /** The form in which two values the CRM holds equal are equal; null stays null. */
    public static Object normalize(Object value) {
        if (value instanceof String text) {
            return text.stripTrailing().toLowerCase(Locale.ROOT);
        }
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros();
        }
        if (value instanceof Reference reference) {
            return reference.id();
        }
        return value;
    }

    /**
     * Compares two values that are not null. Numbers of different types compare by size; values that can't be compared
     * are a mistake of the caller.
     */
    public static int compare(Object left, Object right) {
        Object one = normalize(left);
        Object other = normalize(right);
        if (one instanceof Number && other instanceof Number && one.getClass() != other.getClass()) {
            return new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()));
        }
        if (one instanceof UUID id) {
            return IdentifierType.order(id, (UUID) other);
        }
        return compareSame(one, other);
    }

    @SuppressWarnings("unchecked") // both sides are values of one column type, each comparable with itself
    private static int compareSame(Object left, Object right) {
        return ((Comparable<Object>) left).compareTo(right);
    }
}
