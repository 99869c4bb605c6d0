package io.kytkin.benchmark;

import io.kytkin.PostgresDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many customers a second reach the CRM: from H2 and from PostgreSQL, into a do-nothing CRM and into the sandbox, each
 * in a process of its own; beside it a raw client with the same bodies, and the state database's work alone.
 *
 * <p>Arguments, all optional: {@code records=200000 batches=100 parallel=8 databases=h2,postgresql crms=nothing,sandbox
 * jvm=...} ({@code jvm}: options of the measured process, parted by commas, instead of those that {@code bin/kytkin} gives).
 */
public final class Benchmark {
    /** Which of the databases of a line is the state of the measured job, and which the one for the state alone. */
    static final int DONE = 7;
    static final int FRESH = 8;
    private static final int DATABASES_OF_A_LINE = 9;
    private static final long MOST_MINUTES = 15;

    /** What {@code bin/kytkin} starts the product and its sandbox with, and a bounded heap. */
    private static final String SHIPPED = "-Xmx1g -XX:+UseSerialGC -XX:Tier4InvocationThreshold=50000 "
            + "-XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000";

    /** The same with room for all bodies and records, so that the collector does not slow down what the product is measured by. */
    private static final String ROOMY = SHIPPED.replace("-Xmx1g", "-Xmx6g");

    /**
     * A CRM is warm from the first measured record to the last: its methods are compiled as soon as Java likes to, so that
     * what comes later is not answered sooner.
     */
    private static final String SERVER = "-Xmx6g -XX:+UseSerialGC";

    private final Map<String, String> options = new HashMap<>(Map.of("records", "200000", "batches", "100",
            "parallel", "8", "databases", "h2,postgresql", "crms", "nothing,sandbox", "jvm", SHIPPED));
    private final Path directory;

    private Benchmark(String[] arguments) throws IOException {
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            if (pair.length < 2 || !options.containsKey(pair[0])) {
                throw new IllegalArgumentException("'" + argument + "' is not understood; the options are " + options);
            }
            options.put(pair[0], pair[1]);
        }
        directory = Files.createTempDirectory("benchmark");
    }

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = new Benchmark(arguments);
        boolean allWell;
        try {
            allWell = benchmark.run();
        } finally {
            delete(benchmark.directory);
        }
        System.exit(allWell ? 0 : 1);
    }

    /** @return whether every line has a result */
    private boolean run() throws Exception {
        Path users = directory.resolve("users.json");
        Users.write(users);
        System.out.printf("%d processors, Java %s, %s customers, %s pages at once%n%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version(), options.get("records"), options.get("parallel"));
        System.out.println("database    CRM        batch   created  records/s  CPU µs/rec  requests  heap MB  raw rec/s"
                + "  creates/s  state r/s   ratio");
        boolean allWell = true;
        for (String crm : options.get("crms").split(",")) {
            for (String database : options.get("databases").split(",")) {
                for (String batch : options.get("batches").split(",")) {
                    allWell &= line(crm, database, batch, users);
                }
            }
        }
        return allWell;
    }

    private boolean line(String crm, String database, String batch, Path users) throws Exception {
        try (ChildProcess recording = server(DoNothingCrm.class.getName(), users.toString());
             ChildProcess measured = sandbox(crm, users)) {
            String bodies = recording.address();
            Map<String, String> environment = new HashMap<>();
            environment.put("BENCHMARK_DATABASE", database);
            environment.put("BENCHMARK_CRM", crm);
            environment.put("BENCHMARK_RECORDS", options.get("records"));
            environment.put("BENCHMARK_BODIES_CRM", bodies);
            environment.put("BENCHMARK_MEASURED_CRM", measured == null ? bodies : measured.address());
            environment.put("CRM_BATCH_SIZE", batch);
            environment.put("CRM_MAX_PARALLEL", options.get("parallel"));
            environment.put("BENCHMARK_URLS", urls(database));
            environment.put("BENCHMARK_RATE", directory.resolve("rate").toString());
            return part(options.get("jvm"), environment, Measurement.class) && part(ROOMY, environment, Comparison.class);
        }
    }

    private static boolean part(String jvm, Map<String, String> environment, Class<?> main) throws InterruptedException {
        try (ChildProcess process = ChildProcess.start(List.of(jvm.split("[ ,]+")), environment, false, main.getName())) {
            int code = process.await(MOST_MINUTES);
            if (code != 0) {
                System.out.println(environment.get("BENCHMARK_DATABASE") + " " + environment.get("BENCHMARK_CRM") + " "
                        + environment.get("CRM_BATCH_SIZE") + ": no result, exit code " + code);
            }
            return code == 0;
        }
    }

    private static ChildProcess sandbox(String crm, Path users) {
        return crm.equals("sandbox") ? server("io.kytkin.Kytkin", "sandbox", "--port", "0", "--no-authentication",
                "--no-limits", "--seed", users.toString()) : null;
    }

    private static ChildProcess server(String... command) {
        return ChildProcess.start(List.of(SERVER.split(" ")), Map.of(), true, command);
    }

    /** Addresses of new databases, without spaces, for the ERP and the state of each run of a line. */
    private String urls(String database) {
        return String.join(" ", IntStream.range(0, DATABASES_OF_A_LINE).mapToObj(number ->
                database.equals("h2") ? "jdbc:h2:file:" + directory.resolve("db" + System.nanoTime() + "-" + number)
                        : PostgresDatabase.createUrl()).toList());
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList())) {
                Files.deleteIfExists(file);
            }
        }
    }
}
