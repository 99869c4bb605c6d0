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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CRM that costs nothing where the benchmark measures: creates of accounts are answered at once and forgotten, reads of
 * accounts find nothing. Everything else is answered by a sandbox behind it. It keeps the bodies of the creates until they
 * are fetched, {@code GET /benchmark/bodies/{number}}, for the raw client. Argument: file of users; {@code forget} to keep
 * no bodies.
 */
public final class DoNothingCrm {
    private static final Pattern KEY = Pattern.compile("\"accountid\":(\"[0-9a-f-]{36}\")");
    private static final Pattern ACCOUNT_READ = Pattern.compile("(?m)^GET \\S*accounts\\?");
    private static final Pattern PART = Pattern.compile("(?mi)^Content-Type: application/http");
    private static final String BODIES = "/benchmark/bodies/";
    private static final String NOTHING = "{\"value\":[]}";

    private final SandboxCrm sandbox;
    private final boolean keeps;
    private final HttpClient client;
    private final List<Buffer> bodies = new CopyOnWriteArrayList<>();

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
        if (number.equals("clear")) {
            bodies.clear();
        } else if (Integer.parseInt(number) < bodies.size()) {
            response.end(bodies.get(Integer.parseInt(number)));
            return;
        }
        response.setStatusCode(204).end();
    }

    private void answer(HttpServerRequest request, Buffer body) {
        String path = request.path();
        if (path.endsWith("/accounts/Microsoft.Dynamics.CRM.CreateMultiple")) {
            if (keeps) {
                bodies.add(body);
            }
            json(request.response()).end("{\"Ids\":" + keys(body) + "}");
        } else if (path.endsWith("/$batch") && readsAccountsOnly(body)) {
            batch(request.response(), body);
        } else {
            forward(request, body);
        }
    }

    private static HttpServerResponse json(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json; odata.metadata=minimal")
                .putHeader("OData-Version", "4.0").putHeader("x-ms-dop-hint", "8");
    }

    private static StringBuilder keys(Buffer body) {
        StringBuilder keys = new StringBuilder("[");
        Matcher matcher = KEY.matcher(body.toString(StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            keys.append(keys.length() == 1 ? "" : ",").append(matcher.group(1));
        }
        return keys.append(']');
    }

    private static boolean readsAccountsOnly(Buffer body) {
        String text = body.toString(StandardCharsets.ISO_8859_1);
        return ACCOUNT_READ.matcher(text).find()
                && ACCOUNT_READ.matcher(text).results().count() == PART.matcher(text).results().count();
    }

    private static void batch(HttpServerResponse response, Buffer body) {
        long parts = PART.matcher(body.toString(StandardCharsets.ISO_8859_1)).results().count();
        StringBuilder answer = new StringBuilder();
        for (long part = 0; part < parts; part++) {
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
