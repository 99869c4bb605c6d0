package io.kytkin.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A plain HTTP client of the Web API that knows nothing of the sandbox's insides. */
final class WebClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String origin;

    WebClient(SandboxCrm crm) {
        origin = crm.url();
    }

    /** What came back. */
    record Answer(int status, HttpResponse<String> http) {
        JsonNode json() {
            try {
                return JSON.readTree(http.body());
            } catch (IOException e) {
                throw new UncheckedIOException(http.body(), e);
            }
        }

        JsonNode value() {
            return json().get("value");
        }

        String errorCode() {
            return json().at("/error/code").asText();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse(null);
        }

        UUID madeId() {
            String url = header("OData-EntityId");
            return UUID.fromString(url.substring(url.lastIndexOf('(') + 1, url.length() - 1));
        }

        String text() {
            return http.body();
        }
    }

    /** Sends a request below the API's root, or to an absolute address. */
    Answer send(String method, String address, String body, String... headers) throws IOException {
        String url = address.startsWith("http") ? address
            : address.startsWith("/") ? origin + address : origin + "/api/data/v9.2/" + address;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).method(method,
            body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        boolean typed = false;
        for (int at = 0; at < headers.length; at += 2) {
            request.header(headers[at], headers[at + 1]);
            typed |= headers[at].equals("Content-Type");
        }
        if (body != null && !typed) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    Answer get(String address, String... headers) throws IOException {
        return send("GET", address, null, headers);
    }

    Answer post(String address, String body, String... headers) throws IOException {
        return send("POST", address, body, headers);
    }

    Answer patch(String address, String body, String... headers) throws IOException {
        return send("PATCH", address, body, headers);
    }

    Answer delete(String address, String... headers) throws IOException {
        return send("DELETE", address, null, headers);
    }

    /** Encodes the value of a query option. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
