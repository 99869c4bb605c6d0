package io.kytkin;

import io.kytkin.mapping.Outcome;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.FullSynchronization.Line;
import io.kytkin.sync.FullSynchronization.LineState;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.SynchJob;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** Follows a full synchronization on the terminal: what begins and ends, then its review as a table. */
final class Progress {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final Duration BETWEEN_NUMBERS = Duration.ofSeconds(2);

    private final FullSynchronizationHost host;
    private final PrintStream out;
    private final Map<String, LineState> shown = new HashMap<>();
    private final Map<String, Long> told = new HashMap<>();

    Progress(FullSynchronizationHost host, PrintStream out) {
        this.host = host;
        this.out = out;
    }

    /**
     * Waits for its end.
     *
     * @return the state it ended in
     * @throws CancellationException with a sentence for the user, when the runtime stops before
     */
    FullSynchronization follow(UUID id) throws InterruptedException {
        while (true) {
            FullSynchronization run = find(id);
            run.lines().forEach(this::show);
            if (run.state() != FullSynchronization.State.RUNNING) {
                return run;
            }
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        }
    }

    private FullSynchronization find(UUID id) {
        if (!host.isStopping()) {
            try {
                return host.find(id).orElseThrow();
            } catch (RuntimeException failure) {
                if (!host.isStopping()) {
                    throw failure;
                }
            }
        }
        throw new CancellationException("Stopped after the pages in hand; the next start goes on from there.");
    }

    private void show(Line line) {
        String name = nameOf(line);
        LineState before = shown.put(name, line.state());
        if (line.state() == LineState.RUNNING) {
            numbers(name, line);
        }
        if (before == line.state() || line.state() == LineState.WAITING || line.state() == LineState.QUEUED) {
            return;
        }
        out.println("  " + name + ": " + switch (line.state()) {
            case RUNNING -> "begins" + (line.erpCount() == null ? "" : ", " + line.erpCount() + (line.erpCount() == 1
                    ? " record" : " records") + " in the ERP");
            case FINISHED -> "done";
            default -> line.state().name().toLowerCase(java.util.Locale.ROOT)
                    + (line.message() == null ? "" : ": " + line.message());
        });
    }

    private void numbers(String name, Line line) {
        UUID id = line.toErpJob() == null ? line.toCrmJob() : line.toErpJob();
        long now = System.nanoTime();
        Long last = told.putIfAbsent(name, now);
        if (id == null || last == null || now - last < BETWEEN_NUMBERS.toNanos()) {
            return;
        }
        told.put(name, now);
        host.job(id).ifPresent(job -> out.println("  " + name + ": " + job.read()
                + (job.total() == null ? "" : " of " + job.total())));
    }

    private static String nameOf(Line line) {
        return line.pass() == 1 ? line.mapping() : line.mapping() + " (second pass)";
    }

    /** What became of each mapping's records, and the causes of what is parked. */
    void review(FullSynchronization run) {
        ReviewTable table = new ReviewTable("mapping", "direction", "read", "created", "updated", "unchanged", "coupled",
                "parked", "out of scope", "seconds");
        for (Line line : run.lines()) {
            boolean ran = false;
            for (UUID id : new UUID[] {line.toCrmJob(), line.toErpJob()}) {
                if (id != null) {
                    ran = true;
                    host.job(id).ifPresent(job -> add(table, nameOf(line), job));
                }
            }
            if (!ran) {
                table.add(nameOf(line), line.state().name().toLowerCase(java.util.Locale.ROOT), "", "", "", "", "", "", "", "");
            }
        }
        out.println();
        out.print(table.text());
        Set<String> mappings = run.lines().stream().map(Line::mapping).collect(Collectors.toSet());
        causes(host.causes().stream().filter(cause -> mappings.contains(cause.mapping())).toList());
    }

    private static void add(ReviewTable table, String name, SynchJob job) {
        String seconds = job.startedAt() == null || job.finishedAt() == null ? ""
                : String.format(java.util.Locale.ROOT, "%.1f",
                Duration.between(job.startedAt(), job.finishedAt()).toMillis() / 1000.0);
        table.add(name, job.direction().jsonName(), job.read(), job.count(Outcome.CREATED), job.count(Outcome.UPDATED),
                job.count(Outcome.UNCHANGED), job.count(Outcome.COUPLED), job.count(Outcome.PARKED),
                job.count(Outcome.OUT_OF_SCOPE), seconds);
    }

    private void causes(List<ParkedRecord.Cause> causes) {
        if (!causes.isEmpty()) {
            out.println();
            out.println("  Parked records, by cause:");
            causes.forEach(cause -> out.println("  " + cause.mapping() + ": " + cause.reason() + ": " + cause.records()
                    + (cause.records() == 1 ? " record" : " records")));
        }
        out.println();
    }
}
