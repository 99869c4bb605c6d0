package io.kytkin.erp;

import io.kytkin.mapping.Kind;
import java.util.List;

/**
 * The condition that some columns together have one of several values.
 *
 * @param folded whether text is compared trimmed and without case, as matching does; an index then has to be one over
 *               {@code lower(ltrim(rtrim(column)))}
 */
record OneOf(ErpTable table, List<ErpColumn> columns, boolean folded) {

    /**
     * The last value is repeated up to a power of two, so that a database sees few different statements and keeps
     * their plans.
     *
     * @param values at least one, each with a value for every column
     */
    void addTo(Query query, List<List<Object>> values) {
        int padded = values.size() == 1 ? 1 : Integer.highestOneBit(values.size() - 1) * 2;
        boolean list = columns.size() == 1 || table.dialect().comparesRows();
        if (list) {
            query.add(inBrackets(String.join(", ", columns.stream().map(this::expression).toList()))).add(" in ");
        }
        query.add("(");
        for (int at = 0; at < padded; at++) {
            List<Object> wanted = values.get(Math.min(at, values.size() - 1));
            query.add(at == 0 ? "" : list ? ", " : " or ");
            if (list) {
                addTuple(query, wanted);
            } else {
                addEqual(query, wanted);
            }
        }
        query.add(")");
    }

    private String inBrackets(String expressions) {
        return columns.size() == 1 ? expressions : "(" + expressions + ")";
    }

    private void addTuple(Query query, List<Object> wanted) {
        query.add(columns.size() == 1 ? "" : "(");
        for (int at = 0; at < columns.size(); at++) {
            addValue(query.add(at == 0 ? "" : ", "), columns.get(at), wanted.get(at));
        }
        query.add(columns.size() == 1 ? "" : ")");
    }

    private void addEqual(Query query, List<Object> wanted) {
        for (int at = 0; at < columns.size(); at++) {
            query.add(at == 0 ? "(" : " and ").add(expression(columns.get(at))).add(" = ");
            addValue(query, columns.get(at), wanted.get(at));
        }
        query.add(")");
    }

    private String expression(ErpColumn column) {
        return isFolded(column) ? Dialect.folded(column.sql()) : column.sql();
    }

    private void addValue(Query query, ErpColumn column, Object value) {
        if (isFolded(column)) {
            query.add(table.dialect().foldedParameter(), column, table.dialect().foldedValue(value.toString()));
        } else {
            query.add(column, value);
        }
    }

    private boolean isFolded(ErpColumn column) {
        return folded && column.type().kind() == Kind.TEXT;
    }
}
