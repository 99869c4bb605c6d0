package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Outage;
import io.kytkin.mapping.SideClocks;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.apache.http.Header;
import org.apache.http.client.config.CookieSpecs;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.RequestBuilder;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.util.EntityUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to the CRM, each exactly once: the only repetition is the one after a 401, with a new token, which
 * certainly did not run. Connections are kept and bounded, answers may come compressed, no cookie is stored (an
 * affinity cookie would pin the runtime to one server and its limits), redirects are not followed (the token must not
 * travel). Callers wait in their own thread. Safe for several threads.
 */
public final class CrmClient implements AutoCloseable {
    /** A header for {@link CrmRequests} only; it is not sent. Its value is the id of the synch job. */
    public static final String JOB = "Kytkin-Job";
    private static final Logger LOG = LoggerFactory.getLogger(CrmClient.class);
    private static final int MOST_CONNECTIONS = 256;
    private static final int SERVER_ERROR = 500;
    /** Fewer requests without an answer are what networks do. */
    private static final int FAILURES_OF_AN_OUTAGE = 5;
    private static final int IDLE_CHECK_MILLIS = 1000;
    private static final long IDLE_SECONDS = 60;

    private final ServiceAddress address;
    private final CloseableHttpClient http;
    private final CrmToken token;
    private final CrmGate gate;
    private final CrmRequests requests;
    private final SideClocks clocks;
    private final Outage outage;
    private volatile Runnable whenBack = () -> { };
    private volatile SaidTime lastSaid;
    private final Clock clock = Clock.systemUTC();

    public CrmClient(CrmSettings settings, CrmGate gate, CrmRequests requests) {
        this(settings, gate, requests, new SideClocks(), Duration.ofMinutes(1));
    }

    /**
     * @param clocks       takes what the CRM's clock says
     * @param longestPause between two requests to a CRM that does not answer
     */
    public CrmClient(CrmSettings settings, CrmGate gate, CrmRequests requests, SideClocks clocks, Duration longestPause) {
        this.clocks = clocks;
        this.outage = new Outage(longestPause, FAILURES_OF_AN_OUTAGE);
        this.address = new ServiceAddress(settings.url());
        this.gate = gate;
        this.requests = requests;
        this.http = connections(settings);
        this.token = new CrmToken(settings, address, http, clock);
    }

    private static CloseableHttpClient connections(CrmSettings settings) {
        int connect = Math.toIntExact(settings.timeouts().connect().toMillis());
        RequestConfig patience = RequestConfig.custom().setConnectTimeout(connect).setConnectionRequestTimeout(connect)
                .setSocketTimeout(Math.toIntExact(settings.timeouts().answer().toMillis()))
                // Our addresses are in normal form; parsing one of 8,000 characters again costs as much as writing it.
                .setCookieSpec(CookieSpecs.IGNORE_COOKIES).setNormalizeUri(false).build();
        PoolingHttpClientConnectionManager pool = new PoolingHttpClientConnectionManager();
        pool.setMaxTotal(MOST_CONNECTIONS);
        pool.setDefaultMaxPerRoute(MOST_CONNECTIONS);
        pool.setValidateAfterInactivity(IDLE_CHECK_MILLIS);
        return HttpClients.custom().setConnectionManager(pool).setDefaultRequestConfig(patience)
                .disableCookieManagement().disableRedirectHandling().disableAutomaticRetries().disableAuthCaching()
                .evictIdleConnections(IDLE_SECONDS, TimeUnit.SECONDS).setUserAgent("Kytkin").build();
    }

    public ServiceAddress address() {
        return address;
    }

    public CrmRequests requests() {
        return requests;
    }

    public CrmGate gate() {
        return gate;
    }

    /**
     * Sends one request.
     *
     * @return a good answer, or the multipart answer of a {@code $batch} in which an operation failed
     * @throws CrmFailure of the class that says what happened
     */
    public CrmAnswer send(CrmRequest request) {
        if (!outage.mayAsk()) {
            throw new CrmSilent("The CRM does not answer; it is asked again by itself.");
        }
        String bearer = bearer();
        CrmAnswer answer = passing(request, bearer);
        if (answer.status() == 401 && bearer != null) {
            token.refused(bearer);
            answer = passing(request, token.bearer());
        }
        if (answer.isMultipart() && answer.status() < 500) {
            return answer;
        }
        CrmFailure failure = judge(answer, request.subject());
        if (failure != null) {
            throw failure;
        }
        return answer;
    }

    /** A time of our clock by the CRM's. */
    Instant onItsClock(Instant ours) {
        return clocks.onCrm(ours);
    }

    /** The operations of a batch in one request; the answers in the same order, as far as the CRM came. */
    public List<PartAnswer> send(Batch batch) {
        CrmRequest request = batch.request(address);
        return MultipartAnswer.read(send(request));
    }

    /** A read whose pages are followed to the end; the first page's object with the rows of all. */
    public JsonNode readAll(CrmRequest request) {
        JsonNode first = send(request).json();
        if (first == null || !first.path("value").isArray()) {
            return first;
        }
        ArrayNode rows = (ArrayNode) first.get("value");
        JsonNode page = first;
        while (page.hasNonNull("@odata.nextLink")) {
            String next = page.get("@odata.nextLink").asText();
            page = send(new CrmRequest("GET", next, Map.of(), request.headers(), CrmRequest.NO_BODY, null)).json();
            page.path("value").forEach(rows::add);
        }
        ((ObjectNode) first).remove("@odata.nextLink");
        if (page.has("@odata.deltaLink")) {
            ((ObjectNode) first).set("@odata.deltaLink", page.get("@odata.deltaLink"));
        }
        return first;
    }

    /** What one operation of a batch came to; null: it is good. A wait that it asks for closes the gate. */
    CrmFailure judge(PartAnswer part, String subject) {
        return judge(new CrmAnswer(part.status(), part.headers(), part.body()), subject);
    }

    private CrmFailure judge(CrmAnswer answer, String subject) {
        String retryAfter = answer.header("Retry-After");
        CrmFailure failure = AnswerJudgement.of(answer.status(), retryAfter, answer.body(), subject, clock);
        if (failure instanceof CrmThrottled throttled) {
            String code = AnswerJudgement.Error.of(answer.body()).code();
            gate.close(throttled.retryAfter(), code.equalsIgnoreCase(AnswerJudgement.TOO_MANY_AT_ONCE));
        } else if (failure instanceof CrmUnavailable) {
            gate.close(RetryAfter.of(retryAfter, clock), false);
        }
        return failure;
    }

    private CrmAnswer passing(CrmRequest request, String bearer) {
        gate.enter();
        try {
            requests.count(request.headers().get(JOB));
            CrmAnswer answer = heard(request, bearer);
            if (answer.isSuccess()) {
                hearClock(answer.header("Date"));
                gate.answered(number(answer.header("x-ms-dop-hint")));
            }
            return answer;
        } finally {
            gate.leave();
        }
    }

    private String bearer() {
        try {
            return token.bearer();
        } catch (CrmUnavailable silent) {
            outage.failed();
            throw silent;
        }
    }

    /** The answer to a request; takes note of whether there is one at all. */
    private CrmAnswer heard(CrmRequest request, String bearer) {
        CrmAnswer answer;
        try {
            answer = exchange(request, bearer);
        } catch (CrmFailure silent) {
            outage.failed();
            throw silent;
        }
        if (answer.status() >= SERVER_ERROR && answer.header("Retry-After") == null) {
            outage.failed();
        } else if (outage.answered()) {
            LOG.info("The CRM answers again.");
            tellBack();
        }
        return answer;
    }

    /** What follows from it must not spoil the answer that came. */
    private void tellBack() {
        try {
            whenBack.run();
        } catch (RuntimeException e) {
            LOG.warn("What waited for the CRM could not be told that it is back; it goes on by itself later", e);
        }
    }

    /** Whether a request may go: false while the CRM does not answer and is not due to be asked again. */
    public boolean isOpen() {
        return outage.isOpen();
    }

    /** When the CRM stopped answering; empty while it answers. */
    Optional<Instant> silentSince() {
        return outage.since();
    }

    /** @param task runs each time that the CRM answers again after it had not for a while */
    public void whenBack(Runnable task) {
        this.whenBack = task;
    }

    /** Its Date is cut to whole seconds, so on average half a second has gone by. Many answers bear the same one. */
    private void hearClock(String date) {
        SaidTime said = lastSaid;
        if (date != null && (said == null || !said.text().equals(date))) {
            said = SaidTime.read(date);
            lastSaid = said;
        }
        if (date != null && said.time() != null) {
            clocks.crmSays(said.time().plusMillis(500), clock.instant());
        }
    }

    /** A Date header. @param time null: a proxy may write what it likes there; then the clocks count as equal */
    private record SaidTime(String text, Instant time) {
        static SaidTime read(String text) {
            try {
                return new SaidTime(text, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
            } catch (DateTimeParseException unreadable) {
                return new SaidTime(text, null);
            }
        }
    }

    private CrmAnswer exchange(CrmRequest request, String bearer) {
        RequestBuilder outgoing = RequestBuilder.create(request.method())
                .setUri(address.of(request.resource(), request.options()))
                .setHeader("Accept", "application/json").setHeader("OData-MaxVersion", "4.0")
                .setHeader("OData-Version", "4.0").setHeader("If-None-Match", "null");
        request.headers().forEach(outgoing::setHeader);
        outgoing.removeHeaders(JOB);
        if (bearer != null) {
            outgoing.setHeader("Authorization", "Bearer " + bearer);
        }
        if (request.body() != null) {
            ByteArrayEntity body = new ByteArrayEntity(request.body());
            body.setContentType(request.contentType() == null ? "application/json; charset=utf-8"
                    : request.contentType());
            outgoing.setEntity(body);
        }
        try (CloseableHttpResponse response = http.execute(outgoing.build())) {
            byte[] body = response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
            return new CrmAnswer(response.getStatusLine().getStatusCode(), headersOf(response), body);
        } catch (ConnectException | ConnectTimeoutException | UnknownHostException | NoRouteToHostException
                 | SSLHandshakeException unreachable) {
            throw new CrmUnavailable("The CRM at " + address.origin() + " can't be reached: " + unreachable.getMessage()
                    + ". Check crm.url and the network.", unreachable);
        } catch (IOException cut) {
            throw new CrmAnswerUnknown("The CRM's answer about " + request.subject() + " did not arrive ("
                    + (cut.getMessage() == null ? cut.getClass().getSimpleName() : cut.getMessage())
                    + "); whether it ran is not known.", cut);
        }
    }

    private static Map<String, String> headersOf(CloseableHttpResponse response) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : response.getAllHeaders()) {
            headers.put(header.getName(), header.getValue());
        }
        return headers;
    }

    private static int number(String header) {
        try {
            return header == null ? 0 : Integer.parseInt(header.strip());
        } catch (NumberFormatException unreadable) {
            return 0;
        }
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException ignored) {
            // Nothing is left to do with the connections of a client that goes away.
        }
    }
}
