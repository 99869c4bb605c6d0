package io.kytkin.sync;

import java.util.UUID;
import org.apache.camel.ProducerTemplate;

/** Starts jobs without waiting for their end, through the route {@code queued-jobs}. */
public final class QueuedJobs {
    private static final String QUEUE = "seda:queued-jobs?waitForTaskToComplete=Never";

    private final SynchJobs jobs;
    private final ProducerTemplate producer;

    public QueuedJobs(SynchJobs jobs, ProducerTemplate producer) {
        this.jobs = jobs;
        this.producer = producer;
    }

    /** @throws AlreadyRunning when the mapping is being synchronized by this runtime */
    public SynchJob start(JobRequest request) {
        UUID id = jobs.queue(request);
        producer.sendBodyAndProperty(QUEUE, request, JobExchange.QUEUED, id);
        return jobs.store().find(id).orElseThrow();
    }
}
