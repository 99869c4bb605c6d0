package io.kytkin.erp;

import java.util.ArrayList;
import java.util.List;

/**
 * The records after a position, in the order of time of change and key, as conditions that an index can follow.
 *
 * <p>{@code (a, b) > (x, y)} says it in one condition, which PostgreSQL follows; but SQL Server has no such comparison, and
 * H2 and the form {@code a >= x and (a > x or b > y)} walk over all records of the time x for each page: with a million equal
 * times a page took 0.3 s. So these are read in stretches, {@code a = x and b > y} and then {@code a > x}, each with its own
 * statement; the second runs only when the first did not fill the page. Measured on H2 and PostgreSQL with a million
 * rows, equal and different times: 0.1 to 0.4 ms for a page of 100 in all four cases.
 *
 * <p>An erpQuery has no index of its own and may cost a pass over its tables whatever the condition, so there one
 * statement says it all.
 */
final class Keyset {

    /** One statement's part. */
    @FunctionalInterface
    interface Stretch {
        /** Adds the condition and the order to a select. */
        void addTo(Query query);
    }

    private final ErpTable table;
    private final ErpColumn modified;
    private final List<ErpColumn> id;

    private final boolean ordered;

    Keyset(ErpTable table) {
        this(table, true);
    }

    private Keyset(ErpTable table, boolean ordered) {
        this.ordered = ordered;
        this.table = table;
        this.modified = table.modified();
        this.id = table.id();
    }

    /** The same conditions in no order, for a question whether anything is there: not every database takes an order in it. */
    static Keyset unordered(ErpTable table) {
        return new Keyset(table, false);
    }

    /**
     * What is to be read, in this order.
     *
     * @param after null: everything
     * @param bound the latest time that counts; null: no bound
     */
    List<Stretch> after(Position after, Object bound) {
        List<Stretch> stretches = new ArrayList<>();
        if (modified == null) {
            addStretches(stretches, id, after == null ? List.of() : after.id(), "", null);
            return stretches;
        }
        List<Object> values = new ArrayList<>();
        if (after != null && after.modified() != null) {
            values.add(after.modified());
            values.addAll(after.id());
        } else if (modified.nullable()) {
            addStretches(stretches, id, after == null ? List.of() : after.id(), modified.sql() + " is null and ", null);
        }
        List<ErpColumn> order = new ArrayList<>();
        order.add(modified);
        order.addAll(id);
        addStretches(stretches, order, values, "", bound);
        return stretches;
    }

    /** What is to be read in the order of the key alone. @param after empty: from the beginning */
    List<Stretch> afterId(List<Object> after) {
        List<Stretch> stretches = new ArrayList<>();
        addStretches(stretches, id, after, "", null);
        return stretches;
    }

    /** @param values of the first columns of the order; what is read is greater */
    private void addStretches(List<Stretch> stretches, List<ErpColumn> order, List<Object> values, String start,
                              Object bound) {
        if (values.isEmpty()) {
            stretches.add(query -> end(query.add(start), order, bound).add(ordered(order)));
        } else if (!table.stored()) {
            stretches.add(query -> {
                addGreater(query.add(start), order, values, 0);
                end(query.add(" and "), order, bound).add(ordered(order));
            });
        } else if (table.dialect().followsRowOrder()) {
            stretches.add(query -> {
                query.add(start).add("(").add(listed(order.subList(0, values.size()))).add(") > (");
                for (int at = 0; at < values.size(); at++) {
                    query.add(at == 0 ? "" : ", ").add(order.get(at), values.get(at));
                }
                end(query.add(") and "), order, bound).add(ordered(order));
            });
        } else {
            for (int equal = values.size() - 1; equal >= 0; equal--) {
                int last = equal;
                stretches.add(query -> {
                    query.add(start);
                    for (int at = 0; at < last; at++) {
                        query.add(order.get(at).sql()).add(" = ").add(order.get(at), values.get(at)).add(" and ");
                    }
                    query.add(order.get(last).sql()).add(" > ").add(order.get(last), values.get(last));
                    end(query.add(" and "), order, bound).add(ordered(order));
                });
            }
        }
    }

    /** {@code a >= x and (a > x or (b >= y and (b > y or ...)))}: the first comparison is for indexes underneath. */
    private static void addGreater(Query query, List<ErpColumn> order, List<Object> values, int at) {
        ErpColumn column = order.get(at);
        if (at == values.size() - 1) {
            query.add(column.sql()).add(" > ").add(column, values.get(at));
            return;
        }
        query.add("(").add(column.sql()).add(" >= ").add(column, values.get(at)).add(" and (");
        query.add(column.sql()).add(" > ").add(column, values.get(at)).add(" or ");
        addGreater(query, order, values, at + 1);
        query.add("))");
    }

    private Query end(Query query, List<ErpColumn> order, Object bound) {
        if (order.size() == id.size()) {
            return query.add("1 = 1");
        }
        if (bound == null) {
            return query.add(modified.sql()).add(" is not null");
        }
        // Below the lowest row version of a running transaction nothing comes any more; the clock's own time may.
        return query.add(modified.sql()).add(modified.isRowVersion() ? " < " : " <= ").add(modified, bound);
    }

    private String ordered(List<ErpColumn> order) {
        return !ordered ? "" : " order by " + listed(order);
    }

    private static String listed(List<ErpColumn> columns) {
        return String.join(", ", columns.stream().map(ErpColumn::sql).toList());
    }
}
