package io.kytkin.web;

import io.kytkin.mapping.Mappings;
import io.kytkin.sync.Pauses;
import java.time.Instant;
import org.apache.camel.Exchange;

/** Pauses mappings, for the ERP's maintenance window for example, and lets them go on. */
public final class PauseAnswers {
    private final MappingNames names;
    private final Pauses pauses;

    /**
     * A mapping, or all.
     *
     * @param mapping null: all
     * @param since   null: not paused
     */
    record Paused(String mapping, boolean paused, Instant since, String who) { }

    public PauseAnswers(Mappings mappings, Pauses pauses) {
        this.names = new MappingNames(mappings);
        this.pauses = pauses;
    }

    public void pause(Exchange exchange) {
        Call.answer(exchange, request -> {
            String mapping = names.loaded(request.takesOnly().path("mapping")).name();
            pauses.pause(mapping, request.who());
            return Answer.ok(state(mapping, mapping));
        });
    }

    public void resume(Exchange exchange) {
        Call.answer(exchange, request -> {
            String mapping = names.loaded(request.takesOnly().path("mapping")).name();
            pauses.resume(mapping);
            if (pauses.isPaused(mapping)) {
                throw Problem.conflict("all-are-paused", "All mappings are paused", "The mapping '" + mapping
                        + "' has no pause of its own any more, but all mappings are paused; POST /api/resume ends that.",
                        "/api/resume");
            }
            return Answer.ok(state(mapping, mapping));
        });
    }

    public void pauseAll(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly();
            pauses.pause(Pauses.ALL, request.who());
            return Answer.ok(state(null, Pauses.ALL));
        });
    }

    public void resumeAll(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly();
            pauses.resume(Pauses.ALL);
            return Answer.ok(state(null, Pauses.ALL));
        });
    }

    private Paused state(String shown, String mapping) {
        return pauses.of(mapping).map(pause -> new Paused(shown, true, pause.since(), pause.who()))
                .orElseGet(() -> new Paused(shown, false, null, null));
    }
}
