package io.kytkin.sync;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.Database;
import io.kytkin.coupling.Couplings;
import io.kytkin.coupling.Leases;
import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.DeletePolicy;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingDefinition.Create;
import io.kytkin.mapping.MappingDefinition.Policy;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.TranslationSettings;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
import javax.sql.DataSource;

/**
 * Prints how many records a second the state database takes: each page is reserved, then confirmed, with agreed values of
 * some 700 bytes, as a synch job does it, but nothing is read, translated or sent. Arguments: records, pages at once.
 */
public final class StateSpeed {
    private static final MappingDefinition CUSTOMER = new MappingDefinition("customer", "customer", null, List.of("id"),
            List.of("no"), null, null, null, "account", null, Create.ALWAYS, Create.NEVER, List.of(), null, Policy.ASK,
            Policy.ASK, DeletePolicy.KEEP, DeletePolicy.KEEP, Duration.ofSeconds(60), List.of());
    private static final int PAGE = 100;

    private StateSpeed() { }

    public static void main(String[] arguments) throws Exception {
        int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        int atOnce = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
        for (Database database : Database.values()) {
            try (HikariDataSource state = database.createState()) {
                run(database, state, records / 5, atOnce, 0);
                run(database, state, records, atOnce, records);
            }
        }
        System.exit(0);
    }

    private static void run(Database database, HikariDataSource state, int records, int atOnce, int first)
            throws Exception {
        List<List<PageRecord>> pages = new ArrayList<>();
        for (int from = first; from < first + records; from += PAGE) {
            pages.add(creates(from));
        }
        long cpu = cpuTime();
        double seconds = run(state, pages, atOnce);
        System.out.printf("%-10s %,d records in pages of %d, %d at once: %.1f s, %,.0f records/s, %.0f us CPU a record in this "
                + "process%n", database, records, PAGE, atOnce, seconds, records / seconds, (cpuTime() - cpu) / 1e3 / records);
    }

    /**
     * Reserves and confirms in a new state database what a job over customers left in another one; half of it first, to
     * warm up.
     *
     * @return records a second
     */
    public static double replay(DataSource done, DataSource fresh, int pageSize, int atOnce) throws Exception {
        StateDatabase.migrate(fresh);
        List<PageRecord> records = new ArrayList<>();
        try (Connection connection = done.getConnection(); Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery("select erp_id, erp_key, agreed from coupling where mapping = 'customer'")) {
            while (rows.next()) {
                records.add(create(rows.getString(1), rows.getString(2), AgreedValuesJson.read(rows.getString(3))));
            }
        }
        List<PageRecord> warmUp = records.subList(0, records.size() / 2).stream()
                .map(record -> create("warm-up-" + record.erpId(), "W" + record.erpKey(), record.decision().agreed())).toList();
        run(fresh, inPages(warmUp, pageSize), atOnce);
        System.gc();
        return records.size() / run(fresh, inPages(records, pageSize), atOnce);
    }

    private static List<List<PageRecord>> inPages(List<PageRecord> records, int size) {
        List<List<PageRecord>> pages = new ArrayList<>();
        for (int from = 0; from < records.size(); from += size) {
            pages.add(records.subList(from, Math.min(records.size(), from + size)));
        }
        return pages;
    }

    private static double run(DataSource state, List<List<PageRecord>> all, int atOnce) throws Exception {
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
        long start = System.nanoTime();
        long position = 0;
        for (List<PageRecord> records : all) {
            permits.acquire();
            position += records.size();
            String end = String.valueOf(position);
            Page page = new Page(new Page.Origin(id, job.pages().begin(end), token, end), CUSTOMER, Direction.TO_CRM, records);
            pages.add(threads.submit(() -> handle(couplings, saver, job, page)));
        }
        for (Future<?> page : pages) {
            page.get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        threads.shutdown();
        leases.giveBack("customer", token);
        return seconds;
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
            job.pages().release(page.origin().number());
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
            records.add(create(UUID.randomUUID().toString(), "C" + number, new AgreedValues(agreed)));
        }
        return records;
    }

    private static PageRecord create(String erpId, String erpKey, AgreedValues agreed) {
        PageRecord record = new PageRecord(null, erpId, erpKey, null, true);
        record.decide(new Decision(Decision.Action.CREATE, Map.of("name", "x"), Map.of(), agreed, Set.of(), null, List.of()));
        return record;
    }
}
