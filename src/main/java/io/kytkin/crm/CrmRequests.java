package io.kytkin.crm;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests went to the CRM, in all and for each synch job that said so. Every request over the network
 * counts, also one that was throttled. Safe for several threads.
 */
public final class CrmRequests {
    private final LongAdder total = new LongAdder();
    private final Map<String, LongAdder> byJob = new ConcurrentHashMap<>();

    /** @param job null when the request belongs to no job */
    void count(String job) {
        total.increment();
        if (job != null) {
            byJob.computeIfAbsent(job, unknown -> new LongAdder()).increment();
        }
    }

    public long total() {
        return total.sum();
    }

    public long ofJob(String job) {
        LongAdder counted = byJob.get(job);
        return counted == null ? 0 : counted.sum();
    }

    /** The job's number for the last time: afterwards nothing is kept of it. */
    public long finish(String job) {
        LongAdder counted = byJob.remove(job);
        return counted == null ? 0 : counted.sum();
    }
}
