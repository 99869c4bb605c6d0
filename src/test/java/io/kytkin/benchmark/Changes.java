package io.kytkin.benchmark;

import io.kytkin.Installation;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sandbox.SandboxStatistics;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * What changes cost and how long they take: one change among many couplings, and a steady stream of edits on both sides.
 * ERP, state (H2 in memory) and the sandbox over HTTP, all in this process.
 *
 * <p>Arguments, all optional: {@code couplings=100000 customers=500 edits=50 seconds=60}.
 */
public final class Changes {
    private static final String EVERY_SECOND = "* * * * * ?";

    private final Map<String, Integer> options = new HashMap<>(Map.of("couplings", 100_000, "customers", 500, "edits", 50,
            "seconds", 60));

    private Changes(String[] arguments) {
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            if (pair.length < 2 || !options.containsKey(pair[0])) {
                throw new IllegalArgumentException("'" + argument + "' is not understood; the options are " + options);
            }
            options.put(pair[0], Integer.valueOf(pair[1]));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Changes changes = new Changes(arguments);
        if (changes.options.get("couplings") > 0) {
            changes.oneChange();
        }
        if (changes.options.get("seconds") > 0) {
            changes.lag();
        }
        System.exit(0);
    }

    private static Installation installation(int customers) {
        return Installation.on(erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(customers)));
    }

    /** Runs of the customer mapping by hand, after a full synchronization. */
    private void oneChange() {
        int couplings = options.get("couplings");
        try (Installation installation = installation(couplings).with("CRM_BATCH_SIZE", "500").start()) {
            installation.fullSynchronization("customer");
            // What was written just now is under watch for a minute.
            pastOverlap(installation);
            System.out.printf("%,d couplings%n%n", couplings);
            System.out.println("run                         read  updated  CRM requests  ERP statements  state statements"
                    + "      ms");
            for (int round = 0; round < 3; round++) {
                line(installation, "nothing changed, to the CRM", Direction.TO_CRM);
                line(installation, "nothing changed, to the ERP", Direction.TO_ERP);
            }
            for (int round = 0; round < 3; round++) {
                installation.inErp("update customer set city = 'Town " + round + "', system_modified_at = current_timestamp "
                        + "where no = 'C10000042'");
                line(installation, "one change, to the CRM", Direction.TO_CRM);
                pastOverlap(installation);
                installation.run(changed(Direction.TO_ERP));
                installation.crm().update("account", installation.runtime().couplings().list("customer", "C10000042", null, null,
                        1).get(0).coupling().crmId(), Map.of("address1_city", "Village " + round));
                line(installation, "one change, to the ERP", Direction.TO_ERP);
                pastOverlap(installation);
            }
        }
    }

    /** Makes all changes an hour old, as if time had passed, and lets a job read them once more. */
    private static void pastOverlap(Installation installation) {
        installation.inErp("update customer set system_modified_at = dateadd('hour', -1, system_modified_at) "
                + "where system_modified_at > dateadd('minute', -10, current_timestamp)");
        installation.run(changed(Direction.TO_CRM));
        installation.run(changed(Direction.TO_ERP));
    }

    private static JobRequest changed(Direction direction) {
        return new JobRequest("customer", direction, Scope.CHANGED, List.of(), "benchmark", null);
    }

    private static void line(Installation installation, String name, Direction direction) {
        count(installation.erp());
        count(installation.state());
        installation.crm().resetStatistics();
        long begin = System.nanoTime();
        SynchJob job = installation.run(changed(direction));
        double milliseconds = (System.nanoTime() - begin) / 1e6;
        SandboxStatistics crm = installation.crm().statistics();
        System.out.printf("%-26s %5d %8d %13d %15d %17d %7.0f%n", name, job.read(), job.count(Outcome.UPDATED)
                + job.count(Outcome.MERGED), crm.reads() + crm.writes(), count(installation.erp()),
                count(installation.state()), milliseconds);
    }

    /** The statements that H2 has executed since the last call. */
    private static long count(DataSource database) {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            long executed;
            try (ResultSet row = statement.executeQuery(
                    "select coalesce(sum(execution_count), 0) from information_schema.query_statistics")) {
                row.next();
                executed = row.getLong(1);
            }
            statement.execute("set query_statistics false");
            statement.execute("set query_statistics true");
            return executed;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The shipped rhythm of polls, at most a second apart while something happens. */
    private void lag() throws InterruptedException {
        int customers = options.get("customers");
        try (Installation installation = installation(customers).with("SCHEDULE_DEFAULT", EVERY_SECOND).start()) {
            installation.fullSynchronization("customer");
            EditStream edits = new EditStream(installation, customers);
            Instant end = Instant.now().plusSeconds(options.get("seconds"));
            Duration pause = Duration.ofSeconds(1).dividedBy(options.get("edits"));
            long next = System.nanoTime();
            while (Instant.now().isBefore(end)) {
                edits.edit();
                next += pause.toNanos();
                Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
            }
            edits.awaitAll(Duration.ofSeconds(30));
            System.out.printf("%n%d edits a second for %d s, %,d customers%n%n%s", options.get("edits"),
                    options.get("seconds"), customers, edits.report());
        }
    }
}
