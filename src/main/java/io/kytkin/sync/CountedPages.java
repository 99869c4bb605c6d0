package io.kytkin.sync;

import io.kytkin.mapping.Page;
import java.util.Iterator;
import java.util.UUID;

/** The pages of a job, whose reads count among its requests to the CRM. */
record CountedPages(UUID job, CrmRequestCount requests, Iterator<Page> pages) implements Iterator<Page> {
    @Override
    public boolean hasNext() {
        return pages.hasNext();
    }

    @Override
    public Page next() {
        try (CrmRequestCount.Reading reading = requests.reading(job)) {
            return pages.next();
        }
    }
}
