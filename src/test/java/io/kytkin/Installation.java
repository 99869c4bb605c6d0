package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.coupling.CouplingStore;
import io.kytkin.sandbox.SandboxCrm;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;

/**
 * A whole installation for tests: an ERP and a state in databases of their own, a sandbox CRM over HTTP, and the runtime with
 * the product's own route files, which can be stopped and started again.
 */
public final class Installation implements AutoCloseable {
    private final SandboxCrm crm;
    private final Map<String, String> environment = new HashMap<>();
    private final HikariDataSource erp;
    private final HikariDataSource state;
    private OwnRoutes ownRoutes;
    private IntegrationRuntime runtime;

    private Installation(SandboxCrm crm, String erpUrl, String stateUrl) {
        this.crm = crm;
        this.erp = database(erpUrl);
        this.state = database(stateUrl);
        environment.put("CRM_URL", crm.url());
        environment.put("ERP_JDBC_URL", erpUrl);
        environment.put("STATE_JDBC_URL", stateUrl);
        environment.put("HTTP_PORT", "0");
        environment.put("SCHEDULE_DEFAULT", "0 0 0 1 1 ? 2099");
        environment.put("SCHEDULE_SWEEP", "0 0 0 1 1 ? 2099");
    }

    /** On H2 in memory, with an ERP that the filling makes. */
    public static Installation on(Consumer<DataSource> filling) {
        return on(Database.H2, filling);
    }

    /** With an ERP and a state on such a database. */
    public static Installation on(Database database, Consumer<DataSource> filling) {
        return on(database, SandboxSettings.defaults(), filling);
    }

    /** With another CRM, which asks for no log-in. */
    public static Installation on(Database database, SandboxSettings sandbox, Consumer<DataSource> filling) {
        return on(sandbox.withAuthentication(false), database.createUrl(), database.createStateUrl(), filling);
    }

    /** With its ERP and its state in files, so that processes can open them too. */
    public static Installation in(Path folder, Consumer<DataSource> filling) {
        return on(SandboxSettings.defaults().withAuthentication(false), "jdbc:h2:file:" + folder.resolve("erp") + ";AUTO_SERVER=TRUE",
                MemoryDatabase.createUrl(), filling).with("STATE_JDBC_URL", "").with("DATA_DIRECTORY", folder.toString());
    }

    public static Installation on(SandboxSettings sandbox, String erpUrl, String stateUrl, Consumer<DataSource> filling) {
        SandboxCrm crm = SandboxCrm.start(sandbox);
        try (InputStream users = Installation.class.getResourceAsStream("/sandbox/demo-users.json")) {
            crm.seed(users);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Installation installation = new Installation(crm, erpUrl, stateUrl);
        filling.accept(installation.erp);
        return installation;
    }

    private static HikariDataSource database(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(2);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    /** Sets a setting for the next start, by the name of its environment variable. */
    public Installation with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Lets the runtime work with a copy of the route files that a test may edit. */
    public Installation withOwnRoutes(Path folder) throws IOException {
        ownRoutes = OwnRoutes.copiedTo(folder);
        return with("ROUTES_DIRECTORY", folder.toString());
    }

    public OwnRoutes ownRoutes() {
        return ownRoutes;
    }

    public Installation start() {
        runtime = IntegrationRuntime.start(settings(), Purpose.SERVE);
        return this;
    }

    /**
     * Starts the distribution's program, in a process of its own with this installation's settings, so that it can be stopped
     * and killed from outside.
     *
     * @param log     takes what it prints
     * @param command with its arguments
     */
    public Process startProcess(Path log, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(distribution().resolve("bin").resolve("kytkin").toString()));
        line.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private static Path distribution() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("target", "distribution"))) {
            return folders.findFirst().orElseThrow().toAbsolutePath();
        }
    }

    public Settings settings() {
        return Settings.read(Path.of("application.properties"), environment);
    }

    public void stop() {
        if (runtime != null) {
            runtime.close();
            runtime = null;
        }
    }

    public IntegrationRuntime runtime() {
        return runtime;
    }

    /** Of the runtime that runs now. */
    public RestClient rest() {
        return new RestClient(runtime.address());
    }

    public SandboxCrm crm() {
        return crm;
    }

    public DataSource erp() {
        return erp;
    }

    public DataSource state() {
        return state;
    }

    public Map<String, String> environment() {
        return environment;
    }

    /**
     * Runs one job of the mapping in each direction over what changed, as its schedule does, to the end; where it falls into
     * another job of the mapping, one that a hint started, once more after that.
     */
    public void synchronizeChanges(String mapping) {
        Instant begun;
        do {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> jobs(mapping).allMatch(Installation::isOver));
            begun = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            tick(mapping);
        } while (isDisturbed(mapping, begun));
    }

    /** Does what a tick of the mapping's schedule does, to the end of the jobs that it starts; it starts none while others run. */
    public void tick(String mapping) {
        try (ProducerTemplate producer = runtime.context().createProducerTemplate()) {
            producer.send("seda:due-mappings?waitForTaskToComplete=Always&timeout=60000",
                    ExchangePattern.InOut, exchange -> exchange.setProperty("mapping", mapping));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two more runs write nothing to the CRM. */
    public void assertQuiet(String mapping) {
        crm.resetStatistics();
        synchronizeChanges(mapping);
        synchronizeChanges(mapping);
        assertThat(crm.statistics().writes()).isZero();
    }

    private Stream<SynchJob> jobs(String mapping) {
        return runtime.jobs().store().list(mapping, null, null, 5).stream();
    }

    private static boolean isOver(SynchJob job) {
        return job.finishedAt() != null;
    }

    private boolean isDisturbed(String mapping, Instant since) {
        return jobs(mapping).filter(job -> !isOver(job) || !job.finishedAt().isBefore(since))
                .anyMatch(job -> job.queuedAt().isBefore(since) || !JobRequest.SCHEDULE.equals(job.trigger()));
    }

    /** Runs one job to its end. */
    public SynchJob run(JobRequest request) {
        return run(runtime, request);
    }

    /** Runs one job of a runtime that was started otherwise, to its end. */
    public static SynchJob run(IntegrationRuntime runtime, JobRequest request) {
        UUID id = runtime.jobs().queue(request);
        try (ProducerTemplate producer = runtime.context().createProducerTemplate()) {
            producer.send("direct:synch-job", exchange -> {
                exchange.getMessage().setBody(request);
                exchange.setProperty("queued", id);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return runtime.jobs().store().find(id).orElseThrow();
    }

    /** Runs one to its end. @param mappings these and their parents; none: all */
    public FullSynchronization fullSynchronization(String... mappings) {
        UUID id = runtime.fullSynchronizations().review(List.of(mappings), "test").id();
        runtime.fullSynchronizations().start(id, "test");
        return awaitEnd(id);
    }

    public FullSynchronization awaitEnd(UUID id) {
        Awaitility.await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(50)).until(() ->
                runtime.fullSynchronizations().find(id).orElseThrow().state() != FullSynchronization.State.RUNNING);
        return runtime.fullSynchronizations().find(id).orElseThrow();
    }

    /** The jobs of a full synchronization, in the order of its lines. */
    public List<SynchJob> jobs(FullSynchronization run) {
        return run.lines().stream().flatMap(line -> line.jobs().stream())
                .map(id -> runtime.jobs().store().find(id).orElseThrow()).toList();
    }

    /** The job of a mapping's first pass. */
    public SynchJob job(FullSynchronization run, String mapping) {
        return jobs(run).stream().filter(job -> job.mapping().equals(mapping)).findFirst().orElseThrow();
    }

    /** The first coupling of the record; null: it has none. */
    public CouplingStore.Stored coupling(String mapping, String erpKey) {
        return runtime.couplings().list(mapping, erpKey, null, null, 1).stream().findFirst().orElse(null);
    }

    public ErpCustomers customers() {
        return new ErpCustomers(erp);
    }

    /** The ERP's database. */
    public Jdbi jdbi() {
        return Jdbi.create(erp);
    }

    public void inErp(String sql) {
        Database.execute(erp, sql);
    }

    @Override
    public void close() {
        stop();
        erp.close();
        state.close();
        crm.close();
    }
}
