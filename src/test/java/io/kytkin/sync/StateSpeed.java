package io.kytkin.sync;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.StateDatabases;
import io.kytkin.coupling.Couplings;
import io.kytkin.coupling.Leases;
import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingDefinition.Create;
import io.kytkin.mapping.MappingDefinition.Policy;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.TranslationSettings;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Prints how many records a second the state database takes: each page is reserved, then confirmed, with agreed values of
 * some 700 bytes, as a synch job does it, but nothing is read, translated or sent. Arguments: records, pages at once.
 */
public final class StateSpeed {
    private static final MappingDefinition CUSTOMER = new MappingDefinition("customer", "customer", null, List.of("id"),
            List.of("no"), null, null, null, "account", null, Create.ALWAYS, Create.NEVER, List.of(), null, Policy.ASK,
            Policy.ASK, "keep", "keep", Duration.ofSeconds(60), List.of());
    private static final int PAGE = 100;

    private StateSpeed() { }

    public static void main(String[] arguments) throws Exception {
        int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int atOnce = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
        for (StateDatabases database : StateDatabases.values()) {
            try (HikariDataSource state = database.open()) {
                run(database, state, records / 5, atOnce, 0);
                run(database, state, records, atOnce, records);
            }
        }
        System.exit(0);
    }

    private static void run(StateDatabases database, HikariDataSource state, int records, int atOnce, int first)
            throws Exception {
        TranslationSettings settings = new TranslationSettings("company", "EUR", null, Clock.systemUTC());
        Couplings couplings = new Couplings(state, new Bindings(null, null, settings), settings);
        Leases leases = new Leases(state, "speed");
        long token = leases.take("customer").orElseThrow();
        UUID id = UUID.randomUUID();
        JobRequest request = new JobRequest("customer", Direction.TO_CRM, Scope.ALL, List.of(), "test", null);
        new JobStore(state).queue(id, request);
        PagePermits permits = new PagePermits(atOnce);
        RunningJob job = new RunningJob(id, request, new MemoryReader(), token, "0", permits, false, false);
        PageSaver saver = new PageSaver(state, any -> job, new NoRequests());
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        List<Future<?>> pages = new ArrayList<>();
        long cpu = cpuTime();
        long start = System.nanoTime();
        for (int from = first; from < first + records; from += PAGE) {
            permits.acquire();
            String end = String.valueOf(from + PAGE);
            Page page = new Page(new Page.Origin(id, job.begin(end), token, end), CUSTOMER, Direction.TO_CRM, creates(from));
            pages.add(threads.submit(() -> handle(couplings, saver, job, page)));
        }
        for (Future<?> page : pages) {
            page.get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        threads.shutdown();
        leases.giveBack("customer", token);
        System.out.printf("%-10s %,d records in pages of %d, %d at once: %.1f s, %,.0f records/s, %.0f us CPU a record in this "
                + "process%n", database, records, PAGE, atOnce, seconds, records / seconds, (cpuTime() - cpu) / 1e3 / records);
    }

    private static long cpuTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void handle(Couplings couplings, PageSaver saver, RunningJob job, Page page) {
        try {
            couplings.reserve(page);
            page.records().forEach(record -> record.ends(Outcome.CREATED));
            saver.save(page);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            job.release(page.origin().number());
        }
    }

    private static List<PageRecord> creates(int from) {
        List<PageRecord> records = new ArrayList<>(PAGE);
        for (int number = from; number < from + PAGE; number++) {
            Map<String, AgreedValues.Pair> agreed = new LinkedHashMap<>();
            for (int field = 0; field < 15; field++) {
                String value = "the value of field " + field + " of " + number;
                agreed.put("attribute" + field, new AgreedValues.Pair(value, value));
            }
            PageRecord record = new PageRecord(null, UUID.randomUUID().toString(), "C" + number, null, true);
            record.decide(new Decision(Decision.Action.CREATE, Map.of("name", "x"), Map.of(), new AgreedValues(agreed),
                    Set.of(), null, List.of()));
            records.add(record);
        }
        return records;
    }

    /** Nothing goes to a CRM here. */
    private static final class NoRequests implements CrmRequestCount {
        @Override
        public long soFar(UUID job) {
            return 0;
        }

        @Override
        public void forget(UUID job) {
            // nothing is kept
        }
    }
}
