package io.kytkin.sync;

import java.util.UUID;
import org.apache.camel.Exchange;

/** The exchange with which a job goes through the routes: what of it stands in which property. */
record JobExchange(Exchange exchange) {
    /** The property that holds the id of a job which was queued before its route is called. */
    static final String QUEUED = "queued";
    private static final String MAPPING = "mapping";
    private static final String TRIGGER = "trigger";
    private static final String REQUEST = "request";
    private static final String JOB = "job";

    /** The mapping whose schedule ticked; null: it was no schedule that led here. */
    String mapping() {
        return exchange.getProperty(MAPPING, String.class);
    }

    /** Who wants jobs of the mapping: its schedule, unless a route says something else. */
    String trigger() {
        return exchange.getProperty(TRIGGER, JobRequest.SCHEDULE, String.class);
    }

    /** The job that the route is about to run was queued under this id. */
    void queuedAs(UUID job) {
        exchange.setProperty(QUEUED, job);
    }

    /** The id under which the job in the body was queued; null: it was not queued before. */
    UUID queued() {
        return exchange.getProperty(QUEUED, UUID.class);
    }

    /** The job that begins is this exchange's from now on. What an earlier try left there is no failure of it. */
    void begins(UUID job, JobRequest request) {
        exchange.setProperty(REQUEST, request);
        exchange.setProperty(JOB, job);
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
    }

    /** The job; null: none began. */
    UUID job() {
        return exchange.getProperty(JOB, UUID.class);
    }

    /** What the job is to do; null: none began. */
    JobRequest request() {
        return exchange.getProperty(REQUEST, JobRequest.class);
    }

    /** Why the route did not come to its end; null: it did. */
    Throwable failure() {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }
}
