package io.kytkin.erp;

import io.kytkin.mapping.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The values by which records of the two sides are recognised as the same, compared as matching compares them: text
 * trimmed and without case, numbers by their value. A blank value never matches, so there is no key with one.
 *
 * @param columns of the ERP's table
 * @param values  one for each column
 */
record MatchKey(List<ErpColumn> columns, List<Object> values) {

    /** Null when a value is blank. */
    static MatchKey of(List<ErpColumn> columns, List<Object> values) {
        List<Object> folded = new ArrayList<>(values.size());
        for (Object value : values) {
            if (value == null || value instanceof String text && text.isBlank()) {
                return null;
            }
            folded.add(folded(value));
        }
        return columns.isEmpty() ? null : new MatchKey(columns, folded);
    }

    static MatchKey of(List<ErpColumn> columns, Row row) {
        return of(columns, columns.stream().map(column -> row.get(column.name())).toList());
    }

    static Object folded(Object value) {
        if (value instanceof String text) {
            return text.strip().toLowerCase(Locale.ROOT);
        }
        return value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
    }
}
