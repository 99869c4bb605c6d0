package io.kytkin.benchmark;

import io.kytkin.Installation;
import io.kytkin.PostgresDatabase;
import io.kytkin.mapping.Direction;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.SynchJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;

/**
 * How long an edit takes from its commit to its arrival on the other side, and what an incremental run costs. Arguments, all
 * optional: {@code customers=20000 seconds=30 rate=50 database=postgresql}.
 *
 * <p>Three measurements on one installation with its usual schedule: one edit after the other, with pauses (active); a
 * steady stream of edits ({@code rate} a second, spread over the customers); one change among all couplings.
 */
public final class Lag {
    private final Map<String, String> options = new HashMap<>(Map.of("customers", "20000", "seconds", "30", "rate", "50",
            "database", "postgresql"));
    private Installation installation;
    private Jdbi erp;
    private final Map<String, UUID> accounts = new ConcurrentHashMap<>();
    /** When the edit with that text was committed. */
    private final Map<String, Long> open = new ConcurrentHashMap<>();
    private final List<Long> lags = Collections.synchronizedList(new ArrayList<>());

    private Lag(String[] arguments) {
        for (String argument : arguments) {
            String[] pair = argument.split("=", 2);
            if (pair.length < 2 || !options.containsKey(pair[0])) {
                throw new IllegalArgumentException("'" + argument + "' is not understood; the options are " + options);
            }
            options.put(pair[0], pair[1]);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Lag lag = new Lag(arguments);
        try {
            lag.run();
        } finally {
            lag.installation.close();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        int customers = Integer.parseInt(options.get("customers"));
        boolean postgresql = options.get("database").equals("postgresql");
        installation = Installation.on(SandboxSettings.defaults().withAuthentication(false),
                postgresql ? PostgresDatabase.createUrl() : Installation.memory("erp"),
                postgresql ? PostgresDatabase.createUrl() : Installation.memory("state"),
                filled -> CompanyGenerator.generate(filled, GeneratorSettings.customers(customers)))
                .with("SCHEDULE_DEFAULT", "* * * * * ?").start();
        erp = Jdbi.create(installation.erp());
        installation.fullSynchronization("customer");
        installation.runtime().couplings().list("customer", null, null, null, Math.min(customers, 2000))
                .forEach(stored -> accounts.put(stored.coupling().erpKey(), stored.coupling().crmId()));
        System.out.printf("%d processors, Java %s, %s, %d couplings%n", Runtime.getRuntime().availableProcessors(),
                Runtime.version(), options.get("database"), customers);
        single();
        steady();
        incremental(customers);
    }

    private void edit(String key, String text) {
        open.put(text, 0L);
        erp.useHandle(handle -> handle.execute("update customer set phone_no = ?, system_modified_at = current_timestamp "
                + "where no = ?", text, key));
        open.put(text, System.nanoTime());
    }

    /** Looks at the sandbox every few milliseconds, as a user who waits would. */
    private void awaitAll(Map<String, String> textByKey, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!textByKey.isEmpty() && System.nanoTime() < end) {
            see(textByKey);
            Thread.sleep(5);
        }
    }

    private void see(Map<String, String> textByKey) {
        textByKey.entrySet().removeIf(edited -> {
            String there = installation.crm().row("account", accounts.get(edited.getKey())).path("telephone1").asText();
            Long since = open.get(edited.getValue());
            boolean arrived = there.equals(edited.getValue()) && since != null && since != 0;
            if (arrived) {
                lags.add(System.nanoTime() - since);
            }
            return arrived;
        });
    }

    private void single() throws InterruptedException {
        List<String> keys = List.copyOf(accounts.keySet());
        for (int number = 0; number < 20; number++) {
            Map<String, String> waiting = new ConcurrentHashMap<>();
            String key = keys.get(number);
            waiting.put(key, "+1 " + number);
            edit(key, "+1 " + number);
            awaitAll(waiting, Duration.ofSeconds(40));
            // The first edit meets a mapping at rest; the others one that is active.
            if (number == 0) {
                print("first edit after a rest", 1);
            }
            Thread.sleep(300 + 37L * number);
        }
        print("one edit after the other, ERP to CRM", 19);
    }

    private void steady() throws InterruptedException {
        int rate = Integer.parseInt(options.get("rate"));
        int edits = rate * Integer.parseInt(options.get("seconds"));
        List<String> keys = List.copyOf(accounts.keySet());
        Map<String, String> waiting = new ConcurrentHashMap<>();
        Thread editor = new Thread(() -> {
            long begun = System.nanoTime();
            for (int number = 0; number < edits; number++) {
                long due = begun + number * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    Thread.onSpinWait();
                }
                String key = keys.get(number % keys.size());
                String text = "+2 " + number;
                edit(key, text);
                waiting.put(key, text);
            }
        }, "editor");
        editor.start();
        while (editor.isAlive()) {
            see(waiting);
            Thread.sleep(5);
        }
        awaitAll(waiting, Duration.ofSeconds(40));
        print(rate + " edits a second for " + options.get("seconds") + " s", edits);
        if (!waiting.isEmpty()) {
            System.out.println("  never arrived: " + waiting.size());
        }
    }

    private void incremental(int customers) throws InterruptedException {
        // Until what was just written is older than the overlap, jobs read it again.
        Thread.sleep(Duration.ofSeconds(65).toMillis());
        installation.crm().resetStatistics();
        String key = accounts.keySet().iterator().next();
        Map<String, String> waiting = new ConcurrentHashMap<>(Map.of(key, "+3"));
        edit(key, "+3");
        awaitAll(waiting, Duration.ofSeconds(40));
        Thread.sleep(200);
        SynchJob job = installation.runtime().jobs().store().list("customer", null, null, 50).stream()
                .filter(one -> one.direction() == Direction.TO_CRM && one.read() > 0).findFirst().orElseThrow();
        System.out.printf("one change among %d couplings: %d read, %d CRM requests, %d ms%n", customers, job.read(),
                job.crmRequests(), Duration.between(job.startedAt(), job.finishedAt()).toMillis());
        lags.clear();
    }

    private void print(String what, int expected) {
        List<Long> sorted = lags.stream().sorted().toList();
        lags.clear();
        if (sorted.isEmpty()) {
            System.out.println(what + ": nothing arrived");
            return;
        }
        System.out.printf("%s: %d of %d arrived; p50 %d ms, p95 %d ms, longest %d ms%n", what, sorted.size(), expected,
                at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1));
    }

    private static long at(List<Long> sorted, double part) {
        return sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(part * sorted.size()) - 1)) / 1_000_000;
    }
}
