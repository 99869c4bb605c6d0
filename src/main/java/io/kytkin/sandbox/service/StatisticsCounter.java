package io.kytkin.sandbox.service;

import io.kytkin.sandbox.SandboxStatistics;
import io.kytkin.sandbox.schema.Table;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens; safe for several threads. */
public final class StatisticsCounter implements Counters {
    private final boolean countsCreates;
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder throttled = new LongAdder();
    private final LongAdder operations = new LongAdder();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger maxInFlight = new AtomicInteger();
    private final Map<Kind, Map<String, LongAdder>> written = new EnumMap<>(Kind.class);
    private final Map<String, Map<UUID, Integer>> createsAsked = new ConcurrentHashMap<>();

    /** @param countsCreates whether to remember each id asked to be created */
    public StatisticsCounter(boolean countsCreates) {
        this.countsCreates = countsCreates;
        for (Kind kind : Kind.values()) {
            written.put(kind, new ConcurrentHashMap<>());
        }
    }

    @Override
    public void written(Table table, Kind kind) {
        written.get(kind).computeIfAbsent(table.logicalName(), name -> new LongAdder()).increment();
    }

    @Override
    public void createAsked(Table table, UUID id) {
        if (countsCreates) {
            createsAsked.computeIfAbsent(table.logicalName(), name -> new ConcurrentHashMap<>())
                .merge(id, 1, Integer::sum);
        }
    }

    @Override
    public void operation() {
        operations.increment();
    }

    /** How many requests are being carried out, the new one included. */
    int begin() {
        int now = inFlight.incrementAndGet();
        maxInFlight.accumulateAndGet(now, Math::max);
        return now;
    }

    void end() {
        inFlight.decrementAndGet();
    }

    void request(boolean isRead) {
        (isRead ? reads : writes).increment();
    }

    void token() {
        tokens.increment();
    }

    void throttled() {
        throttled.increment();
    }

    /** What has been counted so far. */
    public SandboxStatistics snapshot() {
        Map<String, Map<UUID, Integer>> asked = new TreeMap<>();
        createsAsked.forEach((table, ids) -> asked.put(table, Map.copyOf(ids)));
        return new SandboxStatistics(reads.sum(), writes.sum(), tokens.sum(), throttled.sum(), operations.sum(),
            maxInFlight.get(), sums(Kind.CREATED), sums(Kind.UPDATED), sums(Kind.DELETED), asked);
    }

    private Map<String, Long> sums(Kind kind) {
        Map<String, Long> sums = new TreeMap<>();
        written.get(kind).forEach((table, count) -> sums.put(table, count.sum()));
        return sums;
    }

    /** Begins again at zero. */
    public void reset() {
        for (LongAdder counter : new LongAdder[] {reads, writes, tokens, throttled, operations}) {
            counter.reset();
        }
        maxInFlight.set(inFlight.get());
        written.values().forEach(Map::clear);
        createsAsked.clear();
    }
}
