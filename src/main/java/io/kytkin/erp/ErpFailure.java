package io.kytkin.erp;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;

/** The ERP's database did not do what it was asked; the message is a sentence with the database's own reason. */
public class ErpFailure extends RuntimeException {
    private static final int SQL_SERVER_LOCK_TIMEOUT = 1222;

    ErpFailure(String message, SQLException cause) {
        super(message, cause);
    }

    /** @param action what was tried, for example {@code reading customer} */
    static ErpFailure of(String action, SQLException failure) {
        if (isPassing(failure)) {
            return new ErpUnavailable("The ERP's database was kept by another transaction from " + action + ": " + reason(failure)
                    + ". It is tried again by itself.", failure);
        }
        return isConnectionLost(failure)
                ? new ErpUnavailable("The ERP's database can't be reached while " + action + ": " + reason(failure)
                        + ". It is tried again with the next run.", failure)
                : new ErpFailure("The ERP's database refuses while " + action + ": " + reason(failure) + ".", failure);
    }

    static boolean isConnectionLost(SQLException failure) {
        return failure instanceof SQLTransientConnectionException || failure instanceof SQLRecoverableException
                || state(failure).startsWith("08") || state(failure).startsWith("57P");
    }

    /** Whether another transaction stood in the way (deadlock, lock time-out), so that a second try may do. */
    static boolean isPassing(SQLException failure) {
        String state = state(failure);
        return state.startsWith("40") || state.equals("55P03") || state.equals("HYT00")
                || failure.getErrorCode() == SQL_SERVER_LOCK_TIMEOUT;
    }

    /** The database's message in one line, without the statement and the position that some drivers append. */
    static String reason(SQLException failure) {
        SQLException last = failure;
        while (last.getNextException() != null) {
            last = last.getNextException();
        }
        String message = last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
        int end = message.indexOf("; SQL statement");
        return (end < 0 ? message : message.substring(0, end)).split("\n", 2)[0].strip().replaceAll("\\.$", "");
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }
}
