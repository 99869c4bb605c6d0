package io.kytkin;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import io.kytkin.sync.AlreadyRunning;
import io.kytkin.sync.FullSynchronizations;
import io.kytkin.sync.Hints;
import io.kytkin.sync.InboxAnswers;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.ParkedRecordJobs;
import io.kytkin.sync.QueuedJobs;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJobs;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** What starts jobs beside the schedules, by sending into the routes: there must be a Camel already. */
final class JobStarters {
    private final Mappings mappings;
    private final SideBeans sides;
    private final SynchJobs jobs;
    private final KnownErpKeys erpKeys;
    private final FullSynchronizations fullSynchronizations;
    private final QueuedJobs queuedJobs;
    private final Hints hints;
    private final ParkedRecordJobs parkedRecordJobs;

    JobStarters(DataSource state, Mappings mappings, SideBeans sides, JobBeans beans, CamelContext context) {
        this.mappings = mappings;
        this.sides = sides;
        jobs = beans.synchJobs();
        erpKeys = new KnownErpKeys(sides.erpReader(), beans.couplings());
        fullSynchronizations = new FullSynchronizations(state, mappings, sides.readers(), jobs,
                context.createProducerTemplate());
        queuedJobs = new QueuedJobs(jobs, context.createProducerTemplate());
        hints = new Hints(state, jobs, mappings, erpKeys, context.createProducerTemplate());
        parkedRecordJobs = new ParkedRecordJobs(jobs, mappings, context.createProducerTemplate());
    }

    /** Under the names that route files use. */
    void bind(Main main) {
        main.bind("fullSynchronizations", fullSynchronizations);
        main.bind("hints", hints);
        main.bind("inboxAnswers", new InboxAnswers(sides.erpInbox()::answered, mappings, hints));
        main.bind("parkedRecordJobs", parkedRecordJobs);
    }

    /** False while a job of the mapping runs; a mapping that was never synchronized has nothing to do again. */
    boolean synchronizeAll(String name) {
        Optional<Direction> direction = mappings.find(name).stream().flatMap(loaded -> loaded.routes().stream()).sorted()
                .filter(way -> jobs.wasSynchronized(name, way)).findFirst();
        try {
            direction.ifPresent(way -> queuedJobs.start(new JobRequest(name, way, Scope.ALL, List.of(), "mapping-file", null)));
            return true;
        } catch (AlreadyRunning running) {
            return false;
        }
    }

    KnownErpKeys erpKeys() {
        return erpKeys;
    }

    FullSynchronizations fullSynchronizations() {
        return fullSynchronizations;
    }

    QueuedJobs queuedJobs() {
        return queuedJobs;
    }

    Hints hints() {
        return hints;
    }

    ParkedRecordJobs parkedRecordJobs() {
        return parkedRecordJobs;
    }
}
