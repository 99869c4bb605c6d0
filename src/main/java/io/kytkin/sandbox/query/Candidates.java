package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.TableRows;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Finds the rows a filter can hold for without looking at all of them: comparisons for equality go through an index.
 * The filter must still be tested on each.
 */
final class Candidates {
    /** So many rows are looked at sooner than a second index is asked. */
    private static final int FEW = 500;

    private final Table table;
    private final TableRows rows;

    Candidates(Table table, TableRows rows) {
        this.table = table;
        this.rows = rows;
    }

    /** A superset of the matching ids in key order, or null when all rows have to be looked at. */
    Set<UUID> of(Condition condition) {
        if (condition instanceof Condition.And and) {
            Set<UUID> left = of(and.left());
            Set<UUID> right = left != null && left.size() < FEW ? null : of(and.right());
            return left == null ? right : right == null || left.size() <= right.size() ? left : right;
        }
        if (condition instanceof Condition.Or or) {
            Set<UUID> left = of(or.left());
            Set<UUID> right = left == null ? null : of(or.right());
            return right == null ? null : union(left, right);
        }
        if (condition instanceof Condition.Equal equal && equal.left() instanceof Operand.Path path
            && equal.right() instanceof Operand.Constant constant) {
            return equal(path, constant.constant());
        }
        if (condition instanceof Condition.In in) {
            Set<UUID> all = null;
            for (Object value : in.values()) {
                Set<UUID> found = equal(in.path(), value);
                if (found == null) {
                    return null;
                }
                all = all == null ? found : union(all, found);
            }
            return all == null ? Set.of() : all;
        }
        return null;
    }

    private Set<UUID> equal(Operand.Path path, Object value) {
        Column column = path.isOwnColumn() ? table.column(path.property()) : null;
        boolean selective = column != null && column.options().isEmpty() && column.type() != ColumnType.BOOLEAN;
        return selective && sameType(column, value) ? rows.equalTo(column, value) : null;
    }

    private static boolean sameType(Column column, Object value) {
        return switch (column.type()) {
            case TEXT -> value instanceof String;
            case IDENTIFIER, LOOKUP -> value instanceof UUID;
            default -> false;
        };
    }

    private static Set<UUID> union(Set<UUID> left, Set<UUID> right) {
        Set<UUID> both = left instanceof TreeSet<UUID> set ? set : new TreeSet<>(TableRows.KEY_ORDER);
        if (both != left) {
            both.addAll(left);
        }
        both.addAll(right);
        return both;
    }
}
