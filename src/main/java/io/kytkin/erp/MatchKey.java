package io.kytkin.erp;

import io.kytkin.mapping.Row;
import io.kytkin.mapping.Values;
import java.util.ArrayList;
import java.util.List;

/**
 * The values by which records of the two sides are recognised as the same, in the form in which matching compares
 * them. A blank value never matches, so there is no key with one.
 *
 * @param columns of the ERP's table
 * @param values  one for each column, as {@link Values#comparable} gives them
 */
record MatchKey(List<ErpColumn> columns, List<String> values) {

    /** Null when a value is blank. */
    static MatchKey of(List<ErpColumn> columns, List<Object> values) {
        List<String> comparable = new ArrayList<>(values.size());
        for (Object value : values) {
            String text = Values.comparable(value);
            if (text == null) {
                return null;
            }
            comparable.add(text);
        }
        return columns.isEmpty() ? null : new MatchKey(columns, comparable);
    }

    static MatchKey of(List<ErpColumn> columns, Row row) {
        List<Object> values = new ArrayList<>(columns.size());
        columns.forEach(column -> values.add(row.get(column.name())));
        return of(columns, values);
    }
}
