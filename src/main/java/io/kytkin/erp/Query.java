package io.kytkin.erp;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A statement being written: its text and, in order, the values that belong to its parameters. */
final class Query {
    private record Value(ErpColumn column, Object value) { }

    private final Dialect dialect;
    private final StringBuilder text = new StringBuilder();
    private final List<Value> values = new ArrayList<>();

    Query(Dialect dialect) {
        this.dialect = dialect;
    }

    Query add(String sql) {
        text.append(sql);
        return this;
    }

    /** A parameter compared with the column, or stored in it. */
    Query add(ErpColumn column, Object value) {
        return add(dialect.parameter(column), column, value);
    }

    /** The same inside an expression of its own. */
    Query add(String expression, ErpColumn column, Object value) {
        text.append(expression);
        values.add(new Value(column, value));
        return this;
    }

    /** The caller closes the statement. */
    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        try {
            bind(statement);
            return statement;
        } catch (SQLException | RuntimeException failure) {
            statement.close();
            throw failure;
        }
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int position = 0; position < values.size(); position++) {
            Value value = values.get(position);
            dialect.bind(statement, position + 1, value.column, value.value);
        }
    }

    /** Equal texts can share one batch. */
    String sql() {
        return text.toString();
    }
}
