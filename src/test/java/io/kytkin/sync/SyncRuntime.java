package io.kytkin.sync;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.Database;
import io.kytkin.coupling.CouplingStore;
import io.kytkin.coupling.Couplings;
import io.kytkin.coupling.Leases;
import io.kytkin.erp.RenamedRecords;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.TableMapping;
import io.kytkin.mapping.TranslationSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.PluginHelper;
import org.awaitility.Awaitility;

/**
 * The shared routes as the product has them, over a real state database, with an ERP and a CRM in memory. Two of them on
 * one database are two runtimes.
 */
final class SyncRuntime implements AutoCloseable {
    static final int PAGE = 10;
    private static final String ROUTES_OF_THE_SIDES =
            "watch-mapping-files,ask-crm,read-crm,write-crm,read-erp,write-erp-table,write-erp-inbox,erp-inbox-answers";

    private final HikariDataSource state;
    private final MemoryReader erp;
    private final MemoryCrm crm;
    private final Mappings mappings = new Mappings();
    private final PagePermits permits;
    private final SynchJobs jobs;
    private final FullSynchronizations fullSynchronizations;
    private final ExecutorService pageThreads = Executors.newCachedThreadPool();
    private final CamelContext context = new DefaultCamelContext();

    SyncRuntime(Database database, int permits) {
        this(database.createState(), new MemoryReader(), new MemoryCrm(), permits);
    }

    SyncRuntime(HikariDataSource state, MemoryReader erp, MemoryCrm crm, int permits) {
        this.state = state;
        this.erp = erp;
        this.crm = crm;
        this.permits = new PagePermits(permits);
        Map<Direction, RecordReader> readers = Map.of(Direction.TO_CRM, erp, Direction.TO_ERP, new MemoryReader());
        jobs = new SynchJobs(state, mappings, readers, this.permits, new Leases(state, "runtime " + UUID.randomUUID()),
                new NoRequests(), DeletesThreshold.DEFAULT, PollRhythm.everyTick(), PAGE);
        fullSynchronizations = new FullSynchronizations(state, mappings, readers, jobs, context.createProducerTemplate());
        try {
            start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void start() throws Exception {
        TranslationSettings settings = new TranslationSettings("company", "EUR", null, Clock.systemUTC());
        Bindings bindings = new Bindings(Things.erp(), Things.crm(), settings);
        Registry registry = context.getRegistry();
        registry.bind("mappings", mappings);
        registry.bind("bindings", bindings);
        registry.bind("couplings", new Couplings(state, bindings, settings));
        registry.bind("renamedRecords", new RenamedRecords(null, new Mappings()));
        registry.bind("jobs", jobs);
        registry.bind("schedules", jobs.schedules());
        registry.bind("pages", jobs.saver());
        registry.bind("fullSynchronizations", fullSynchronizations);
        registry.bind("parkedRecordJobs", new ParkedRecordJobs(jobs, mappings, context.createProducerTemplate()));
        registry.bind("hints", new Hints(state, jobs, mappings, (mapping, keys) -> Map.of(),
                context.createProducerTemplate()));
        registry.bind("state", state);
        registry.bind("pageThreads", pageThreads);
        registry.bind("crm", crm);
        context.getCamelContextExtension().getContextPlugin(Model.class).setRouteFilterPattern(null, ROUTES_OF_THE_SIDES);
        for (String file : List.of("errors", "stages", "full-synchronization")) {
            PluginHelper.getRoutesLoader(context).loadRoutes(PluginHelper.getResourceLoader(context)
                    .resolveResource("file:" + Path.of("routes", file + ".camel.yaml")));
        }
        context.getShutdownStrategy().setTimeout(2);
        context.start();
    }

    /** Adds a mapping to the CRM, with the steps that a mapping file has. */
    SyncRuntime with(String name, String... furtherFields) {
        return with(Things.mapping(context, name, furtherFields), "direct:write-memory-crm");
    }

    /** As {@link #with}, with a step of one's own in place of writing. */
    SyncRuntime with(TableMapping mapping, String write) {
        replace(mapping);
        String name = mapping.definition().name();
        try {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:" + name + "-to-crm").routeId(name + "-to-crm")
                            .errorHandler(noErrorHandler())
                            .to("direct:look-up-couplings").bean(crm, "read").bean(mapping, "toCrm").to(write)
                            .to("direct:save-page");
                    if (getContext().getRoute("write-memory-crm") == null) {
                        from("direct:write-memory-crm").routeId("write-memory-crm").errorHandler(noErrorHandler())
                                .to("bean:couplings?method=reserve").bean(crm, "write");
                    }
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    /** The mapping's file was edited. */
    void replace(TableMapping mapping) {
        mappings.put(Things.loaded(mapping, Direction.TO_CRM));
    }

    /** Runs a job to its end. */
    SynchJob run(String mapping, Scope scope, String... records) {
        return run(new JobRequest(mapping, Direction.TO_CRM, scope, List.of(records), "test", "tester"));
    }

    SynchJob run(JobRequest request) {
        context.createProducerTemplate().requestBody("direct:synchronize", request);
        return jobs.store().latest(request.mapping(), request.direction(), null).orElseThrow();
    }

    /** Starts a job and comes back at once. */
    UUID begin(String mapping, Scope scope) {
        JobRequest request = new JobRequest(mapping, Direction.TO_CRM, scope, List.of(), "test", "tester");
        return new QueuedJobs(jobs, context.createProducerTemplate()).start(request).id();
    }

    SynchJob awaitEnd(UUID job) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10))
                .until(() -> jobs.store().find(job).orElseThrow().finishedAt() != null && jobs.isIdle());
        return jobs.store().find(job).orElseThrow();
    }

    String position(String mapping) {
        return new Positions(state).of(mapping, Direction.TO_CRM).orElse(null);
    }

    void inState(String sql) {
        org.jdbi.v3.core.Jdbi.create(state).useHandle(handle -> handle.execute(sql));
    }

    MemoryReader erp() {
        return erp;
    }

    MemoryCrm crm() {
        return crm;
    }

    Mappings mappings() {
        return mappings;
    }

    PagePermits permits() {
        return permits;
    }

    SynchJobs jobs() {
        return jobs;
    }

    FullSynchronizations fullSynchronizations() {
        return fullSynchronizations;
    }

    CouplingStore couplings() {
        return new CouplingStore(state);
    }

    ParkedRecords parkedRecords() {
        return new ParkedRecords(state);
    }

    DataSource state() {
        return state;
    }

    CamelContext context() {
        return context;
    }

    @Override
    public void close() {
        jobs.stopAll();
        context.stop();
        pageThreads.shutdownNow();
        state.close();
    }
}
