package io.kytkin;

import io.kytkin.crm.CrmRequests;
import io.kytkin.sync.CrmRequestCount;
import java.util.UUID;

/** The CRM client's count of requests, as jobs ask for it. */
record RequestsOfJobs(CrmRequests requests) implements CrmRequestCount {

    @Override
    public long soFar(UUID job) {
        return requests.ofJob(job.toString());
    }

    @Override
    public Reading reading(UUID job) {
        requests.readsFor(job.toString());
        return () -> requests.readsFor(null);
    }

    @Override
    public void forget(UUID job) {
        requests.finish(job.toString());
    }
}
