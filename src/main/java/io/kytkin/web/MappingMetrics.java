package io.kytkin.web;

import io.kytkin.mapping.Mappings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a monitor wants to know of each mapping, as gauges with the tag {@code mapping}; a route refreshes them. */
public final class MappingMetrics {
    private final Mappings mappings;
    private final MappingProgress progress;
    private final KnownCouplings couplings;
    private final HeldRecords parked;
    private final Clock clock;
    private final Supplier<MeterRegistry> registry;
    private MultiGauge lag;
    private MultiGauge sinceSuccess;
    private MultiGauge coupled;
    private MultiGauge held;

    /** @param registry asked at the first refresh, because Camel makes it when it starts */
    public MappingMetrics(Supplier<MeterRegistry> registry, Mappings mappings, StartedJobs jobs, KnownCouplings couplings,
                          HeldRecords parked, Clock clock) {
        this.mappings = mappings;
        this.progress = new MappingProgress(jobs, clock);
        this.couplings = couplings;
        this.parked = parked;
        this.clock = clock;
        this.registry = registry;
    }

    private void open() {
        MeterRegistry meters = registry.get();
        lag = gauge(meters, "kytkin.lag.seconds", "Age of the oldest change that may not be across");
        sinceSuccess = gauge(meters, "kytkin.last.success.seconds", "Since a look for changes ended well");
        coupled = gauge(meters, "kytkin.couplings", "Couplings");
        held = gauge(meters, "kytkin.parked.records", "Parked records by class");
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    /** Reads the counts of all mappings with one query each. */
    public synchronized void refresh() {
        if (lag == null) {
            open();
        }
        List<MultiGauge.Row<?>> lags = new ArrayList<>();
        List<MultiGauge.Row<?>> successes = new ArrayList<>();
        List<MultiGauge.Row<?>> couplingCounts = new ArrayList<>();
        List<MultiGauge.Row<?>> parkedCounts = new ArrayList<>();
        Map<String, Long> counts = couplings.counts();
        var heldCounts = parked.counts();
        Map<String, Instant> waiting = progress.oldestWaiting();
        Instant now = clock.instant();
        for (Mappings.Loaded mapping : mappings.all()) {
            Tags name = Tags.of("mapping", mapping.name());
            Long behind = progress.lagSeconds(mapping, waiting);
            Instant success = progress.lastSuccess(mapping);
            if (behind != null && success != null) {
                lags.add(MultiGauge.Row.of(name, behind));
                successes.add(MultiGauge.Row.of(name, Duration.between(success, now).toSeconds()));
            }
            couplingCounts.add(MultiGauge.Row.of(name, counts.getOrDefault(mapping.name(), 0L)));
            heldCounts.getOrDefault(mapping.name(), Map.of()).forEach((parkingClass, count) ->
                    parkedCounts.add(MultiGauge.Row.of(name.and("class", parkingClass.jsonName()), count)));
        }
        lag.register(lags, true);
        sinceSuccess.register(successes, true);
        coupled.register(couplingCounts, true);
        held.register(parkedCounts, true);
    }
}
