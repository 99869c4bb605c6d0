package io.kytkin.web;

import org.apache.camel.Exchange;

/** {@code /api/connection}: how Kytkin is connected to both sides, and a test of it. */
public final class ConnectionAnswers {
    private final ConnectionReport report;

    public ConnectionAnswers(ConnectionReport report) {
        this.report = report;
    }

    public void known(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly();
            return Answer.ok(report.known());
        });
    }

    public void test(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly();
            return Answer.ok(report.test());
        });
    }
}
