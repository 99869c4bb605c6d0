package io.kytkin.crm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP server on a free port that answers as a test tells it: for what no well-behaved CRM does. Its answers are
 * given in turn; then it answers everything in the same way.
 */
final class ScriptedCrm implements AutoCloseable {

    /** @param target path and query as sent */
    record Received(String method, String target, Map<String, List<String>> headers, String body, long nanos) {
        String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : values.get(0);
        }
    }

    /** @param status 0: the connection is cut without an answer */
    record Answer(int status, Map<String, String> headers, String body) {
        static Answer of(int status, String body) {
            return new Answer(status, Map.of("Content-Type", "application/json"), body);
        }

        static Answer refusal(int status, String code, String message) {
            return of(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}");
        }

        static Answer cut() {
            return new Answer(0, Map.of(), "");
        }

        Answer with(String header, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(header, value);
            return new Answer(status, more, body);
        }
    }

    private static final Pattern OPERATION = Pattern.compile("([A-Z]+ [^ ]+) HTTP/1.1\r\n");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Answer> script = new ArrayDeque<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Function<Received, Answer> otherwise = request -> Answer.of(200, "{\"value\":[]}");

    ScriptedCrm() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    ScriptedCrm then(Answer answer) {
        synchronized (script) {
            script.add(answer);
        }
        return this;
    }

    ScriptedCrm otherwise(Function<Received, Answer> answers) {
        otherwise = answers;
        return this;
    }

    /**
     * The answer to a batch: for each operation, known by its request line and number from 1, what it is answered
     * with.
     */
    static Answer batch(Received request, BiFunction<String, Integer, String> operations) {
        Matcher lines = OPERATION.matcher(request.body());
        StringBuilder answer = new StringBuilder();
        int number = 0;
        while (lines.find()) {
            answer.append("--r\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n")
                    .append(operations.apply(URLDecoder.decode(lines.group(1), StandardCharsets.UTF_8), ++number))
                    .append("\r\n");
        }
        return Answer.of(200, answer + "--r--\r\n").with("Content-Type", "multipart/mixed; boundary=r");
    }

    List<Received> received() {
        return received;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Received request = new Received(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(), body, System.nanoTime());
        received.add(request);
        Answer answer;
        synchronized (script) {
            answer = script.poll();
        }
        if (answer == null) {
            answer = otherwise.apply(request);
        }
        if (answer.status() == 0) {
            exchange.close();
            return;
        }
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
