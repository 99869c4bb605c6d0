package io.kytkin.erp;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Makes a real database refuse as SQL Server does where a trigger raises an error: the whole transaction is undone at once,
 * what follows begins another, and going back to a savepoint of the first one does nothing.
 */
final class EndingRefusals {
    private static final Set<String> EXECUTING = Set.of("execute", "executeUpdate", "executeBatch", "executeQuery");

    private EndingRefusals() { }

    static DataSource of(DataSource database) {
        return (DataSource) Proxy.newProxyInstance(EndingRefusals.class.getClassLoader(), new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> connection(database.getConnection()));
    }

    private static Connection connection(Connection connection) {
        return (Connection) Proxy.newProxyInstance(EndingRefusals.class.getClassLoader(), new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("rollback") && arguments != null) {
                        return null;
                    }
                    try {
                        Object result = method.invoke(connection, arguments);
                        return result instanceof PreparedStatement statement ? statement(connection, statement) : result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    private static PreparedStatement statement(Connection connection, PreparedStatement statement) {
        return (PreparedStatement) Proxy.newProxyInstance(EndingRefusals.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(statement, arguments);
                    } catch (InvocationTargetException failure) {
                        if (failure.getCause() instanceof SQLException && EXECUTING.contains(method.getName())
                                && !connection.getAutoCommit()) {
                            connection.rollback();
                        }
                        throw failure.getCause();
                    }
                });
    }
}
