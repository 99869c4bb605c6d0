package io.kytkin;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.coupling.Couplings;
import io.kytkin.coupling.Leases;
import io.kytkin.crm.CrmRequests;
import io.kytkin.mapping.Mappings;
import io.kytkin.sync.DeletesThreshold;
import io.kytkin.sync.DeletionSweeps;
import io.kytkin.sync.MovedRecords;
import io.kytkin.sync.PagePermits;
import io.kytkin.sync.ParkedRecords;
import io.kytkin.sync.PollRhythm;
import io.kytkin.sync.SynchJobs;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.apache.camel.main.Main;

/** The beans with which routes run synch jobs and keep what they learn in the state database. */
final class JobBeans {
    private final DataSource state;
    private final Mappings mappings;
    private final SideBeans sides;
    private final PagePermits permits;
    private final SynchJobs jobs;
    private final CouplingStore couplings;
    private final ParkedRecords parkedRecords;
    private final ExecutorService pageThreads;

    /**
     * @param requests counts all that goes to the CRM
     * @param parts    takes the threads on which pages run
     */
    JobBeans(Settings settings, DataSource state, Mappings mappings, SideBeans sides, CrmRequests requests, OpenParts parts) {
        this.state = state;
        this.mappings = mappings;
        this.sides = sides;
        permits = new PagePermits(settings.pagesAtOnce());
        Leases leases = new Leases(state, UUID.randomUUID().toString());
        jobs = new SynchJobs(state, mappings, sides.readers(), permits, leases, new RequestsOfJobs(requests),
                deletesThreshold(settings), rhythm(settings, requests), settings.batchSize());
        if (settings.isBlank(Setting.STATE_JDBC_URL)) {
            // The embedded database is open for one process only: whoever held a lease or ran a job is gone.
            leases.endAll();
            jobs.store().endAbandoned();
        }
        couplings = new CouplingStore(state);
        parkedRecords = new ParkedRecords(state);
        // Bounded by the permits and by the jobs that wait for one, not by the pool: a full pool of waiting jobs would
        // leave no thread for the pages they wait for.
        pageThreads = Executors.newCachedThreadPool();
        parts.keep(pageThreads::shutdownNow);
    }

    private static DeletesThreshold deletesThreshold(Settings settings) {
        return new DeletesThreshold(settings.number(Setting.DELETES_MOST, 0, Integer.MAX_VALUE),
                settings.number(Setting.DELETES_MOST_PERCENT, 0, 100));
    }

    private static PollRhythm rhythm(Settings settings, CrmRequests requests) {
        return new PollRhythm(Clock.systemUTC(), settings.seconds(Setting.POLL_SHORTEST_SECONDS, 0, 86_400),
                settings.seconds(Setting.POLL_LONGEST_SECONDS, 0, 86_400),
                settings.number(Setting.CRM_DAILY_REQUESTS, 0, Integer.MAX_VALUE), requests::total);
    }

    /** Under the names that route files use. */
    void bind(Main main) {
        main.bind("state", state);
        main.bind("jobs", jobs);
        main.bind("schedules", jobs.schedules());
        main.bind("pages", jobs.saver());
        main.bind("pageThreads", pageThreads);
        main.bind("couplings", new Couplings(state, sides.bindings(), sides.translation()));
        main.bind("deletionSweeps", new DeletionSweeps(jobs, mappings));
        main.bind("movedRecords", new MovedRecords(sides.crmReader(), mappings, couplings));
    }

    SynchJobs synchJobs() {
        return jobs;
    }

    PagePermits permits() {
        return permits;
    }

    CouplingStore couplings() {
        return couplings;
    }

    ParkedRecords parkedRecords() {
        return parkedRecords;
    }
}
