package io.kytkin.erp;

import io.kytkin.mapping.Kind;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The condition that some columns together have one of several values. The last value is repeated up to a power of
 * two, so that a database sees few different statements and keeps their plans.
 *
 * @param folded whether text is compared trimmed and without case, as matching does. The whole table is read then,
 *               unless it has an index over {@code lower(ltrim(rtrim(column)))}: a second for a million rows
 */
record OneOf(Dialect dialect, List<ErpColumn> columns, boolean folded) {

    /** How many values one statement takes, with those by which the list is filled up. */
    int most() {
        return Integer.highestOneBit(dialect.keyParameters() / columns.size());
    }

    /** @param values at least one and {@link #most} at most, each with a value for every column */
    void addTo(Query query, List<List<Object>> values) {
        int padded = values.size() == 1 ? 1 : Integer.highestOneBit(values.size() - 1) * 2;
        List<List<Object>> filled = IntStream.range(0, padded)
                .mapToObj(at -> values.get(Math.min(at, values.size() - 1))).toList();
        if (folded && dialect.hashesValues()) {
            addAsTable(query, filled);
        } else if (columns.size() == 1 || dialect.comparesRows()) {
            addAsList(query, filled);
        } else {
            addAsAlternatives(query, filled);
        }
    }

    /** {@code exists (select 1 from (values (?, ?), ...) k(c0, c1) where k.c0 = a and k.c1 = b)}. */
    private void addAsTable(Query query, List<List<Object>> values) {
        query.add("exists (select 1 from (values ");
        addTuples(query, values);
        query.add(") k(").add(joined(", ", at -> "c" + at)).add(") where ")
                .add(joined(" and ", at -> "k.c" + at + " = " + expression(columns.get(at)))).add(")");
    }

    /** {@code (a, b) in ((?, ?), ...)}. */
    private void addAsList(Query query, List<List<Object>> values) {
        query.add("(").add(joined(", ", at -> expression(columns.get(at)))).add(") in (");
        addTuples(query, values);
        query.add(")");
    }

    /** {@code ((a = ? and b = ?) or ...)}. */
    private void addAsAlternatives(Query query, List<List<Object>> values) {
        String separator = "(";
        for (List<Object> wanted : values) {
            query.add(separator);
            for (int at = 0; at < columns.size(); at++) {
                query.add(at == 0 ? "(" : " and ").add(expression(columns.get(at))).add(" = ");
                addValue(query, columns.get(at), wanted.get(at));
            }
            query.add(")");
            separator = " or ";
        }
        query.add(")");
    }

    private void addTuples(Query query, List<List<Object>> values) {
        String separator = "(";
        for (List<Object> wanted : values) {
            query.add(separator);
            for (int at = 0; at < columns.size(); at++) {
                addValue(query.add(at == 0 ? "" : ", "), columns.get(at), wanted.get(at));
            }
            query.add(")");
            separator = ", (";
        }
    }

    private void addValue(Query query, ErpColumn column, Object value) {
        if (isFolded(column)) {
            query.add(dialect.foldedParameter(), column, dialect.foldedValue(value.toString()));
        } else if (folded) {
            query.add(dialect.typedParameter(column), column, value);
        } else {
            query.add(column, value);
        }
    }

    private String expression(ErpColumn column) {
        return isFolded(column) ? Dialect.folded(column.sql()) : column.sql();
    }

    private boolean isFolded(ErpColumn column) {
        return folded && column.type().kind() == Kind.TEXT;
    }

    private String joined(String separator, IntFunction<String> part) {
        return String.join(separator, IntStream.range(0, columns.size()).mapToObj(part).toList());
    }
}
