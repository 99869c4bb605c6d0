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
    private final ThreadLocal<String> reader = new ThreadLocal<>();

    /** @param named the job that the request names; null: it belongs to the one for which this thread reads, if it does */
    void count(String named) {
        total.increment();
        String job = named == null ? reader.get() : named;
        if (job != null) {
            byJob.computeIfAbsent(job, unknown -> new LongAdder()).increment();
        }
    }

    /** From now on this thread reads for the job. @param job null: for none any more */
    public void readsFor(String job) {
        if (job == null) {
            reader.remove();
        } else {
            reader.set(job);
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
