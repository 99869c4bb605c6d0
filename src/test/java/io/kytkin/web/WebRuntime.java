package io.kytkin.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.main.Main;

/**
 * The REST API of the product's own route file on a free port of loopback. Every answer of a known address is compared
 * with the OpenAPI document.
 */
final class WebRuntime implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Conformance CONFORMANCE = new Conformance();

    private final Main main = new Main();
    private final JobEvents events = new JobEvents();
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    /** @param beans what the route file calls, by name */
    WebRuntime(Login login, Map<String, Object> beans) {
        this("127.0.0.1", login, beans);
    }

    /** @param host where it listens; it is called on loopback all the same */
    WebRuntime(String host, Login login, Map<String, Object> beans) {
        beans.forEach(main::bind);
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withRoutesIncludePattern("file:routes/rest-api.camel.yaml");
        new WebSettings(host, 0, login).configure(main, events);
        main.start();
        port = main.getCamelContext().hasService(VertxPlatformHttpServer.class).getPort();
    }

    /** What a call got. */
    record Reply(int status, String mediaType, HttpResponse<String> response) {
        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(response.body(), e);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** The sentence of a problem. */
        String detail() {
            return json().path("detail").asText();
        }
    }

    JobEvents events() {
        return events;
    }

    /** Opens a stream that does not end by itself. */
    HttpResponse<InputStream> listen(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    Reply get(String path) {
        return call("GET", path, HttpRequest.newBuilder());
    }

    Reply delete(String path) {
        return call("DELETE", path, HttpRequest.newBuilder());
    }

    /** Sends JSON; null sends no body. */
    Reply post(String path, String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        return call("POST", path, request, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    }

    Reply call(String method, String path, HttpRequest.Builder request) {
        return call(method, path, request, BodyPublishers.noBody());
    }

    /** Any call of an address that the document knows. */
    Reply call(String method, String path, HttpRequest.Builder request, HttpRequest.BodyPublisher body) {
        Reply reply = beyond(method, path, request, body);
        CONFORMANCE.check(method, path, reply);
        return reply;
    }

    /** A call that the document does not know. */
    Reply beyond(String method, String path, HttpRequest.Builder request, HttpRequest.BodyPublisher body) {
        try {
            HttpResponse<String> response = client.send(
                    request.method(method, body).uri(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            String mediaType = response.headers().firstValue("Content-Type").orElse(null);
            return new Reply(response.statusCode(), mediaType, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The first line answered to a request line that no proper client would send. */
    String statusLineOf(String requestLine) throws IOException {
        return statusLineOf(requestLine, "127.0.0.1");
    }

    /** Likewise, with a Host that no proper client would send. */
    String statusLineOf(String requestLine, String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            String request = requestLine + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }

    @Override
    public void close() {
        main.stop();
    }
}
