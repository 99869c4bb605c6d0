package io.kytkin.web;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sync.Pauses;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Exchange;

/** {@code /api/mappings}: what the files say, and how far each mapping has come. */
public final class MappingAnswers {
    private final Mappings mappings;
    private final MappingNames names;
    private final StartedJobs jobs;
    private final KnownCouplings couplings;
    private final HeldRecords parked;
    private final Function<String, Optional<Pauses.Pause>> pauses;
    private final MappingProgress progress;

    /** @param pauses the pause of a mapping, if it is paused */
    public MappingAnswers(Mappings mappings, StartedJobs jobs, KnownCouplings couplings, HeldRecords parked,
                          Function<String, Optional<Pauses.Pause>> pauses, Clock clock) {
        this.mappings = mappings;
        this.names = new MappingNames(mappings);
        this.jobs = jobs;
        this.couplings = couplings;
        this.parked = parked;
        this.pauses = pauses;
        this.progress = new MappingProgress(jobs, clock);
    }

    public void list(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly("limit", "cursor");
            int limit = request.limit();
            String after = PageOf.position(request);
            List<Mappings.Loaded> read = mappings.all().stream()
                    .filter(loaded -> after == null || loaded.name().compareTo(after) > 0)
                    .limit(limit + 1L).toList();
            return Answer.ok(PageOf.of(read, limit, Mappings.Loaded::name, view()));
        });
    }

    public void one(Exchange exchange) {
        Call.answer(exchange, request -> Answer.ok(view().apply(names.loaded(request.takesOnly().path("mapping")))));
    }

    /** The counts of all mappings are read once, however many mappings are shown. */
    private Function<Mappings.Loaded, MappingView> view() {
        Map<String, Long> coupled = couplings.counts();
        Map<String, Map<ParkingClass, Long>> held = parked.counts();
        Map<String, Instant> waiting = progress.oldestWaiting();
        return loaded -> {
            String name = loaded.name();
            return MappingView.of(loaded, progress(direction -> jobs.latest(name, direction)),
                    progress(direction -> jobs.position(name, direction)), progress.lagSeconds(loaded, waiting),
                    progress.lastSuccess(loaded), pauses.apply(name).orElse(null),
                    coupled.getOrDefault(name, 0L), countsOf(held.getOrDefault(name, Map.of())));
        };
    }

    private static <T> MappingView.Progress<T> progress(Function<Direction, Optional<T>> found) {
        return new MappingView.Progress<>(found.apply(Direction.TO_CRM).orElse(null),
                found.apply(Direction.TO_ERP).orElse(null));
    }

    private static Map<String, Long> countsOf(Map<ParkingClass, Long> counts) {
        Map<String, Long> byName = new LinkedHashMap<>();
        for (ParkingClass parkingClass : ParkingClass.values()) {
            byName.put(parkingClass.jsonName(), counts.getOrDefault(parkingClass, 0L));
        }
        return byName;
    }
}
