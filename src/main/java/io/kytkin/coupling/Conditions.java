package io.kytkin.coupling;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.SqlStatement;

/** The conditions of a query whose caller may leave each of them out. */
public final class Conditions {
    private final StringBuilder where = new StringBuilder();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * @param condition names the value as {@code :name}
     * @param value     null: everything fulfils the condition
     */
    public Conditions and(String condition, String name, Object value) {
        if (value != null) {
            where.append(where.isEmpty() ? " where " : " and ").append(condition);
            values.put(name, value);
        }
        return this;
    }

    /** @param statement has these conditions in its text */
    public <S extends SqlStatement<S>> S bind(S statement) {
        values.forEach(statement::bind);
        return statement;
    }

    /** As they follow the tables of a statement. */
    @Override
    public String toString() {
        return where.toString();
    }
}
