package io.kytkin.sandbox.query;

import io.kytkin.sandbox.store.ValueOrder;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;

/** A filter as a tree. Two-valued as in the CRM: a comparison with an empty column is false, except {@code ne}. */
public sealed interface Condition {
    /** Whether it holds in that scope. */
    boolean test(Scope scope);

    /** Every one of them. */
    record And(Condition left, Condition right) implements Condition {
        @Override
        public boolean test(Scope scope) {
            return left.test(scope) && right.test(scope);
        }
    }

    /** Any of them. */
    record Or(Condition left, Condition right) implements Condition {
        @Override
        public boolean test(Scope scope) {
            return left.test(scope) || right.test(scope);
        }
    }

    /** The opposite. */
    record Not(Condition inner) implements Condition {
        @Override
        public boolean test(Scope scope) {
            return !inner.test(scope);
        }
    }

    /** Two operands are equal, both empty included; text without case. */
    record Equal(Operand left, Operand right) implements Condition {
        @Override
        public boolean test(Scope scope) {
            Object one = left.value(scope);
            Object other = right.value(scope);
            return one == null || other == null ? one == other : Comparisons.compare(one, other) == 0;
        }
    }

    /** One operand lies before or after the other; false when either is empty. */
    record Ordered(Operand left, Operand right, IntPredicate holds) implements Condition {
        @Override
        public boolean test(Scope scope) {
            Object one = left.value(scope);
            Object other = right.value(scope);
            return one != null && other != null && holds.test(Comparisons.compare(one, other));
        }
    }

    /** A column has one of the values; they are {@linkplain ValueOrder#normalize normalized}. */
    record In(Operand.Path path, Collection<Object> values) implements Condition {
        @Override
        public boolean test(Scope scope) {
            return values.contains(ValueOrder.normalize(path.value(scope)));
        }
    }

    /** A text matches a pattern. */
    record Like(Operand text, TextPattern pattern) implements Condition {
        @Override
        public boolean test(Scope scope) {
            Object value = text.value(scope);
            return value != null && pattern.matches(value.toString());
        }
    }

    /** A boolean column or literal stands alone. */
    record IsTrue(Operand operand) implements Condition {
        @Override
        public boolean test(Scope scope) {
            return Boolean.TRUE.equals(operand.value(scope));
        }
    }

    /**
     * {@code any} or {@code all} over a collection.
     *
     * @param collection the path to it
     * @param variable the name of the range variable
     * @param inner the condition on each entry; null for a bare {@code any()}
     * @param every {@code all} rather than {@code any}
     */
    record Lambda(Operand.Path collection, String variable, Condition inner, boolean every) implements Condition {
        @Override
        public boolean test(Scope scope) {
            List<Source> entries = collection.entries(scope);
            if (inner == null) {
                return !entries.isEmpty();
            }
            return every ? entries.stream().allMatch(entry -> inner.test(scope.with(variable, entry)))
                : entries.stream().anyMatch(entry -> inner.test(scope.with(variable, entry)));
        }
    }

    /** Whether the condition holds; no condition always does. */
    static boolean holds(Condition condition, Source source) {
        return condition == null || condition.test(new Scope(source));
    }
}
