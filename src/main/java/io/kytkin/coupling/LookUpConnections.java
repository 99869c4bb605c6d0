package io.kytkin.coupling;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.component.jdbc.ConnectionStrategy;
import org.postgresql.PGStatement;

/**
 * Connections of the state database for the one query a page that looks couplings up with camel-jdbc. It asks the driver how
 * many parameters a statement has, for which PostgreSQL parses it once more: as much work as the look-up itself. Here they are
 * counted.
 */
public final class LookUpConnections implements ConnectionStrategy {

    /** What a method is answered with instead. */
    @FunctionalInterface
    private interface Answer {
        Object to(Object[] arguments) throws SQLException;
    }

    @Override
    public Connection getConnection(DataSource state) throws SQLException {
        Connection connection = state.getConnection();
        return but(Connection.class, connection, "prepareStatement", arguments ->
                counted(connection.prepareStatement((String) arguments[0]), (String) arguments[0]));
    }

    @Override
    public boolean isConnectionTransactional(Connection connection, DataSource state) {
        return false;
    }

    private static PreparedStatement counted(PreparedStatement statement, String sql) throws SQLException {
        if (!statement.isWrapperFor(PGStatement.class)) {
            return statement;
        }
        int parameters = (int) sql.chars().filter(character -> character == '?').count();
        ParameterMetaData counted = but(ParameterMetaData.class, null, "getParameterCount", none -> parameters);
        return but(PreparedStatement.class, statement, "getParameterMetaData", none -> counted);
    }

    /** The same object, but one of its methods is answered here. */
    private static <T> T but(Class<T> type, T original, String name, Answer answer) {
        return type.cast(Proxy.newProxyInstance(LookUpConnections.class.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> {
                    if (method.getName().equals(name)) {
                        return answer.to(arguments);
                    }
                    try {
                        return method.invoke(original, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }
}
