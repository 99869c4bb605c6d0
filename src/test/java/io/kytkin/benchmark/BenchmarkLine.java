package io.kytkin.benchmark;

import io.kytkin.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One line of the benchmark: one kind of database, one CRM, one size of pages. The product, the raw client and the state
 * alone take turns round by round, so that all three meet the machine as it is that minute, and databases and a CRM that have
 * grown alike.
 */
final class BenchmarkLine {
    /** What {@code bin/kytkin} starts the product and its sandbox with, and a bounded heap. */
    static final String SHIPPED = "-Xmx1g -XX:+UseSerialGC -XX:Tier4InvocationThreshold=50000 "
            + "-XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000";

    /** The same with room for all bodies and records, so that the collector does not slow down what the product is measured by. */
    private static final String ROOMY = SHIPPED.replace("-Xmx1g", "-Xmx6g");

    /** A CRM gets warm sooner: its methods are compiled as soon as Java likes to. It keeps all records in memory. */
    private static final String SERVER = "-Xmx8g -XX:+UseSerialGC";

    /**
     * Customers until a line is warm: what runs once a page or once a request is found worth compiling only after some ten
     * thousand of them. Beside H2, which is slow and takes most of the time itself, that matters little.
     */
    private static final Map<String, String> WARM_UP = Map.of("h2", "320000", "postgresql", "1200000");

    private final Map<String, String> options;
    private final Path directory;
    private final Path users;
    private final int customers;

    BenchmarkLine(Map<String, String> options, Path directory, Path users) {
        this.options = options;
        this.directory = directory;
        this.users = users;
        this.customers = Integer.parseInt(options.get("round"));
    }

    /** The seconds of what stood beside the product in one round, and how the product did. */
    private record Round(KytkinRound kytkin, double raw, double creates, double state) {
        double ratio() {
            return Math.max(raw, state) / kytkin.seconds();
        }
    }

    void run(String crm, String database, String batch) throws Exception {
        try (ChildProcess recording = server(DoNothingCrm.class.getName(), users.toString());
             ChildProcess sandbox = crm.equals("sandbox") ? sandbox() : null) {
            String recordingCrm = recording.address();
            String measuredCrm = sandbox == null ? recordingCrm : sandbox.address();
            String done = url(database);
            record(recordingCrm, database, done, batch);
            Map<String, String> beside = environment(measuredCrm, url(database), batch);
            beside.put("BENCHMARK_RECORDING_CRM", recordingCrm);
            beside.put("BENCHMARK_DONE", done);
            try (ChildProcess measured = part(options.get("jvm"), measured(measuredCrm, database, url(database), batch,
                         warmUp(database) + rounds() * customers), MeasuredRuntime.class);
                 ChildProcess comparison = part(ROOMY, beside, Comparison.class)) {
                warmUp(measured, comparison, warmUp(database));
                print(database, crm, batch, rounds(measured, comparison));
            }
        }
    }

    /** What the raw client will post and the state alone will keep comes from a job of the product like the measured ones. */
    private void record(String crm, String database, String state, String batch) throws Exception {
        try (ChildProcess runtime = part(options.get("jvm"), measured(crm, database, state, batch, customers), MeasuredRuntime.class)) {
            runtime.ask(String.valueOf(customers));
        }
        RawClient.keptEnough(crm);
    }

    /** As many couplings on either side, in jobs as long as the measured ones. */
    private void warmUp(ChildProcess measured, ChildProcess comparison, int warmUp) throws IOException {
        for (int created = 0; created < warmUp; created += customers) {
            measured.ask(String.valueOf(Math.min(customers, warmUp - created)));
            comparison.ask("state");
        }
        comparison.ask("raw");
        comparison.ask("creates");
    }

    private List<Round> rounds(ChildProcess measured, ChildProcess comparison) throws IOException {
        List<Round> rounds = new ArrayList<>();
        while (rounds.size() < rounds()) {
            KytkinRound kytkin = KytkinRound.of(measured.ask(String.valueOf(customers)));
            rounds.add(new Round(kytkin, Double.parseDouble(comparison.ask("raw")), Double.parseDouble(comparison.ask("creates")),
                    Double.parseDouble(comparison.ask("state"))));
        }
        return rounds;
    }

    private void print(String database, String crm, String batch, List<Round> rounds) {
        System.out.printf("%-10s  %-10s %5s  %8d  %9.0f  %10.1f  %8.0f  %7.0f  %9.0f  %9.0f  %9.0f   %3.0f %%  (%s)%n", database, crm, batch,
                warmUp(database),
                rate(rounds, round -> round.kytkin().seconds()), median(rounds, round -> round.kytkin().processor()) * 1e6 / customers,
                median(rounds, round -> round.kytkin().requests()), median(rounds, round -> round.kytkin().megabytes()),
                rate(rounds, Round::raw), rate(rounds, Round::creates), rate(rounds, Round::state), 100 * median(rounds, Round::ratio),
                String.join(" ", rounds.stream().map(round -> String.format("%.0f", 100 * round.ratio())).toList()));
    }

    private double rate(List<Round> rounds, ToDoubleFunction<Round> seconds) {
        return customers / median(rounds, seconds);
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private int warmUp(String database) {
        return Integer.parseInt(options.get("warm-up").isEmpty() ? WARM_UP.get(database) : options.get("warm-up"));
    }

    private int rounds() {
        return Integer.parseInt(options.get("rounds"));
    }

    private Map<String, String> measured(String crm, String database, String state, String batch, int most) {
        Map<String, String> environment = environment(crm, state, batch);
        environment.put("BENCHMARK_CUSTOMERS", String.valueOf(most));
        environment.put("ERP_JDBC_URL", url(database));
        return environment;
    }

    private Map<String, String> environment(String crm, String state, String batch) {
        return new HashMap<>(Map.of("CRM_URL", crm, "STATE_JDBC_URL", state, "CRM_BATCH_SIZE", batch, "CRM_MAX_PARALLEL",
                options.get("parallel"), "HTTP_PORT", "0", "SCHEDULE_DEFAULT", "0 0 0 1 1 ? 2099"));
    }

    private static ChildProcess part(String jvm, Map<String, String> environment, Class<?> main) {
        return ChildProcess.start(List.of(jvm.split("[ ,]+")), environment, true, main.getName());
    }

    private ChildProcess sandbox() {
        return server("io.kytkin.Kytkin", "sandbox", "--port", "0", "--no-authentication", "--no-limits", "--seed",
                users.toString());
    }

    private static ChildProcess server(String... command) {
        return ChildProcess.start(List.of(SERVER.split(" ")), Map.of(), true, command);
    }

    /** The address of a new database. */
    private String url(String database) {
        return database.equals("h2") ? "jdbc:h2:file:" + directory.resolve("db" + System.nanoTime()) : PostgresDatabase.createUrl();
    }
}
