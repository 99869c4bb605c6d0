package io.kytkin.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.main.Main;

/** The REST API of the product's own route file on a free port of loopback, for a test to call. */
final class WebRuntime implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Main main = new Main();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    WebRuntime(Login login, Map<String, Object> beans) {
        beans.forEach(main::bind);
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withRoutesIncludePattern("file:routes/rest-api.camel.yaml");
        new WebSettings("127.0.0.1", 0, login).configure(main);
        main.start();
        base = "http://127.0.0.1:" + main.getCamelContext().hasService(VertxPlatformHttpServer.class).getPort();
    }

    String base() { return base; }

    /** What a call got. */
    record Reply(int status, String mediaType, HttpResponse<String> response) {
        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(response.body(), e);
            }
        }
    }

    Reply call(HttpRequest.Builder request, String path) {
        try {
            HttpResponse<String> response = client.send(request.uri(URI.create(base + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers().firstValue("Content-Type").orElse(null), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        main.stop();
    }
}
