package io.kytkin.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How many customers a second reach the CRM: from H2 and from PostgreSQL, into a do-nothing CRM and into the sandbox, each
 * in a process of its own; beside it a raw client with the same bodies, and the state database's work alone. docs/benchmarks.md
 * says what the columns mean.
 *
 * <p>Arguments, all optional: {@code round=40000 rounds=10 warm-up=... batches=100 parallel=8 databases=h2,postgresql
 * crms=nothing,sandbox jvm=...} ({@code round}: customers of one; {@code warm-up}: customers before the first, by default as
 * many as {@link BenchmarkLine} says for the database; {@code jvm}: options of the measured process, parted by commas, instead
 * of those that {@code bin/kytkin} gives).
 */
public final class Benchmark {
    private final Map<String, String> options = new HashMap<>(Map.of("round", "40000", "rounds", "10", "warm-up", "",
            "batches", "100", "parallel", "8", "databases", "h2,postgresql", "crms", "nothing,sandbox", "jvm", BenchmarkLine.SHIPPED));

    private Benchmark(String[] arguments) {
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            if (pair.length < 2 || !options.containsKey(pair[0])) {
                throw new IllegalArgumentException("'" + argument + "' is not understood; the options are " + options);
            }
            options.put(pair[0], pair[1]);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Benchmark benchmark = new Benchmark(arguments);
        Path directory = Files.createTempDirectory("benchmark");
        boolean allWell;
        try {
            allWell = benchmark.run(directory);
        } finally {
            delete(directory);
        }
        System.exit(allWell ? 0 : 1);
    }

    /** @return whether every line has a result */
    private boolean run(Path directory) throws IOException {
        Path users = directory.resolve("users.json");
        Users.write(users);
        System.out.printf("%d processors, Java %s, %s rounds of %s customers, %s pages at once%n%n",
                Runtime.getRuntime().availableProcessors(), Runtime.version(), options.get("rounds"), options.get("round"),
                options.get("parallel"));
        System.out.println("database    CRM        batch   warm-up  records/s  CPU µs/rec  requests  heap MB  raw rec/s"
                + "  creates/s  state r/s   ratio  (of each round)");
        boolean allWell = true;
        for (String crm : options.get("crms").split(",")) {
            for (String database : options.get("databases").split(",")) {
                for (String batch : options.get("batches").split(",")) {
                    allWell &= line(new BenchmarkLine(options, directory, users), crm, database, batch);
                }
            }
        }
        return allWell;
    }

    private static boolean line(BenchmarkLine line, String crm, String database, String batch) {
        try {
            line.run(crm, database, batch);
            return true;
        } catch (Exception failure) {
            System.out.println(database + " " + crm + " " + batch + ": no result, " + failure);
            return false;
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : new ArrayList<>(files.sorted(Comparator.reverseOrder()).toList())) {
                Files.deleteIfExists(file);
            }
        }
    }
}
