package io.kytkin.web;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Down while a side does not answer, with the time since when. Like {@link MappingHealth} it says nothing about liveness: the
 * process waits for the side and goes on by itself.
 */
public final class SidesHealth extends AbstractHealthCheck {
    private final Map<String, Supplier<Optional<Instant>>> silentSince;

    /** @param silentSince for each side's name when it stopped answering; empty while it answers */
    public SidesHealth(Map<String, Supplier<Optional<Instant>>> silentSince) {
        super("kytkin", "sides");
        this.silentSince = new TreeMap<>(silentSince);
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Map<String, Instant> silent = new TreeMap<>();
        silentSince.forEach((side, since) -> since.get().ifPresent(time -> silent.put(side, time)));
        if (silent.isEmpty()) {
            builder.up();
            return;
        }
        builder.down();
        builder.message(silent.entrySet().stream().map(side -> sentence(side.getKey(), side.getValue()))
                .collect(Collectors.joining(" ")));
        silent.forEach((side, since) -> builder.detail(side + ".silentSince", since.toString()));
    }

    /** For persons: what jobs do meanwhile stands in the documents. */
    public static String sentence(String side, Instant since) {
        return "The " + side + " does not answer since " + since.truncatedTo(ChronoUnit.SECONDS)
                + "; it is asked again by itself.";
    }
}
