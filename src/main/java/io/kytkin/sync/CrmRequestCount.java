package io.kytkin.sync;

import java.util.UUID;

/** Counts the requests to the CRM for each job; the CRM's side knows, this package only asks. */
public interface CrmRequestCount {

    long soFar(UUID job);

    /** Requests that this thread sends by itself count for the job until that is closed: those that read. */
    Reading reading(UUID job);

    /** While it is open, this thread reads for a job. */
    interface Reading extends AutoCloseable {
        @Override
        void close();
    }

    /** The job is over; nothing has to be kept of it. */
    void forget(UUID job);
}
