package io.kytkin;

import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.SandboxCommand;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.NotPossible;
import io.kytkin.sync.SynchJob;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;

/** The command line of Kytkin. */
public final class Kytkin {
    private static final Path SETTINGS = Path.of("application.properties");
    private static final int DONE = 0;
    private static final int NOT_ALL = 1;
    private static final int COULD_NOT_RUN = 2;
    private static final String USAGE = """
            kytkin                                          the runtime
            kytkin synchronize [--dry-run] [mapping ...]    one synchronization, then exit
            kytkin validate                                 checks every route file, mappings against both sides
            kytkin sandbox --port N [--data FILE] ...       the sandbox CRM alone
            """;

    private final PrintStream out;
    private final PrintStream err;
    /** The command has said its last word. */
    private final CountDownLatch ended = new CountDownLatch(1);

    private Kytkin(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Exit codes: 0 all done, 1 some records parked or some mistakes in mapping files, 2 could not run. */
    public static void main(String[] arguments) throws InterruptedException {
        int code = new Kytkin(System.out, System.err).run(List.of(arguments));
        LogManager.shutdown();
        System.exit(code);
    }

    private int run(List<String> arguments) throws InterruptedException {
        String command = arguments.isEmpty() ? "run" : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        if (!rest.isEmpty() && List.of("run", "validate").contains(command)) {
            err.println("'" + command + "' takes no arguments; there is '" + String.join(" ", rest) + "'.");
            return COULD_NOT_RUN;
        }
        try {
            return switch (command) {
                case "run" -> serve();
                case "synchronize" -> synchronize(rest);
                case "validate" -> new ValidateCommand(settings(), out).isAllWell() ? DONE : NOT_ALL;
                case "help", "--help", "-h" -> {
                    out.print(USAGE);
                    yield DONE;
                }
                case "sandbox" -> SandboxCommand.run(rest.toArray(new String[0]));
                default -> {
                    err.println("There is no command '" + command + "'.");
                    err.print(USAGE);
                    yield COULD_NOT_RUN;
                }
            };
        } catch (SettingProblem problem) {
            err.println(problem.getMessage());
            return COULD_NOT_RUN;
        } catch (CancellationException stopped) {
            err.println(stopped.getMessage());
            return COULD_NOT_RUN;
        } finally {
            ended.countDown();
        }
    }

    /** A stopped command still says so: without this the machine could end before it has. */
    private void awaitLastWord() {
        try {
            ended.await(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LogManager.shutdown();
    }

    /** The runtime, which a signal to the process closes after the pages in hand. */
    private static IntegrationRuntime start(Purpose purpose, Runnable whenClosed) {
        IntegrationRuntime runtime = IntegrationRuntime.start(settings(), purpose);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            runtime.close();
            whenClosed.run();
        }, "stop"));
        return runtime;
    }

    private static Settings settings() {
        return Settings.read(SETTINGS, System.getenv());
    }

    private int serve() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        IntegrationRuntime runtime = start(Purpose.SERVE, () -> {
            stopped.countDown();
            LogManager.shutdown();
        });
        FullSynchronizationHost.here(runtime).mistakes().forEach(err::println);
        Optional<UUID> open = runtime.fullSynchronizations().resume();
        boolean first = !runtime.fullSynchronizations().wasAnyStarted();
        if (open.isPresent()) {
            out.println("Going on with the full synchronization that was interrupted:");
            follow(runtime, open.get());
        } else if (first && settings().isDemo()) {
            out.println("The demo company's first full synchronization:");
            UUID id = runtime.fullSynchronizations().review(List.of(), null).id();
            runtime.fullSynchronizations().start(id, null);
            follow(runtime, id);
        } else if (first) {
            out.println("Nothing is synchronized yet: POST " + runtime.address()
                    + "/api/full-synchronizations gives a review, its /start begins.");
        } else {
            long coupled = runtime.couplings().counts().values().stream().mapToLong(Long::longValue).sum();
            out.println(coupled + " records are coupled; changes are picked up as schedule.default says.");
        }
        out.println("REST          " + runtime.address() + "/api/mappings");
        out.println("OpenAPI       " + runtime.address() + "/openapi.json");
        runtime.demoCompanyUrl().ifPresent(url -> out.println("ERP           " + url));
        out.println("CRM           " + runtime.crmUrl() + "/api/data/v9.2/");
        out.println("Ctrl-C stops after the pages in hand.");
        stopped.await();
        return DONE;
    }

    private void follow(IntegrationRuntime runtime, UUID id) throws InterruptedException {
        Progress progress = new Progress(FullSynchronizationHost.here(runtime), out);
        progress.review(progress.follow(id));
    }

    private int synchronize(List<String> arguments) throws InterruptedException {
        boolean dryRun = arguments.contains("--dry-run");
        List<String> mappings = new ArrayList<>(arguments);
        mappings.removeIf("--dry-run"::equals);
        for (String name : mappings) {
            if (name.startsWith("-")) {
                throw new SettingProblem("synchronize has no option '" + name + "'; it takes --dry-run and names of mappings.");
            }
        }
        try (IntegrationRuntime runtime = start(dryRun ? Purpose.LOOK : Purpose.SYNCHRONIZE, this::awaitLastWord)) {
            FullSynchronizationHost host = FullSynchronizationHost.here(runtime);
            Optional<UUID> open = dryRun ? Optional.empty() : runtime.fullSynchronizations().resume();
            if (open.isPresent()) {
                out.println("Going on with the full synchronization that was interrupted:");
                new Progress(host, out).follow(open.get());
            }
            return synchronize(host, mappings, dryRun);
        } catch (StateInUse inUse) {
            RunningRuntime running = new RunningRuntime(settings());
            out.println("The runtime at " + running.address() + " holds the state; it does the work.");
            return synchronize(running, mappings, dryRun);
        } catch (IllegalArgumentException | MappingProblem problem) {
            throw new SettingProblem(problem.getMessage(), problem);
        }
    }

    private int synchronize(FullSynchronizationHost host, List<String> mappings, boolean dryRun) throws InterruptedException {
        List<MappingProblem.Mistake> mistakes = host.mistakes();
        mistakes.forEach(err::println);
        FullSynchronization review = host.review(mappings);
        boolean someLeftOut = mistakes.stream().anyMatch(mistake -> mappings.isEmpty() || concerns(mistake, review));
        if (dryRun) {
            printReview(review);
            host.cancel(review.id());
            return someLeftOut ? NOT_ALL : DONE;
        }
        try {
            host.start(review.id());
        } catch (NotPossible refused) {
            host.cancel(review.id());
            throw new SettingProblem("Another runtime that shares this state runs a full synchronization; start this one when that "
                    + "has ended, or cancel that one by its REST API.", refused);
        }
        Progress progress = new Progress(host, out);
        FullSynchronization ended = progress.follow(review.id());
        progress.review(ended);
        boolean parked = ended.lines().stream()
                .flatMap(line -> Stream.of(line.toCrmJob(), line.toErpJob()))
                .filter(Objects::nonNull).map(id -> host.job(id).orElseThrow())
                .anyMatch(job -> job.count(Outcome.PARKED) > 0 || job.state() != SynchJob.State.FINISHED);
        return ended.state() != FullSynchronization.State.FINISHED ? COULD_NOT_RUN
                : parked || someLeftOut ? NOT_ALL : DONE;
    }

    /** Whether the mapping at fault is one of those to be synchronized, or one that they refer to. */
    private static boolean concerns(MappingProblem.Mistake mistake, FullSynchronization review) {
        return review.lines().stream().anyMatch(line -> line.mapping().equals(mistake.mapping())
                || line.dependsOn().contains(mistake.mapping()));
    }

    private void printReview(FullSynchronization review) {
        ReviewTable table = new ReviewTable("mapping", "after", "in the ERP", "in the CRM", "coupled", "recommendation");
        review.lines().stream().filter(line -> line.pass() == 1).forEach(line -> table.add(line.mapping(),
                String.join(", ", line.dependsOn()), line.erpCount() == null ? "?" : line.erpCount(),
                line.crmCount() == null ? "?" : line.crmCount(), line.couplings(), line.recommendation()));
        out.print(table.text());
        review.problems().forEach(out::println);
    }
}
