package io.kytkin.sandbox.service;

import static java.time.ZoneOffset.UTC;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.Faults;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sandbox.wire.CrmError;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the Web API on the wire: tokens, limits, mishaps, the cost of a request, and the sandbox's own
 * addresses. Runs on the event loop and never waits; the Web API itself runs on worker threads.
 */
public final class HttpFront {
    /** Where the documents lie that define the terms of annotations; open to all. */
    static final String VOCABULARIES = "/sandbox/vocabularies/";
    private static final Pattern API = Pattern.compile("(/api/data/v9\\.[0-2])(?:/(.*))?");
    private static final List<String> WRITES = List.of("POST ", "PATCH ", "PUT ", "DELETE ");
    private static final long LARGEST_BODY = 120L * 1024 * 1024;
    private static final int THROTTLED = 429;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final SandboxSettings settings;
    private final WebApi api;
    private final Faults faults;
    private final StatisticsCounter statistics;
    private final Tokens tokens;
    private final Limiter limiter;

    /** The front of that API. */
    public HttpFront(Vertx vertx, SandboxSettings settings, WebApi api, Faults faults, StatisticsCounter statistics) {
        this.vertx = vertx;
        this.settings = settings;
        this.api = api;
        this.faults = faults;
        this.statistics = statistics;
        tokens = new Tokens(settings, statistics);
        limiter = new Limiter(settings.limits(), settings.clock());
    }

    /** The routes to serve. */
    public Router router() {
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        router.post("/:tenant/oauth2/v2.0/token").handler(context -> token(context, false));
        router.post("/:tenant/oauth2/token").handler(context -> token(context, true));
        router.get(VOCABULARIES + ":file").handler(HttpFront::vocabulary);
        router.get("/sandbox/statistics").handler(context -> json(context, statistics.snapshot()));
        router.delete("/sandbox/statistics").handler(context -> {
            statistics.reset();
            context.response().setStatusCode(204).end();
        });
        router.get("/sandbox/faults").handler(context -> json(context, faults.all()));
        router.post("/sandbox/faults").handler(this::addFaults);
        router.delete("/sandbox/faults").handler(context -> {
            faults.clear();
            context.response().setStatusCode(204).end();
        });
        router.routeWithRegex("/api/data/v9\\.[0-2](/.*)?").handler(new Browsers(settings.authentication()))
            .handler(this::api);
        router.errorHandler(413, context -> send(context.response(), ApiResponse.error(
            new CrmError(413, "0x80040216", "The request is larger than " + LARGEST_BODY + " bytes."), false)));
        router.errorHandler(404, context -> send(context.response(), ApiResponse.error(
            CrmError.noSuchResource(context.request().path()), false)));
        return router;
    }

    private static void vocabulary(RoutingContext context) {
        String file = context.pathParam("file");
        try (InputStream source = file.matches("[A-Za-z.0-9]+\\.xml")
            ? HttpFront.class.getResourceAsStream(VOCABULARIES + file) : null) {
            if (source == null) {
                context.fail(404);
            } else {
                context.response().putHeader("Content-Type", "application/xml")
                    .end(Buffer.buffer(source.readAllBytes()));
            }
        } catch (IOException e) {
            context.fail(e);
        }
    }

    private void token(RoutingContext context, boolean firstVersion) {
        Map<String, String> form = new HashMap<>();
        String body = context.body().asString();
        for (String pair : body == null ? new String[0] : body.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        String authorization = context.request().getHeader("Authorization");
        String basic = authorization != null && authorization.startsWith("Basic ")
            ? new String(Base64.getMimeDecoder().decode(authorization.substring(6)),
                StandardCharsets.UTF_8) : null;
        send(context.response(), tokens.issue(context.pathParam("tenant"), form, basic, firstVersion));
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private void addFaults(RoutingContext context) {
        try {
            JsonNode body = JSON.readTree(context.body().buffer().getBytes());
            List<Fault> more = new ArrayList<>();
            for (JsonNode each : body.isArray() ? body : JSON.createArrayNode().add(body)) {
                more.add(fault(each));
            }
            faults.add(more.toArray(Fault[]::new));
            context.response().setStatusCode(204).end();
        } catch (IOException | RuntimeException e) {
            send(context.response(), ApiResponse.error(CrmError.badPayload("fault", String.valueOf(e.getMessage())
                .lines().findFirst().orElse("")), false));
        }
    }

    private static Fault fault(JsonNode node) throws IOException {
        Fault read = JSON.treeToValue(node, Fault.class);
        if (read.kind() == null) {
            throw new IllegalArgumentException("A fault needs its kind, one of "
                + Arrays.toString(Fault.Kind.values()) + ".");
        }
        int retryAfter = node.has("retryAfter") ? read.retryAfter() : -1;
        return new Fault(read.kind(), read.method(), read.table(), read.url(), Math.max(1, read.nth()), read.times(),
            read.probability(), read.seed(), read.status() == 0 ? 503 : read.status(), read.code(), retryAfter,
            read.millis(), read.attribute(), read.pattern(), read.message());
    }

    private static void json(RoutingContext context, Object value) {
        try {
            context.response().putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(JSON.writeValueAsBytes(value)));
        } catch (IOException e) {
            context.fail(e);
        }
    }

    /** One request of the Web API on its way, so that it ends exactly once whatever happens. */
    private final class Passage {
        private final HttpServerRequest http;
        private final ApiRequest request;
        private final Fault fault;
        private final long began = System.nanoTime();
        private boolean limited;

        Passage(HttpServerRequest http, ApiRequest request, Fault fault) {
            this.http = http;
            this.request = request;
            this.fault = fault;
        }

        void start() {
            statistics.begin();
            if (fault != null && fault.kind() == Fault.Kind.CUT_BEFORE_COMMIT) {
                end();
                http.connection().close();
            } else if (!tokens.isGood(request.header("Authorization"))
                || fault != null && fault.kind() == Fault.Kind.STATUS && fault.status() == 401) {
                end();
                send(http.response(), unauthorized(request));
            } else if (fault != null && fault.kind() == Fault.Kind.STATUS) {
                end();
                send(http.response(), failure(fault));
            } else {
                begin();
            }
        }

        private void begin() {
            Limiter.Refusal refusal = limiter.begin();
            if (refusal != null) {
                statistics.throttled();
                end();
                send(http.response(), ApiResponse.error(new CrmError(THROTTLED, refusal.code(), refusal.message()),
                    false).with("Retry-After", String.valueOf(refusal.retryAfter())));
                return;
            }
            limited = true;
            later(settings.millisPerRequest(), this::work);
        }

        private void work() {
            statistics.request(isRead(request));
            vertx.executeBlocking(() -> api.handle(request, SystemRows.APPLICATION_USER), false).onComplete(done -> {
                ApiResponse response = done.succeeded() ? done.result()
                    : ApiResponse.error(new CrmError(500, "0x80040216", "An unexpected error occurred."), false);
                long records = settings.microsPerRecord() == 0 ? 0 : records(request, response);
                long cost = TimeUnit.MICROSECONDS.toMillis(records * settings.microsPerRecord());
                long delay = fault != null && fault.kind() == Fault.Kind.DELAY ? fault.millis() : 0;
                later(cost + delay, () -> finish(response));
            });
        }

        private void finish(ApiResponse response) {
            end();
            if (fault != null && fault.kind() == Fault.Kind.CUT_AFTER_COMMIT) {
                http.connection().close();
                return;
            }
            if (settings.dopHint() > 0) {
                response.with("x-ms-dop-hint", String.valueOf(settings.dopHint()));
            }
            response.with("x-ms-ratelimit-burst-remaining-xrm-requests", String.valueOf(limiter.remainingRequests()))
                .with("x-ms-ratelimit-time-remaining-xrm-requests",
                    String.format(Locale.ENGLISH, "%,.2f", limiter.remainingSeconds()))
                .with("x-ms-service-request-id", UUID.randomUUID().toString());
            send(http.response(), response);
        }

        private void end() {
            statistics.end();
            if (limited) {
                limiter.end(System.nanoTime() - began);
            }
        }
    }

    private void api(RoutingContext context) {
        HttpServerRequest http = context.request();
        String uri = http.uri();
        int mark = uri.indexOf('?');
        String path = mark < 0 ? uri : uri.substring(0, mark);
        Matcher matcher = API.matcher(path);
        if (!matcher.matches()) {
            context.next();
            return;
        }
        String below = matcher.group(2) == null ? "" : matcher.group(2);
        Map<String, List<String>> headers = ApiRequest.noHeaders();
        http.headers().forEach(header -> headers.computeIfAbsent(header.getKey(), name -> new ArrayList<>())
            .add(header.getValue()));
        Buffer body = context.body().buffer();
        ApiRequest request = new ApiRequest(http.method().name(), "http://" + authority(http) + matcher.group(1) + "/",
            below, mark < 0 ? null : uri.substring(mark + 1), headers, body == null ? new byte[0] : body.getBytes());
        new Passage(http, request, faults.meeting(request.method(), below, uri)).start();
    }

    /** Where the client believes to be; HTTP/2 says so without a Host header. */
    private String authority(HttpServerRequest http) {
        String host = http.getHeader("Host");
        if (host != null) {
            return host;
        }
        return http.authority() != null ? http.authority().toString()
            : settings.host() + ":" + http.localAddress().port();
    }

    /** A batch is a read when it has nothing but GETs in it. */
    private static boolean isRead(ApiRequest request) {
        if (!request.path().equals("$batch")) {
            return request.isRead();
        }
        String body = new String(request.body(), StandardCharsets.ISO_8859_1);
        return body.lines().noneMatch(line -> WRITES.stream().anyMatch(line::startsWith));
    }

    /** How many records a request was about, for its cost: those sent, or those in the answer. */
    private static long records(ApiRequest request, ApiResponse response) {
        byte[] counted = request.body().length > 0 ? request.body() : response.body();
        String text = new String(counted, StandardCharsets.ISO_8859_1);
        String mark = request.path().equals("$batch") ? "\nContent-Type: application/http"
            : request.body().length > 0 ? "\"@odata.type\"" : "\"@odata.etag\"";
        long records = 0;
        for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length())) {
            records++;
        }
        return Math.max(1, records);
    }

    private void later(long millis, Runnable work) {
        if (millis <= 0) {
            work.run();
        } else {
            vertx.setTimer(millis, timer -> work.run());
        }
    }

    private ApiResponse unauthorized(ApiRequest request) {
        String resource = request.root().replaceFirst("/api/data/.*", "/");
        return new ApiResponse(401, new HashMap<>(), new byte[0]).with("WWW-Authenticate", "Bearer authorization_uri="
            + resource + settings.tenant() + "/oauth2/authorize, resource_id=" + resource);
    }

    private ApiResponse failure(Fault fault) {
        String code = fault.code() != null ? fault.code() : fault.status() == THROTTLED ? "0x80072322" : "0x80040216";
        if (fault.status() == THROTTLED) {
            statistics.throttled();
        }
        return ApiResponse.error(new CrmError(fault.status(), code, fault.message() != null ? fault.message()
            : fault.status() == THROTTLED ? "Number of requests exceeded the limit of " + settings.limits().requests()
            + " over time window of " + settings.limits().window().toSeconds() + " seconds."
            : "The service answers with a fault that was asked for."), false)
            .with("Retry-After", fault.retryAfter() < 0 ? null : String.valueOf(fault.retryAfter()));
    }

    private void send(HttpServerResponse http, ApiResponse response) {
        if (http.closed() || http.ended()) {
            return;
        }
        http.setStatusCode(response.status());
        http.putHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(settings.clock().instant().atZone(UTC)));
        try {
            response.headers().forEach(http::putHeader);
        } catch (RuntimeException e) {
            // A header the wire refuses must not leave the client waiting.
            http.headers().clear();
            http.setStatusCode(500).end();
            return;
        }
        if (response.body().length == 0) {
            http.end();
        } else {
            http.end(Buffer.buffer(response.body()));
        }
    }
}
