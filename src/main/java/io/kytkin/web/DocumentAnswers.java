package io.kytkin.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.camel.Exchange;

/** {@code /openapi.json}: the description of all calls, for people and for the generators of clients. */
public final class DocumentAnswers {
    private final byte[] document;

    public DocumentAnswers() {
        try (InputStream file = DocumentAnswers.class.getResourceAsStream("/openapi.json")) {
            document = file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void openApi(Exchange exchange) {
        Call.answer(exchange, request -> Answer.ok(document));
    }
}
