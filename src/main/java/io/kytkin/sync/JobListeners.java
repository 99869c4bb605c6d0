package io.kytkin.sync;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who are told of the steps of jobs. Without any, no job is looked up. */
final class JobListeners {
    private final JobStore store;
    private final List<JobProgress> listeners = new CopyOnWriteArrayList<>();

    JobListeners(JobStore store) {
        this.store = store;
    }

    void add(JobProgress listener) {
        listeners.add(listener);
    }

    /** The job has come a step further. */
    void tell(UUID id) {
        if (!listeners.isEmpty()) {
            store.find(id).ifPresent(job -> listeners.forEach(listener -> listener.changed(job)));
        }
    }
}
