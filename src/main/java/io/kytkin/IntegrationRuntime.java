package io.kytkin;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.crm.CrmFailure;
import io.kytkin.mapping.Mappings;
import io.kytkin.sync.FullSynchronizations;
import io.kytkin.sync.ParkedRecords;
import io.kytkin.sync.SynchJobs;
import io.kytkin.sync.WrongSystem;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.main.Main;

/** The whole of Kytkin in one process, running. Whatever its start opened is closed again, also when that fails half way. */
public final class IntegrationRuntime implements AutoCloseable {
    private final Settings settings;
    private final OpenParts parts;
    private final Main main;
    private final String crmUrl;
    private final String demoCompanyUrl;
    private final Mappings mappings;
    private final MappingFiles mappingFiles;
    private final JobBeans jobs;
    private final JobStarters starters;

    /** @param demoCompanyUrl null: the ERP is another, or nobody may edit it from outside */
    IntegrationRuntime(Settings settings, OpenParts parts, Main main, String crmUrl, String demoCompanyUrl, Mappings mappings,
                       MappingFiles mappingFiles, JobBeans jobs, JobStarters starters) {
        this.settings = settings;
        this.parts = parts;
        this.main = main;
        this.crmUrl = crmUrl;
        this.demoCompanyUrl = demoCompanyUrl;
        this.mappings = mappings;
        this.mappingFiles = mappingFiles;
        this.jobs = jobs;
        this.starters = starters;
    }

    /**
     * Starts everything.
     *
     * @param purpose decides whether routes run, whether REST is served and whether schedules start anything
     * @throws SettingProblem with one sentence for the person at the keyboard
     */
    public static IntegrationRuntime start(Settings settings, Purpose purpose) {
        OpenParts parts = new OpenParts();
        try {
            return new RuntimeStart(settings, purpose, parts).run();
        } catch (SettingProblem problem) {
            parts.close();
            throw problem;
        } catch (CrmFailure | WrongSystem | IllegalArgumentException problem) {
            parts.close();
            throw new SettingProblem(problem.getMessage(), problem);
        } catch (RuntimeException failure) {
            parts.close();
            throw Failures.atStart(failure);
        }
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
        return jobs.synchJobs();
    }

    public FullSynchronizations fullSynchronizations() {
        return starters.fullSynchronizations();
    }

    public CouplingStore couplings() {
        return jobs.couplings();
    }

    public ParkedRecords parkedRecords() {
        return jobs.parkedRecords();
    }

    /** Camel, for tests that send into a route. */
    CamelContext context() {
        return main.getCamelContext();
    }

    /** Ends after the pages in hand; a second call waits for the first and does nothing. */
    @Override
    public void close() {
        parts.close();
    }
}
