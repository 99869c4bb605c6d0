package io.kytkin.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.Installation;
import io.kytkin.IntegrationRuntime;
import io.kytkin.Purpose;
import io.kytkin.Settings;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The main part of a line of the benchmark, in a process of its own: the job that creates all customers, after three such
 * jobs that warm up: the compiler is busy with the last of what a page runs through for some 5,000 pages. Settings come
 * from the environment.
 */
public final class Measurement {
    /** The end of each customer's name in the job whose bodies the raw client posts. */
    static final String RENAMED = "before";
    private static final String NO_SCHEDULE = "0 0 0 1 1 ? 2099";

    private final String database;
    private final String crm;
    private final int records;
    private final int batch;
    private final int parallel;
    private final List<String> urls;

    private Measurement(Map<String, String> environment) {
        this.database = environment.get("BENCHMARK_DATABASE");
        this.crm = environment.get("BENCHMARK_CRM");
        this.records = Integer.parseInt(environment.get("BENCHMARK_RECORDS"));
        this.batch = Integer.parseInt(environment.get("CRM_BATCH_SIZE"));
        this.parallel = Integer.parseInt(environment.get("CRM_MAX_PARALLEL"));
        this.urls = List.of(environment.get("BENCHMARK_URLS").split(" "));
    }

    /** What a job came to. */
    private record Result(double seconds, double processorSeconds, long requests, long created, long megabytes) { }

    /** Needs the variables that {@link Benchmark} sets. */
    public static void main(String[] arguments) throws Exception {
        Measurement measurement = new Measurement(System.getenv());
        int code = 0;
        try {
            measurement.run(System.getenv("BENCHMARK_MEASURED_CRM"),
                    System.getenv("BENCHMARK_BODIES_CRM"));
        } catch (Exception | Error failure) {
            failure.printStackTrace();
            code = 1;
        }
        System.exit(code);
    }

    private void run(String measuredCrm, String bodiesCrm) throws Exception {
        synchronize(bodiesCrm, records, urls.get(0), urls.get(1), " " + RENAMED);
        RawClient.keptEnough(bodiesCrm);
        synchronize(measuredCrm, records, urls.get(2), urls.get(3), " earlier");
        synchronize(measuredCrm, records, urls.get(4), urls.get(5), " soon");
        Result kytkin = synchronize(measuredCrm, records, urls.get(6), urls.get(Benchmark.DONE), "");
        double rate = kytkin.created() / kytkin.seconds();
        Files.writeString(Path.of(System.getenv("BENCHMARK_RATE")), String.valueOf(rate));
        System.out.printf("%-10s  %-10s %5d %9d %10.0f %10.1f %9d %8d", database, crm, batch, kytkin.created(), rate,
                kytkin.processorSeconds() * 1e6 / kytkin.created(), kytkin.requests(), kytkin.megabytes());
        System.out.flush();
    }

    private Result synchronize(String crmUrl, int customers, String erpUrl, String stateUrl, String nameEnding)
            throws Exception {
        try (HikariDataSource erp = open(erpUrl)) {
            CompanyGenerator.generate(erp, GeneratorSettings.customers(customers));
            if (!nameEnding.isEmpty()) {
                rename(erp, nameEnding);
            }
        }
        Map<String, String> environment = new HashMap<>(Map.of("CRM_URL", crmUrl, "ERP_JDBC_URL", erpUrl,
                "STATE_JDBC_URL", stateUrl, "HTTP_PORT", "0", "SCHEDULE_DEFAULT", NO_SCHEDULE));
        environment.put("CRM_BATCH_SIZE", String.valueOf(batch));
        environment.put("CRM_MAX_PARALLEL", String.valueOf(parallel));
        Settings settings = Settings.read(Path.of("application.properties"), environment);
        try (IntegrationRuntime runtime = IntegrationRuntime.start(settings, Purpose.SYNCHRONIZE)) {
            fullSynchronization(runtime, "salesperson", "currency", "customer-price-group");
            System.gc();
            double before = processorSeconds();
            try (PeakHeap heap = new PeakHeap()) {
                // As a full synchronization runs it, without the pass back from the CRM that follows there.
                SynchJob job = Installation.run(runtime, new JobRequest("customer", Direction.TO_CRM, Scope.ALL, List.of(),
                        JobRequest.FULL_SYNCHRONIZATION, "benchmark"));
                double processor = processorSeconds() - before;
                return result(runtime, job, processor, heap.megabytes());
            }
        }
    }

    /** Gives the customers of a warm-up names and ids of their own, because the CRM keeps them and would find them. */
    private void rename(HikariDataSource erp, String nameEnding) throws SQLException {
        try (Connection connection = erp.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("update customer set name = name || '" + nameEnding + "', system_id = "
                    + (database.equals("h2") ? "random_uuid()" : "gen_random_uuid()"));
        }
    }

    private static Result result(IntegrationRuntime runtime, SynchJob job, double processor, long megabytes) {
        if (job.count(Outcome.PARKED) > 0 || job.state() != SynchJob.State.FINISHED) {
            throw new IllegalStateException("The job did not go well: " + job + "\n"
                    + runtime.parkedRecords().list("customer", null, null, 3));
        }
        double seconds = Duration.between(job.startedAt(), job.finishedAt()).toNanos() / 1e9;
        return new Result(seconds, processor, job.crmRequests(), job.count(Outcome.CREATED), megabytes);
    }

    private static void fullSynchronization(IntegrationRuntime runtime, String... mappings) throws InterruptedException {
        UUID id = runtime.fullSynchronizations().review(List.of(mappings), "benchmark").id();
        runtime.fullSynchronizations().start(id, null);
        while (runtime.fullSynchronizations().find(id).orElseThrow().state() == FullSynchronization.State.RUNNING) {
            Thread.sleep(50);
        }
    }

    static HikariDataSource open(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(12);
        if (url.startsWith("jdbc:postgresql:")) {
            config.addDataSourceProperty("reWriteBatchedInserts", "true");
        }
        return new HikariDataSource(config);
    }

    private static double processorSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }
}
