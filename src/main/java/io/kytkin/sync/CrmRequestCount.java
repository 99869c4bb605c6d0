package io.kytkin.sync;

import java.util.UUID;

/** Counts the requests to the CRM for each job; the CRM's side knows, this package only asks. */
public interface CrmRequestCount {

    long soFar(UUID job);

    /** The job is over; nothing has to be kept of it. */
    void forget(UUID job);
}
