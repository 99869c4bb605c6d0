package io.kytkin.web;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code GET /api/events}: server-sent events, one {@code job} event each time a job changes, each with the whole job,
 * so that an event missed is made good by the next. It stands on the server's own router, because a Camel route sends
 * nothing before its body has ended. Safe for several threads.
 */
public final class JobEvents {
    static final String ADDRESS = "/api/events";

    /** A connection that is never used again must not stay for ever; proxies cut silent ones anyway. */
    private static final long HEARTBEAT_MILLISECONDS = 15_000;
    private static final int MOST_LISTENERS = 100;

    private final Set<HttpServerResponse> listeners = ConcurrentHashMap.newKeySet();

    /** Tells all listeners how a job stands now; comes back at once, whoever listens. */
    public void changed(JobView job) {
        String event = "event: job\ndata: " + new String(Json.write(job), StandardCharsets.UTF_8) + "\n\n";
        listeners.forEach(listener -> send(listener, event));
    }

    void serve(Router router) {
        router.get(ADDRESS).handler(this::listen);
    }

    private void listen(RoutingContext call) {
        if (listeners.size() >= MOST_LISTENERS) {
            WebEdge.answer(call, Problem.of(503, "There are " + MOST_LISTENERS + " listeners already; poll /api/jobs "
                    + "instead."));
            return;
        }
        HttpServerResponse listener = call.response().setChunked(true)
                .putHeader("Content-Type", "text/event-stream");
        long heartbeat = call.vertx().setPeriodic(HEARTBEAT_MILLISECONDS, tick -> send(listener, ":\n\n"));
        listener.endHandler(end -> forget(call, listener, heartbeat));
        listener.closeHandler(close -> forget(call, listener, heartbeat));
        listener.write("retry: 2000\n\n").onSuccess(begun -> listeners.add(listener));
    }

    private void forget(RoutingContext call, HttpServerResponse listener, long heartbeat) {
        call.vertx().cancelTimer(heartbeat);
        listeners.remove(listener);
    }

    /** A listener that does not keep up is let go; it asks again by itself and so sees the newest state. */
    private void send(HttpServerResponse listener, String text) {
        if (listener.ended() || listener.closed()) {
            listeners.remove(listener);
        } else if (listener.writeQueueFull()) {
            listener.end();
        } else {
            listener.write(text);
        }
    }
}
