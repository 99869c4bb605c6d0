package io.kytkin;

import io.kytkin.coupling.PersonsCouplings;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import io.kytkin.sync.CouplingChanges;
import io.kytkin.sync.Positions;
import io.kytkin.sync.SynchJobs;
import io.kytkin.web.ChangesAnswers;
import io.kytkin.web.ConnectionAnswers;
import io.kytkin.web.CouplingAnswers;
import io.kytkin.web.CrmAddresses;
import io.kytkin.web.DocumentAnswers;
import io.kytkin.web.ErpRecords;
import io.kytkin.web.FullSynchronizationAnswers;
import io.kytkin.web.HeldRecords;
import io.kytkin.web.JobAnswers;
import io.kytkin.web.JobEvents;
import io.kytkin.web.KnownCouplings;
import io.kytkin.web.Login;
import io.kytkin.web.MappingAnswers;
import io.kytkin.web.MappingHealth;
import io.kytkin.web.MappingMetrics;
import io.kytkin.web.ParkedRecordAnswers;
import io.kytkin.web.PauseAnswers;
import io.kytkin.web.PersonsCouplingAnswers;
import io.kytkin.web.RecordAnswers;
import io.kytkin.web.SidesHealth;
import io.kytkin.web.StartedJobs;
import io.kytkin.web.StateViews;
import io.kytkin.web.WebSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.Main;

/** The beans that answer over REST, and what tells health and metrics of the mappings. */
final class WebBeans {
    private final Settings settings;
    private final DataSource state;
    private final Mappings mappings;
    private final SideBeans sides;
    private final SynchJobs jobs;
    private final JobStarters starters;
    private final StartedJobs started;
    private final KnownCouplings couplings;
    private final HeldRecords parkedRecords;

    WebBeans(Settings settings, DataSource state, Mappings mappings, SideBeans sides, JobBeans beans, JobStarters starters) {
        this.settings = settings;
        this.state = state;
        this.mappings = mappings;
        this.sides = sides;
        this.jobs = beans.synchJobs();
        this.starters = starters;
        started = StateViews.jobs(jobs, starters.queuedJobs(), new Positions(state));
        couplings = StateViews.couplings(beans.couplings());
        parkedRecords = StateViews.parkedRecords(beans.parkedRecords(), starters.parkedRecordJobs());
    }

    /** Makes Camel open the server when it starts, and tells of every job there. */
    static void configureServer(Settings settings, SynchJobs jobs, Main main) {
        Login login = settings.isBlank(Setting.HTTP_USERNAME) ? null
                : new Login(settings.text(Setting.HTTP_USERNAME), settings.text(Setting.HTTP_PASSWORD));
        JobEvents events = new JobEvents();
        jobs.listen(job -> events.changed(StateViews.view(job)));
        new WebSettings(settings.text(Setting.HTTP_HOST), settings.httpPort(), login).configure(main, events);
    }

    /**
     * Under the names that the routes of REST use.
     *
     * @param crmUrl      the CRM's address
     * @param connections what is told of both sides
     */
    void bind(Main main, String crmUrl, Connections connections) {
        CrmAddresses addresses = (table, id) -> settings.usesSandbox() ? null
                : crmUrl + "/main.aspx?etn=" + table + "&pagetype=entityrecord&id=" + id;
        ErpRecords records = sides.erpReader()::readByKeys;
        main.bind("mappingAnswers", new MappingAnswers(mappings, started, couplings, parkedRecords, jobs.pauses()::of,
                Clock.systemUTC()));
        main.bind("changesAnswers", new ChangesAnswers(mappings, starters.erpKeys(), starters.hints()));
        main.bind("pauseAnswers", new PauseAnswers(mappings, jobs.pauses()));
        main.bind("jobAnswers", new JobAnswers(mappings, started, couplings, records));
        main.bind("couplingAnswers", new CouplingAnswers(mappings, couplings, addresses));
        main.bind("personsCouplingAnswers", new PersonsCouplingAnswers(mappings, couplings, addresses, couplingChanges(),
                records, sides.crmReader()));
        main.bind("parkedRecordAnswers", new ParkedRecordAnswers(mappings, parkedRecords));
        main.bind("recordAnswers", new RecordAnswers(mappings, couplings, addresses, parkedRecords, records,
                sides.crmReader(), started));
        main.bind("fullSynchronizationAnswers", new FullSynchronizationAnswers(mappings,
                StateViews.fullSynchronizations(starters.fullSynchronizations(), jobs)));
        main.bind("connectionAnswers", new ConnectionAnswers(connections));
        main.bind("documentAnswers", new DocumentAnswers());
        watch(main);
    }

    private CouplingChanges couplingChanges() {
        return new CouplingChanges(new PersonsCouplings(state, settings.text(Setting.ERP_COMPANY)), jobs,
                starters.parkedRecordJobs());
    }

    /** Health and metrics of the mappings, beside those that Camel has of its routes. */
    private void watch(Main main) {
        CamelContext context = main.getCamelContext();
        HealthCheckRegistry.get(context).register(new MappingHealth(mappings, started, jobs.pauses(),
                Duration.ofMinutes(settings.number(Setting.HEALTH_STALLED_MINUTES, 1, 100_000)), Clock.systemUTC()));
        HealthCheckRegistry.get(context).register(new SidesHealth(Map.of(
                "ERP", () -> jobs.sides().silentSince(Direction.TO_CRM),
                "CRM", () -> jobs.sides().silentSince(Direction.TO_ERP))));
        main.bind("mappingMetrics", new MappingMetrics(() -> context.getRegistry().findSingleByType(MeterRegistry.class),
                mappings, started, couplings, parkedRecords, Clock.systemUTC()));
    }
}
