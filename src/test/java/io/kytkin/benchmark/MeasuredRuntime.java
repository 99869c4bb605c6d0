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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The measured part of a line: the product in a process of its own, which gets so many new customers in its ERP whenever it
 * is asked, and creates them in the CRM by one job. Settings come from the environment.
 */
final class MeasuredRuntime {
    /** The end of each customer's name, which the raw client makes another one of. */
    static final String NAMED = "before";
    /** The number before that of the first generated customer, without its letter. */
    private static final int FIRST = 10_000_000;

    private final HikariDataSource erp;
    private final IntegrationRuntime runtime;
    private int rounds;
    private int done;

    private MeasuredRuntime(String erpUrl, int customers) throws Exception {
        erp = open(erpUrl);
        CompanyGenerator.generate(erp, GeneratorSettings.customers(customers));
        inErp("update customer set name = name || ' " + NAMED + "'", "create table later_customer as select * from customer",
                "create unique index later_number on later_customer (no)", "truncate table customer");
        runtime = IntegrationRuntime.start(Settings.read(Path.of("application.properties"), System.getenv()), Purpose.SYNCHRONIZE);
        fullSynchronization("salesperson", "currency", "customer-price-group");
    }

    /** Needs the variables that {@link BenchmarkLine} sets. Each question is a number of customers. */
    public static void main(String[] arguments) throws Exception {
        MeasuredRuntime measured = new MeasuredRuntime(System.getenv("ERP_JDBC_URL"),
                Integer.parseInt(System.getenv("BENCHMARK_CUSTOMERS")));
        ChildProcess.answer(question -> measured.create(Integer.parseInt(question)));
    }

    private String create(int customers) throws Exception {
        String added = "no > 'C" + (FIRST + done) + "' and no <= 'C" + (FIRST + done + customers) + "'";
        rounds++;
        inErp("update later_customer set system_modified_at = system_modified_at + interval '" + rounds + "' hour where " + added,
                "insert into customer select * from later_customer where " + added, "analyze");
        done += customers;
        System.gc();
        double before = processorSeconds();
        try (PeakHeap heap = new PeakHeap()) {
            // As a full synchronization runs it, without the pass back from the CRM that follows there.
            SynchJob job = Installation.run(runtime, new JobRequest("customer", Direction.TO_CRM, Scope.CHANGED, List.of(),
                    JobRequest.FULL_SYNCHRONIZATION, "benchmark"));
            double processor = processorSeconds() - before;
            if (job.count(Outcome.CREATED) != customers || job.state() != SynchJob.State.FINISHED) {
                throw new IllegalStateException("The job did not go well: " + job + "\n"
                        + runtime.parkedRecords().list("customer", null, null, 3));
            }
            double seconds = Duration.between(job.startedAt(), job.finishedAt()).toNanos() / 1e9;
            return new KytkinRound(seconds, processor, job.crmRequests(), heap.megabytes()).asText();
        }
    }

    private void fullSynchronization(String... mappings) throws InterruptedException {
        UUID id = runtime.fullSynchronizations().review(List.of(mappings), "benchmark").id();
        runtime.fullSynchronizations().start(id, null);
        while (runtime.fullSynchronizations().find(id).orElseThrow().state() == FullSynchronization.State.RUNNING) {
            Thread.sleep(50);
        }
    }

    private void inErp(String... statements) throws SQLException {
        try (Connection connection = erp.getConnection(); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
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
