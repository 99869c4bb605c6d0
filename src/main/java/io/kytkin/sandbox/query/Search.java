package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.Reference;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.store.TableRows;
import io.kytkin.sandbox.store.ValueOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Finds the rows of a query, a page at a time. Only inside {@link Store#read}. */
public final class Search {
    /** What a count never goes beyond. */
    public static final int COUNT_LIMIT = 5000;

    private final Schema schema;
    private final Store store;

    /**
     * A page of rows.
     *
     * @param rows in order
     * @param next where the next page begins; null on the last
     * @param count how many rows match in all, at most {@link #COUNT_LIMIT}; -1 when not asked for
     * @param beyondLimit whether there are more than the limit
     */
    public record Page(List<Row> rows, Cookie next, int count, boolean beyondLimit) {
    }

    /** A search over that store. */
    public Search(Schema schema, Store store) {
        this.schema = schema;
        this.store = store;
    }

    /**
     * A page of a table.
     *
     * @param within only these rows, in key order; null for the whole table
     * @param cookie where to go on, or null for the first page
     * @param size most rows on the page
     */
    public Page page(Table table, Query query, List<Row> within, Cookie cookie, int size) {
        return query.orderBy().isEmpty() ? inKeyOrder(table, query, within, cookie, size)
            : sorted(table, query, within, cookie, size);
    }

    private Page inKeyOrder(Table table, Query query, List<Row> within, Cookie cookie, int size) {
        UUID after = cookie == null ? null : cookie.last();
        List<Row> rows = new ArrayList<>();
        visit(table, query.filter(), within, after, row -> {
            rows.add(row);
            return rows.size() <= size;
        });
        Cookie next = null;
        if (rows.size() > size) {
            rows.remove(size);
            next = next(cookie, rows);
        }
        return counted(table, query, within, rows, next);
    }

    private Page sorted(Table table, Query query, List<Row> within, Cookie cookie, int size) {
        List<Row> all = new ArrayList<>();
        visit(table, query.filter(), within, null, all::add);
        all.sort(order(query.orderBy()));
        int from = cookie == null ? 0 : position(all, cookie);
        int to = Math.min(all.size(), from + size);
        List<Row> rows = new ArrayList<>(all.subList(Math.min(from, to), to));
        return counted(table, query, within, rows, to < all.size() ? next(cookie, rows) : null);
    }

    /** Behind the last row handed out, wherever it stands now; where it would have stood if it is gone. */
    private static int position(List<Row> all, Cookie cookie) {
        for (int at = 0; at < all.size(); at++) {
            if (all.get(at).id().equals(cookie.last())) {
                return at + 1;
            }
        }
        return cookie.offset();
    }

    private static Cookie next(Cookie before, List<Row> rows) {
        int seen = (before == null ? 0 : before.offset()) + rows.size();
        return new Cookie(before == null ? 2 : before.page() + 1, seen, rows.get(rows.size() - 1).id(),
            before == null ? -1 : before.version(), 0);
    }

    private Page counted(Table table, Query query, List<Row> within, List<Row> rows, Cookie next) {
        if (!query.count()) {
            return new Page(rows, next, -1, false);
        }
        int count = count(table, query.filter(), within, COUNT_LIMIT + 1);
        return new Page(rows, next, Math.min(count, COUNT_LIMIT), count > COUNT_LIMIT);
    }

    /** How many rows match, counted no further than the limit. */
    public int count(Table table, Condition filter, List<Row> within, int limit) {
        if (filter == null && within == null) {
            return (int) Math.min(limit, store.rows(table).size());
        }
        int[] count = new int[1];
        visit(table, filter, within, null, row -> ++count[0] < limit);
        return count[0];
    }

    private interface Visitor {
        boolean visit(Row row);
    }

    private void visit(Table table, Condition filter, List<Row> within, UUID after, Visitor visitor) {
        TableRows rows = store.rows(table);
        if (within != null) {
            each(within, after, filter, visitor);
            return;
        }
        Set<UUID> candidates = filter == null ? null : new Candidates(table, rows).of(filter);
        if (candidates != null) {
            List<Row> found = new ArrayList<>();
            candidates.forEach(id -> addIfThere(rows, id, found::add));
            each(found, after, filter, visitor);
            return;
        }
        rows.scan(after, row -> !holds(filter, row) || visitor.visit(row));
    }

    private static void addIfThere(TableRows rows, UUID id, Consumer<Row> found) {
        Row row = rows.find(id);
        if (row != null) {
            found.accept(row);
        }
    }

    private void each(List<Row> rows, UUID after, Condition filter, Visitor visitor) {
        for (Row row : rows) {
            boolean behind = after == null || TableRows.KEY_ORDER.compare(row.id(), after) > 0;
            if (behind && holds(filter, row) && !visitor.visit(row)) {
                return;
            }
        }
    }

    private boolean holds(Condition filter, Row row) {
        return filter == null || Condition.holds(filter, source(row));
    }

    private RowSource source(Row row) {
        return new RowSource(schema, store, row);
    }

    /** Empty first, text without case, a lookup by the name of what it points at, equal rows by key. */
    private Comparator<Row> order(List<Order> orders) {
        Comparator<Row> comparator = null;
        for (Order order : orders) {
            Comparator<Row> next = Comparator.comparing(row -> sortValue(row, order.path()),
                Comparator.nullsFirst(ValueOrder::compare));
            next = order.descending() ? next.reversed() : next;
            comparator = comparator == null ? next : comparator.thenComparing(next);
        }
        return comparator.thenComparing(Row::id, TableRows.KEY_ORDER);
    }

    private Object sortValue(Row row, Operand.Path path) {
        Object value = path.value(new Scope(source(row)));
        if (value instanceof Reference reference) {
            Table target = schema.table(reference.table());
            Row there = store.rows(target).find(reference.id());
            return there == null || target.primaryName() == null ? null : there.get(target.primaryName());
        }
        return value;
    }
}
