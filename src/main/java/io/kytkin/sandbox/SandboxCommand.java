package io.kytkin.sandbox;

import io.kytkin.sandbox.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;

/** {@code kytkin sandbox}: the sandbox CRM as a process of its own, until it is told to stop. */
public final class SandboxCommand {
    /** What can be said on the command line. */
    public static final String USAGE = """
        kytkin sandbox [--port N] [--host ADDRESS] [--data FILE] [--seed FILE] [--keys]
                       [--no-authentication] [--client-id ID] [--client-secret-from-environment NAME] [--tenant NAME]
                       [--base-currency CODE] [--page-size N] [--parallel-hint N] [--token-seconds N]
                       [--limit-requests N] [--limit-concurrent N] [--no-limits]
                       [--latency-per-request MS] [--latency-per-record MICROSECONDS]
                       [--no-change-tracking TABLE,...] [--no-concurrency TABLE,...]
        """;

    private static final int GREATEST_PORT = 65_535;
    private static final int MOST = 999_999_999;

    private final Deque<String> arguments;
    private final Map<String, String> environment;
    private SandboxSettings settings = SandboxSettings.defaults().withPort(8090).withCountCreates(false);
    private Path seed;

    private SandboxCommand(String[] arguments, Map<String, String> environment) {
        this.arguments = new ArrayDeque<>(List.of(arguments));
        this.environment = environment;
    }

    /** A mistake on the command line, in one sentence. */
    private static final class Mistake extends RuntimeException {
        Mistake(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Runs until the process is asked to end.
     *
     * @param arguments what follows {@code kytkin sandbox}
     * @return 0 when it ran, 2 when it could not
     */
    public static int run(String[] arguments) {
        return run(arguments, System.getenv(), System.out, System.err);
    }

    static int run(String[] arguments, Map<String, String> environment, PrintStream out, PrintStream errors) {
        SandboxCommand command = new SandboxCommand(arguments, environment);
        try {
            if (List.of(arguments).contains("--help")) {
                out.print(USAGE);
                return 0;
            }
            command.read();
            command.serve(out);
            return 0;
        } catch (Mistake | IllegalStateException | IOException e) {
            errors.println(e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void read() {
        while (!arguments.isEmpty()) {
            String option = arguments.removeFirst();
            switch (option) {
                case "--port" -> settings = settings.withPort(number(option, 0, GREATEST_PORT));
                case "--host" -> settings = settings.withHost(value(option));
                case "--data" -> settings = settings.withDataFile(Path.of(value(option)));
                case "--seed" -> seed = Path.of(value(option));
                case "--keys" -> settings = settings.withAlternateKeys(true);
                case "--no-authentication" -> settings = settings.withAuthentication(false);
                case "--client-id" -> settings = settings.withClientId(id(option));
                case "--client-secret-from-environment" -> settings = settings.withClientSecret(secret(value(option)));
                case "--tenant" -> settings = settings.withTenant(value(option));
                case "--base-currency" -> settings = settings.withBaseCurrency(currency(option));
                case "--page-size" -> settings = settings.withMaxPageSize(number(option, 1, MOST));
                case "--parallel-hint" -> settings = settings.withDopHint(number(option, 0, MOST));
                case "--token-seconds" -> settings = settings.withTokenSeconds(number(option, 1, MOST));
                case "--limit-requests" -> settings = settings.withLimits(
                    settings.limits().withRequests(number(option, 1, MOST)));
                case "--limit-concurrent" -> settings = settings.withLimits(
                    settings.limits().withConcurrent(number(option, 1, MOST)));
                case "--no-limits" -> settings = settings.withLimits(ServiceLimits.NONE);
                case "--latency-per-request" -> settings = settings.withMillisPerRequest(number(option, 0, MOST));
                case "--latency-per-record" -> settings = settings.withMicrosPerRecord(number(option, 0, MOST));
                case "--no-change-tracking" -> settings = settings.withoutChangeTracking(tables(option));
                case "--no-concurrency" -> settings = settings.withoutOptimisticConcurrency(tables(option));
                default -> throw new Mistake("The sandbox does not know the option " + option + ". It takes:\n"
                    + USAGE);
            }
        }
    }

    private String value(String option) {
        if (arguments.isEmpty() || arguments.getFirst().isBlank()) {
            throw new Mistake("The option " + option + " needs a value behind it.");
        }
        return arguments.removeFirst();
    }

    private String id(String option) {
        String text = value(option);
        if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
            throw new Mistake("The option " + option + " needs an id like 01234567-89ab-cdef-0123-456789abcdef, not '" + text
                    + "'.");
        }
        return text;
    }

    private String currency(String option) {
        String text = value(option);
        if (!text.matches("[A-Z]{3}")) {
            throw new Mistake("The option " + option + " needs a code of three capital letters like EUR, not '" + text + "'.");
        }
        return text;
    }

    private int number(String option, int least, int most) {
        String text = value(option);
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new Mistake("The option " + option + " needs a whole number from " + least + " to " + most + ", not '"
                    + text + "'.");
        }
        return Integer.parseInt(text);
    }

    private Set<String> tables(String option) {
        Schema schema = Schema.standard();
        Set<String> tables = new TreeSet<>();
        for (String name : value(option).split(",")) {
            if (schema.table(name) == null) {
                throw new Mistake("The option " + option + " names '" + name + "', which is no table of the sandbox; "
                        + "write logical names like account, with commas between them.");
            }
            tables.add(name);
        }
        return tables;
    }

    private String secret(String variable) {
        String secret = environment.get(variable);
        if (secret == null || secret.isEmpty()) {
            throw new Mistake("The environment has no variable " + variable + " to take the client secret from.");
        }
        return secret;
    }

    private void serve(PrintStream out) throws IOException, InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        try (SandboxCrm crm = SandboxCrm.start(settings)) {
            if (seed != null && crm.isNew()) {
                seed(crm);
            }
            CountDownLatch asked = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                asked.countDown();
                awaitQuietly(stopped);
            }, "sandbox-stop"));
            out.println("Sandbox CRM at " + crm.url() + "/api/data/v9.2/ "
                + (settings.authentication() ? "with tokens from " + crm.tokenUrl() : "without tokens")
                + (settings.dataFile() == null ? ", in memory." : ", data in " + settings.dataFile() + "."));
            out.flush();
            asked.await();
        } finally {
            stopped.countDown();
        }
    }

    private void seed(SandboxCrm crm) {
        try (InputStream records = Files.newInputStream(seed)) {
            crm.seed(records);
        } catch (IOException | UncheckedIOException e) {
            throw new Mistake("The file of --seed, " + seed + ", can't be read as JSON; write an object of entity sets, each an "
                    + "array of records.");
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new Mistake("The sandbox does not take the records of " + seed + ": " + e.getMessage());
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
