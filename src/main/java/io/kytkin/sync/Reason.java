package io.kytkin.sync;

import java.sql.SQLException;

/** What a failure says to a person: one line, without the statements and values that drivers add. */
final class Reason {
    private static final int LONGEST = 300;

    private Reason() { }

    static String of(Throwable failure) {
        Throwable telling = failure instanceof SQLException batch && batch.getNextException() != null
                ? batch.getNextException() : failure;
        String message = telling.getMessage() == null ? telling.toString() : telling.getMessage();
        String line = message.lines().findFirst().orElse(telling.toString()).split("; SQL statement:", 2)[0];
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
