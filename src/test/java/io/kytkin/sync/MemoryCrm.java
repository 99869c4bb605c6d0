package io.kytkin.sync;

import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A CRM in memory that keeps what it is told and remembers how it was asked. What it answers a test may decide record by
 * record.
 */
public final class MemoryCrm {

    /** What happens to one record; the default writes it. */
    interface Answer {
        void to(MemoryCrm crm, Page page, PageRecord record) throws Exception;
    }

    private final Map<UUID, Map<String, Object>> rows = new ConcurrentHashMap<>();
    private final List<String> writes = new ArrayList<>();
    private final AtomicInteger pagesNow = new AtomicInteger();
    private final AtomicInteger mostPages = new AtomicInteger();
    private volatile Answer answer = MemoryCrm::store;

    void answers(Answer other) {
        this.answer = other;
    }

    /** Finds by key what was reserved and never confirmed. */
    public void read(Page page) {
        for (PageRecord record : page.records()) {
            if (record.coupling() != null && rows.containsKey(record.crmId())) {
                List<String> names = List.copyOf(rows.get(record.crmId()).keySet());
                record.meets(new Row(new Row.Header(names),
                        names.stream().map(rows.get(record.crmId())::get).toArray(), null));
            }
        }
    }

    /** Writes the records of a page one after the other, as the test wants. */
    public void write(Page page) throws Exception {
        mostPages.accumulateAndGet(pagesNow.incrementAndGet(), Math::max);
        try {
            for (PageRecord record : page.toWrite()) {
                answer.to(this, page, record);
            }
        } finally {
            pagesNow.decrementAndGet();
        }
    }

    void store(Page page, PageRecord record) {
        boolean creates = record.decision().action() == Decision.Action.CREATE;
        synchronized (writes) {
            writes.add((creates ? "create " : "update ") + record.erpKey());
        }
        Map<String, Object> row = new HashMap<>(rows.getOrDefault(record.crmId(), Map.of()));
        record.decision().values().forEach(row::put);
        if (creates && rows.containsKey(record.crmId())) {
            throw new IllegalStateException("created twice: " + record.erpKey());
        }
        rows.put(record.crmId(), row);
        record.ends(creates ? Outcome.CREATED : Outcome.UPDATED);
    }

    /** Writes the record, but the answer gets lost. */
    void storeSilently(Page page, PageRecord record) {
        store(page, record);
        record.park(Parking.transientFailure("the CRM's answer got lost"));
    }

    List<String> writes() {
        synchronized (writes) {
            return List.copyOf(writes);
        }
    }

    void forgetWrites() {
        synchronized (writes) {
            writes.clear();
        }
    }

    Map<UUID, Map<String, Object>> rows() {
        return rows;
    }

    /** The most pages that were being written at once. */
    int mostPages() {
        return mostPages.get();
    }
}
