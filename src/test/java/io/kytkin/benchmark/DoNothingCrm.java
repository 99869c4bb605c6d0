package io.kytkin.benchmark;

import io.kytkin.sandbox.SandboxCrm;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sandbox.ServiceLimits;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A CRM that costs nothing where the benchmark measures: creates of accounts are answered at once and forgotten, reads of
 * accounts find nothing. Everything else is answered by a sandbox behind it. It keeps the bodies of both until they are
 * fetched, {@code GET /benchmark/bodies/{number}}, for the raw client, and keeps no more after {@code GET
 * /benchmark/bodies/enough}. Arguments: file of users; {@code forget} to keep none.
 */
public final class DoNothingCrm {
    private static final String KEY = "\"accountid\":";
    private static final int KEY_LENGTH = 38;
    private static final String ACCOUNT_READ = "/accounts?";
    private static final String PART = "Content-Type: application/http\r\n";
    private static final String BODIES = "/benchmark/bodies/";
    private static final String NOTHING = "{\"value\":[]}";

    private final SandboxCrm sandbox;
    private volatile boolean keeps;
    private final HttpClient client;
    private final List<Kept> bodies = Collections.synchronizedList(new ArrayList<>());

    /** What a request for accounts posted, and where. */
    private record Kept(String path, String contentType, Buffer body) { }

    private DoNothingCrm(Vertx vertx, SandboxCrm sandbox, boolean keeps) {
        this.sandbox = sandbox;
        this.keeps = keeps;
        this.client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(16));
    }

    public static void main(String[] arguments) throws IOException {
        SandboxCrm sandbox = SandboxCrm.start(
                SandboxSettings.defaults().withAuthentication(false).withLimits(ServiceLimits.NONE));
        try (InputStream users = Files.newInputStream(Path.of(arguments[0]))) {
            sandbox.seed(users);
        }
        boolean keeps = arguments.length < 2 || !arguments[1].equals("forget");
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        DoNothingCrm crm = new DoNothingCrm(vertx, sandbox, keeps);
        int port = vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0)
                        .setMaxInitialLineLength(70_000).setMaxHeaderSize(70_000))
                .requestHandler(crm::answer).listen().toCompletionStage().toCompletableFuture().join().actualPort();
        System.out.println("Do-nothing CRM at http://127.0.0.1:" + port);
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        if (path.startsWith(BODIES)) {
            body(request.response(), path.substring(BODIES.length()));
        } else if (path.endsWith("/accounts") && request.method().name().equals("GET")) {
            json(request.response()).end(NOTHING);
        } else {
            request.body().onSuccess(body -> answer(request, body));
        }
    }

    private void body(HttpServerResponse response, String number) {
        if (number.equals("enough")) {
            keeps = false;
        } else if (Integer.parseInt(number) < bodies.size()) {
            Kept kept = bodies.get(Integer.parseInt(number));
            response.putHeader("Path", kept.path()).putHeader(HttpHeaders.CONTENT_TYPE, kept.contentType()).end(kept.body());
            return;
        }
        response.setStatusCode(204).end();
    }

    private void answer(HttpServerRequest request, Buffer body) {
        String path = request.path();
        if (path.endsWith("/accounts/Microsoft.Dynamics.CRM.CreateMultiple")) {
            keep(request, body);
            json(request.response()).end("{\"Ids\":" + keys(body) + "}");
        } else if (path.endsWith("/$batch") && readsAccountsOnly(body)) {
            keep(request, body);
            batch(request.response(), body);
        } else {
            forward(request, body);
        }
    }

    private void keep(HttpServerRequest request, Buffer body) {
        if (keeps) {
            bodies.add(new Kept(request.path(), request.getHeader(HttpHeaders.CONTENT_TYPE), body));
        }
    }

    private static HttpServerResponse json(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json; odata.metadata=minimal")
                .putHeader("OData-Version", "4.0").putHeader("x-ms-dop-hint", "8");
    }

    private static StringBuilder keys(Buffer body) {
        String text = body.toString(StandardCharsets.ISO_8859_1);
        StringBuilder keys = new StringBuilder("[");
        for (int at = text.indexOf(KEY); at >= 0; at = text.indexOf(KEY, at + KEY_LENGTH)) {
            int key = at + KEY.length();
            keys.append(keys.length() == 1 ? "" : ",").append(text, key, key + KEY_LENGTH);
        }
        return keys.append(']');
    }

    private static boolean readsAccountsOnly(Buffer body) {
        String text = body.toString(StandardCharsets.ISO_8859_1);
        return text.contains(ACCOUNT_READ) && count(text, ACCOUNT_READ) == count(text, PART);
    }

    private static int count(String text, String part) {
        int count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return count;
    }

    private static void batch(HttpServerResponse response, Buffer body) {
        int parts = count(body.toString(StandardCharsets.ISO_8859_1), PART);
        StringBuilder answer = new StringBuilder();
        for (int part = 0; part < parts; part++) {
            answer.append("--answers\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n")
                    .append("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nOData-Version: 4.0\r\n\r\n")
                    .append(NOTHING).append("\r\n");
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, "multipart/mixed; boundary=answers")
                .putHeader("OData-Version", "4.0").end(answer.append("--answers--\r\n").toString());
    }

    private void forward(HttpServerRequest request, Buffer body) {
        RequestOptions options = new RequestOptions().setMethod(request.method())
                .setAbsoluteURI(sandbox.url() + request.uri());
        client.request(options).compose(outgoing -> {
            request.headers().forEach((name, value) -> outgoing.putHeader(name, value));
            outgoing.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
            return outgoing.send(body);
        }).onSuccess(incoming -> incoming.body().onSuccess(answer -> {
            HttpServerResponse response = request.response().setStatusCode(incoming.statusCode());
            incoming.headers().forEach((name, value) -> response.putHeader(name, value));
            response.headers().remove(HttpHeaders.TRANSFER_ENCODING);
            response.end(answer);
        })).onFailure(failure -> request.response().setStatusCode(502).end(failure.toString()));
    }
}
