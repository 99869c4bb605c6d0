package io.kytkin;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.crm.CrmOrganization;
import io.kytkin.erp.ErpIdentity;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.SideClocks;
import io.kytkin.mapping.TranslationSettings;
import io.kytkin.sandbox.DemoCompany;
import io.kytkin.sync.KnownSystems;
import io.kytkin.sync.StateDatabase;
import java.time.Clock;
import java.time.Instant;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzComponent;
import org.apache.camel.main.Main;
import org.quartz.SchedulerException;

/** Opens one process of Kytkin: the databases, both sides, the beans that the route files name, Camel, the mapping files. */
final class RuntimeStart {
    private final Settings settings;
    private final Purpose purpose;
    private final OpenParts parts;
    private final Mappings mappings = new Mappings();
    private final Main main = new Main();

    /** @param parts takes what is opened, also by a start that fails */
    RuntimeStart(Settings settings, Purpose purpose, OpenParts parts) {
        this.settings = settings;
        this.purpose = purpose;
        this.parts = parts;
    }

    /**
     * Starts everything.
     *
     * @throws RuntimeException of many kinds; {@link IntegrationRuntime#start} says them in one sentence
     */
    IntegrationRuntime run() {
        if (isServing()) {
            Ports.requireFree(Setting.HTTP_PORT, settings.text(Setting.HTTP_HOST), settings.httpPort());
        }
        HikariDataSource state = parts.keep(new Databases(settings).state());
        StateDatabase.migrate(state);
        HikariDataSource erp = parts.keep(new Databases(settings).erp());
        String demoCompanyUrl = settings.usesDemoCompany() ? openDemoCompany(erp) : null;
        String crmUrl = settings.usesSandbox() ? parts.keep(EmbeddedSandbox.start(settings)).url()
                : settings.text(Setting.CRM_URL);
        SideClocks clocks = new SideClocks(Instant.now());
        ConnectedCrm crm = ConnectedCrm.connect(settings, crmUrl, clocks, parts);
        checkSystems(state, erp, crm.organization());

        SideBeans sides = new SideBeans(settings, erp, crm, translation(crm, clocks), mappings);
        JobBeans jobs = new JobBeans(settings, state, mappings, sides, crm.requests(), parts);
        crm.client().whenBack(() -> jobs.parkedRecords().retry(null, ParkingClass.TRANSIENT, null));
        main.bind("mappings", mappings);
        sides.bind(main);
        jobs.bind(main);
        CamelContext context = initialize(crm.organization(), jobs);

        JobStarters starters = new JobStarters(state, mappings, sides, jobs, context);
        starters.bind(main);
        MappingFiles mappingFiles = new MappingFiles(context, settings.routesDirectory(), mappings, sides.check(),
                jobs.permits()::betweenPages, starters::synchronizeAll);
        main.bind("mappingFiles", mappingFiles);
        if (isServing()) {
            new WebBeans(settings, state, mappings, sides, jobs, starters).bind(main, crmUrl, new Connections(settings,
                    crm.connection(), crmUrl, crm.organization(), erp, mappings, jobs.synchJobs().sides()));
        }
        parts.keep(() -> stopCamel(jobs));
        main.start();
        mappingFiles.loadAll();
        if (isServing()) {
            startSchedules(context);
        }
        return new IntegrationRuntime(settings, parts, main, crmUrl, demoCompanyUrl, mappings, mappingFiles, jobs, starters);
    }

    private boolean isServing() {
        return purpose == Purpose.SERVE;
    }

    /** @return where other programs may edit it; null: nowhere */
    private String openDemoCompany(DataSource erp) {
        DemoCompany.install(erp);
        return isServing() ? parts.keep(DemoCompanyServer.start(Databases.demoCompany(settings))).url() : null;
    }

    private void checkSystems(DataSource state, DataSource erp, CrmOrganization organization) {
        KnownSystems systems = new KnownSystems(state);
        systems.check("crm", organization.id().toString());
        String company = settings.text(Setting.ERP_COMPANY);
        systems.check("erp", ErpIdentity.of(erp, company), company);
    }

    private TranslationSettings translation(ConnectedCrm crm, SideClocks clocks) {
        return new TranslationSettings(settings.text(Setting.ERP_COMPANY), settings.text(Setting.ERP_LOCAL_CURRENCY),
                crm.defaultOwner(settings.text(Setting.CRM_DEFAULT_OWNER)), Clock.system(settings.zone()),
                crm.organization().user(), clocks);
    }

    private CamelContext initialize(CrmOrganization organization, JobBeans jobs) {
        new CamelSettings(settings, purpose, organization.baseCurrencyCode()).apply(main);
        if (isServing()) {
            WebBeans.configureServer(settings, jobs.synchJobs(), main);
        }
        main.init();
        return main.getCamelContext();
    }

    private static void startSchedules(CamelContext context) {
        try {
            context.getComponent("quartz", QuartzComponent.class).getScheduler().start();
        } catch (SchedulerException e) {
            throw new SettingProblem("The schedules could not be started: " + e.getMessage(), e);
        }
    }

    private void stopCamel(JobBeans jobs) {
        jobs.synchJobs().stopAll();
        main.stop();
    }
}
