package io.kytkin;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.coupling.CouplingStore;
import io.kytkin.coupling.Couplings;
import io.kytkin.coupling.Leases;
import io.kytkin.coupling.PersonsCouplings;
import io.kytkin.crm.CrmCatalogue;
import io.kytkin.crm.CrmClient;
import io.kytkin.crm.CrmConnection;
import io.kytkin.crm.CrmFailure;
import io.kytkin.crm.CrmGate;
import io.kytkin.crm.CrmOlingoComponent;
import io.kytkin.crm.CrmOrganization;
import io.kytkin.crm.CrmPages;
import io.kytkin.crm.CrmReader;
import io.kytkin.crm.CrmRequests;
import io.kytkin.crm.CrmSettings;
import io.kytkin.erp.ErpCatalogue;
import io.kytkin.erp.ErpIdentity;
import io.kytkin.erp.ErpInbox;
import io.kytkin.erp.ErpPages;
import io.kytkin.erp.ErpReader;
import io.kytkin.erp.RenamedRecords;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.SideClocks;
import io.kytkin.mapping.TranslationSettings;
import io.kytkin.sandbox.DemoCompany;
import io.kytkin.sync.AlreadyRunning;
import io.kytkin.sync.CouplingChanges;
import io.kytkin.sync.DeletesThreshold;
import io.kytkin.sync.DeletionSweeps;
import io.kytkin.sync.FullSynchronizations;
import io.kytkin.sync.Hints;
import io.kytkin.sync.InboxAnswers;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.KnownSystems;
import io.kytkin.sync.PagePermits;
import io.kytkin.sync.MovedRecords;
import io.kytkin.sync.ParkedRecordJobs;
import io.kytkin.sync.ParkedRecords;
import io.kytkin.sync.PollRhythm;
import io.kytkin.sync.Positions;
import io.kytkin.sync.QueuedJobs;
import io.kytkin.sync.Scope;
import io.kytkin.sync.StateDatabase;
import io.kytkin.sync.SynchJobs;
import io.kytkin.sync.WrongSystem;
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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of Kytkin in one process: opens both sides and the state, makes the beans that the route files name, starts
 * Camel. Whatever was opened is closed again, in the opposite order, also when the start fails half way.
 */
public final class IntegrationRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IntegrationRuntime.class);

    private final Settings settings;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Mappings mappings = new Mappings();
    private final Main main = new Main();
    private String crmUrl;
    private String demoCompanyUrl;
    private SynchJobs jobs;
    private ErpInbox erpInbox;
    private QueuedJobs queuedJobs;
    private Hints hints;
    private CouplingStore couplingStore;
    private ParkedRecords parkedRecords;
    private ParkedRecordJobs parkedRecordJobs;
    private FullSynchronizations fullSynchronizations;
    private MappingFiles mappingFiles;

    private IntegrationRuntime(Settings settings) {
        this.settings = settings;
    }

    /**
     * Starts everything.
     *
     * @param purpose decides whether routes run, whether REST is served and whether schedules start anything
     * @throws SettingProblem with one sentence for the person at the keyboard
     */
    public static IntegrationRuntime start(Settings settings, Purpose purpose) {
        IntegrationRuntime runtime = new IntegrationRuntime(settings);
        try {
            runtime.open(purpose);
            return runtime;
        } catch (SettingProblem problem) {
            runtime.close();
            throw problem;
        } catch (CrmFailure | WrongSystem | IllegalArgumentException problem) {
            runtime.close();
            throw new SettingProblem(problem.getMessage(), problem);
        } catch (RuntimeException failure) {
            runtime.close();
            throw Failures.atStart(failure);
        }
    }

    private void open(Purpose purpose) {
        boolean serving = purpose == Purpose.SERVE;
        if (serving) {
            Ports.requireFree(Setting.HTTP_PORT, settings.text(Setting.HTTP_HOST), settings.httpPort());
        }
        HikariDataSource state = keep(new Databases(settings).state());
        StateDatabase.migrate(state);
        HikariDataSource erp = keep(new Databases(settings).erp());
        if (settings.usesDemoCompany()) {
            DemoCompany.install(erp);
            demoCompanyUrl = serving ? keep(DemoCompanyServer.start(Databases.demoCompany(settings))).url() : null;
        }
        crmUrl = settings.usesSandbox() ? keep(EmbeddedSandbox.start(settings)).url() : settings.text(Setting.CRM_URL);

        CrmRequests requests = new CrmRequests();
        int parallel = settings.number(Setting.CRM_MAX_PARALLEL, 1, 500);
        CrmSettings crmSettings = new CrmSettings(crmUrl, settings.text(Setting.CRM_TENANT_ID),
                settings.text(Setting.CRM_CLIENT_ID), settings.text(Setting.CRM_CLIENT_SECRET),
                settings.text(Setting.CRM_TOKEN_URL), settings.number(Setting.CRM_BATCH_SIZE, 1, 1000), parallel,
                new CrmSettings.Timeouts(Duration.ofSeconds(10),
                        Duration.ofSeconds(settings.number(Setting.CRM_TIMEOUT_SECONDS, 1, 3600))),
                settings.text(Setting.CRM_DEFAULT_OWNER));
        SideClocks clocks = new SideClocks(Instant.now());
        CrmClient client = keep(new CrmClient(crmSettings, new CrmGate(parallel), requests, clocks,
                Duration.ofSeconds(settings.number(Setting.CRM_LONGEST_PAUSE_SECONDS, 1, 3600))));
        CrmCatalogue crmCatalogue = new CrmCatalogue(client);
        CrmConnection connection = new CrmConnection(client, crmCatalogue);
        CrmOrganization organization = connection.connectPatiently();
        KnownSystems systems = new KnownSystems(state);
        systems.check("crm", organization.id().toString());
        String company = settings.text(Setting.ERP_COMPANY);
        systems.check("erp", ErpIdentity.of(erp, company), company);
        UUID owner = Optional.ofNullable(connection.defaultOwner(settings.text(Setting.CRM_DEFAULT_OWNER)))
                .orElse(organization.user());

        TranslationSettings translation = new TranslationSettings(settings.text(Setting.ERP_COMPANY),
                settings.text(Setting.ERP_LOCAL_CURRENCY), owner, Clock.system(settings.zone()), organization.user(),
                clocks);
        ErpCatalogue erpCatalogue = new ErpCatalogue(erp, translation.clock(),
                Duration.ofSeconds(settings.number(Setting.ERP_LONGEST_PAUSE_SECONDS, 1, 3600)));
        Bindings bindings = new Bindings(erpCatalogue, crmCatalogue, translation);
        erpInbox = new ErpInbox(erp, erpCatalogue, bindings, settings.text(Setting.ERP_INBOX));
        ErpReader erpReader = new ErpReader(erp, erpCatalogue, clocks);
        CrmReader crmReader = new CrmReader(client, bindings, crmCatalogue, mappings);
        Map<Direction, RecordReader> readers = Map.of(Direction.TO_CRM, erpReader, Direction.TO_ERP, crmReader);
        PagePermits permits = new PagePermits(parallel);
        Leases leases = new Leases(state, UUID.randomUUID().toString());
        if (settings.isBlank(Setting.STATE_JDBC_URL)) {
            // The embedded database is open for one process only: whoever held a lease is gone.
            leases.endAll();
        }
        jobs = new SynchJobs(state, mappings, readers, permits, leases, new RequestsOfJobs(requests),
                new DeletesThreshold(settings.number(Setting.DELETES_MOST, 0, Integer.MAX_VALUE),
                        settings.number(Setting.DELETES_MOST_PERCENT, 0, 100)),
                settings.number(Setting.CRM_BATCH_SIZE, 1, 1000));
        jobs.follow(new PollRhythm(Clock.systemUTC(),
                Duration.ofSeconds(settings.number(Setting.POLL_SHORTEST_SECONDS, 0, 86_400)),
                Duration.ofSeconds(settings.number(Setting.POLL_LONGEST_SECONDS, 0, 86_400)),
                settings.number(Setting.CRM_DAILY_REQUESTS, 0, Integer.MAX_VALUE), requests::total));
        if (settings.isBlank(Setting.STATE_JDBC_URL)) {
            jobs.store().endAbandoned();
        }
        // Bounded by the permits and by the jobs that wait for one, not by the pool: a full pool of waiting jobs would
        // leave no thread for the pages they wait for.
        ExecutorService pageThreads = Executors.newCachedThreadPool();
        keep(pageThreads::shutdownNow);

        settingsForRoutes(organization);
        main.bind("mappings", mappings);
        main.bind("bindings", bindings);
        main.bind("erpCatalogue", erpCatalogue);
        main.bind("crmCatalogue", crmCatalogue);
        main.bind("erpReader", erpReader);
        main.bind("crmReader", crmReader);
        main.bind("translationSettings", translation);
        main.bind("couplings", new Couplings(state, bindings, translation));
        main.bind("jobs", jobs);
        main.bind("deletionSweeps", new DeletionSweeps(jobs, mappings));
        main.bind("pages", jobs.saver());
        main.bind("crmPages", new CrmPages(client, bindings, crmCatalogue));
        main.bind("renamedRecords", new RenamedRecords(erpReader, mappings));
        main.bind("movedRecords", new MovedRecords(crmReader, mappings, new CouplingStore(state)));
        main.bind("erpPages", new ErpPages(erp, erpCatalogue, bindings));
        main.bind("erpInbox", erpInbox);
        main.bind("state", state);
        main.bind("erp", erp);
        main.bind("olingo4", new CrmOlingoComponent(client));
        main.bind("pageThreads", pageThreads);
        couplingStore = new CouplingStore(state);
        parkedRecords = new ParkedRecords(state);
        client.whenBack(() -> parkedRecords.retry(null, ParkingClass.TRANSIENT, null));

        CamelContext context = initialize(purpose);
        fullSynchronizations = new FullSynchronizations(state, mappings, readers, jobs, context.createProducerTemplate());
        main.bind("fullSynchronizations", fullSynchronizations);
        queuedJobs = new QueuedJobs(jobs, context.createProducerTemplate());
        hints = new Hints(state, jobs, mappings, new KnownErpKeys(erpReader, couplingStore),
                context.createProducerTemplate());
        main.bind("hints", hints);
        main.bind("inboxAnswers", new InboxAnswers(erpInbox::answered, mappings, hints));
        parkedRecordJobs = new ParkedRecordJobs(jobs, mappings, context.createProducerTemplate());
        main.bind("parkedRecordJobs", parkedRecordJobs);
        SidesCheck sidesCheck = new SidesCheck(bindings, erpCatalogue, crmCatalogue, translation);
        mappingFiles = new MappingFiles(context, settings.routesDirectory(), mappings,
                new LoadedMappingCheck(sidesCheck, erpInbox, mappings), permits::betweenPages, this::synchronizeAll);
        main.bind("mappingFiles", mappingFiles);
        if (serving) {
            bindWeb(state, erpReader, crmReader, new Connections(settings, connection, crmUrl, organization, erp, mappings,
                    jobs.sides()));
        }
        open.push(this::stopCamel);
        main.start();
        mappingFiles.loadAll();
        if (serving) {
            startSchedules(context);
        }
    }

    private static void startSchedules(CamelContext context) {
        try {
            context.getComponent("quartz", QuartzComponent.class).getScheduler().start();
        } catch (SchedulerException e) {
            throw new SettingProblem("The schedules could not be started: " + e.getMessage(), e);
        }
    }

    /** Settings that a route may use as {@code {{...}}}: all but the secrets, and those of the user's own. */
    private void settingsForRoutes(CrmOrganization organization) {
        settings.passedOn().forEach(main::addInitialProperty);
        for (Setting setting : Setting.values()) {
            if (!setting.isSecret()) {
                main.addInitialProperty(setting.key(), settings.text(setting));
            }
        }
        String base = organization.baseCurrencyCode();
        // Schedules start when the mapping files are loaded, and only where the runtime stays.
        main.addInitialProperty("camel.component.quartz.auto-start-scheduler", "false");
        // A step into a route that has stopped already waits for it to come back: half a minute, if nobody says otherwise, for
        // which the whole process would not end. A mapping file is replaced between two pages, in far less than this.
        main.addInitialProperty("camel.component.direct.timeout", "3000");
        main.addInitialProperty("crm.base-currency", base == null ? settings.text(Setting.ERP_LOCAL_CURRENCY) : base);
    }

    private CamelContext initialize(Purpose purpose) {
        boolean serving = purpose == Purpose.SERVE;
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withName("kytkin").withRoutesIncludePattern(
                new SharedRouteFiles(settings.routesDirectory()).of(purpose).stream().map(file -> "file:" + file)
                        .collect(Collectors.joining(",")));
        main.configure().withAutoStartup(purpose != Purpose.LOOK);
        main.configure().withShutdownTimeout(120);
        main.configure().withShutdownLogInflightExchangesOnTimeout(false);
        if (serving) {
            Login login = settings.isBlank(Setting.HTTP_USERNAME) ? null
                    : new Login(settings.text(Setting.HTTP_USERNAME), settings.text(Setting.HTTP_PASSWORD));
            JobEvents events = new JobEvents();
            jobs.listen(job -> events.changed(StateViews.view(job)));
            new WebSettings(settings.text(Setting.HTTP_HOST), settings.httpPort(), login).configure(main, events);
        }
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeInitialize(BaseMainSupport initialized) {
                Placeholders.takeSettingsOnly(initialized.getCamelContext());
            }
        });
        main.init();
        return main.getCamelContext();
    }

    private void bindWeb(HikariDataSource state, ErpReader erpReader, CrmReader crmReader, Connections connections) {
        StartedJobs started = StateViews.jobs(jobs, queuedJobs, new Positions(state));
        KnownCouplings known = StateViews.couplings(couplingStore);
        HeldRecords held = StateViews.parkedRecords(parkedRecords, parkedRecordJobs);
        CrmAddresses addresses = (table, id) -> settings.usesSandbox() ? null
                : crmUrl + "/main.aspx?etn=" + table + "&pagetype=entityrecord&id=" + id;
        ErpRecords records = erpReader::readByKeys;
        main.bind("mappingAnswers", new MappingAnswers(mappings, started, known, held, jobs.pauses()::of,
                Clock.systemUTC()));
        main.bind("changesAnswers", new ChangesAnswers(mappings,
                new KnownErpKeys(erpReader, couplingStore), hints));
        main.bind("pauseAnswers", new PauseAnswers(mappings, jobs.pauses()));
        main.bind("jobAnswers", new JobAnswers(mappings, started, known, records));
        main.bind("couplingAnswers", new CouplingAnswers(mappings, known, addresses));
        main.bind("personsCouplingAnswers", new PersonsCouplingAnswers(mappings, known, addresses, new CouplingChanges(
                new PersonsCouplings(state, settings.text(Setting.ERP_COMPANY)), jobs, parkedRecordJobs), records, crmReader));
        main.bind("parkedRecordAnswers", new ParkedRecordAnswers(mappings, held));
        main.bind("recordAnswers", new RecordAnswers(mappings, known, addresses, held, records, crmReader, started));
        main.bind("fullSynchronizationAnswers",
                new FullSynchronizationAnswers(mappings, StateViews.fullSynchronizations(fullSynchronizations, jobs)));
        main.bind("connectionAnswers", new ConnectionAnswers(connections));
        watch(started, known, held);
        main.bind("documentAnswers", new DocumentAnswers());
    }

    /** Health and metrics of the mappings, beside those that Camel has of its routes. */
    private void watch(StartedJobs started, KnownCouplings known, HeldRecords held) {
        CamelContext context = main.getCamelContext();
        HealthCheckRegistry.get(context).register(new MappingHealth(mappings, started, jobs.pauses(),
                Duration.ofMinutes(settings.number(Setting.HEALTH_STALLED_MINUTES, 1, 100_000)), Clock.systemUTC()));
        HealthCheckRegistry.get(context).register(new SidesHealth(Map.of(
                "ERP", () -> jobs.sides().silentSince(Direction.TO_CRM),
                "CRM", () -> jobs.sides().silentSince(Direction.TO_ERP))));
        main.bind("mappingMetrics", new MappingMetrics(() -> context.getRegistry().findSingleByType(MeterRegistry.class),
                mappings, started, known, held, Clock.systemUTC()));
    }

    /** False while a job of the mapping runs; a mapping that was never synchronized has nothing to do again. */
    private boolean synchronizeAll(String name) {
        Optional<Direction> direction = mappings.find(name).stream().flatMap(loaded -> loaded.routes().stream()).sorted()
                .filter(way -> jobs.wasSynchronized(name, way)).findFirst();
        try {
            direction.ifPresent(way -> queuedJobs.start(new JobRequest(name, way, Scope.ALL, List.of(), "mapping-file", null)));
            return true;
        } catch (AlreadyRunning running) {
            return false;
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    /** The address of REST, for example {@code http://127.0.0.1:8080}. */
    public String address() {
        int port = main.getCamelContext().hasService(VertxPlatformHttpServer.class).getPort();
        return "http://" + settings.text(Setting.HTTP_HOST) + ":" + port;
    }

    /** Where other programs may edit the embedded demo company, an address for JDBC; empty: the ERP is another. */
    public Optional<String> demoCompanyUrl() {
        return Optional.ofNullable(demoCompanyUrl);
    }

    /** The address of the CRM: the sandbox's if it is embedded. */
    public String crmUrl() {
        return crmUrl;
    }

    public Mappings mappings() {
        return mappings;
    }

    public MappingFiles mappingFiles() {
        return mappingFiles;
    }

    public SynchJobs jobs() {
        return jobs;
    }

    public FullSynchronizations fullSynchronizations() {
        return fullSynchronizations;
    }

    public CouplingStore couplings() {
        return couplingStore;
    }

    public ParkedRecords parkedRecords() {
        return parkedRecords;
    }

    /** Camel, for tests that send into a route. */
    CamelContext context() {
        return main.getCamelContext();
    }

    private void stopCamel() {
        jobs.stopAll();
        main.stop();
    }

    /** Ends after the pages in hand; a second call waits for the first and does nothing. */
    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("A part did not close well: {}", e.getMessage());
            }
        }
    }
}
