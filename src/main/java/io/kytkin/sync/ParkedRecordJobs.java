package io.kytkin.sync;

import io.kytkin.mapping.Mappings;
import java.util.Collection;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * Starts jobs for parked records that are due, through the route {@code parked-records}. The state database says which
 * are due; a job that can't begin leaves them to the next run of the mapping.
 */
public final class ParkedRecordJobs {
    private static final String QUEUE = "seda:parked-records?waitForTaskToComplete=Never";

    private final SynchJobs jobs;
    private final Mappings mappings;
    private final ProducerTemplate producer;

    public ParkedRecordJobs(SynchJobs jobs, Mappings mappings, ProducerTemplate producer) {
        this.jobs = jobs;
        this.mappings = mappings;
        this.producer = producer;
    }

    /** Comes back at once. @param who the user behind it, or null */
    public void start(Collection<String> names, String who) {
        for (String name : names) {
            List<JobRequest> requests = mappings.find(name).filter(Mappings.Loaded::isEnabled).stream()
                    .flatMap(loaded -> loaded.routes().stream()).sorted()
                    .map(direction -> new JobRequest(name, direction, Scope.PARKED, List.of(), "rest", who)).toList();
            if (!requests.isEmpty()) {
                producer.sendBody(QUEUE, requests);
            }
        }
    }

    /**
     * Called for each job before it runs.
     *
     * @throws AlreadyRunning while another job has the mapping
     */
    public void job(Exchange exchange) {
        new JobExchange(exchange).queuedAs(jobs.queue(exchange.getMessage().getBody(JobRequest.class)));
    }
}
