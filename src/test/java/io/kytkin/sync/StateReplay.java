package io.kytkin.sync;

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
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;

/**
 * The state database's work alone: the records that a job over customers left in one state database are reserved and confirmed
 * in another one, page by page, as a synch job does it, but nothing is read, translated or sent.
 */
public final class StateReplay {
    private static final MappingDefinition CUSTOMER = new MappingDefinition("customer", "customer", null, List.of("id"),
            List.of("no"), null, null, null, "account", null, Create.ALWAYS, Create.NEVER, List.of(), null, Policy.ASK,
            Policy.ASK, DeletePolicy.KEEP, DeletePolicy.KEEP, Duration.ofSeconds(60), List.of());

    private final DataSource state;
    private final int pageSize;
    private final int atOnce;
    private final List<Kept> kept = new ArrayList<>();

    /** What a job left of a record. */
    private record Kept(String erpId, String erpKey, AgreedValues agreed) { }

    /**
     * @param done   where a job over customers ran
     * @param state  becomes another state database
     * @param atOnce pages
     */
    public StateReplay(DataSource done, DataSource state, int pageSize, int atOnce) throws SQLException {
        this.state = state;
        this.pageSize = pageSize;
        this.atOnce = atOnce;
        StateDatabase.migrate(state);
        try (Connection connection = done.getConnection(); Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery("select erp_id, erp_key, agreed from coupling where mapping = 'customer'")) {
            while (rows.next()) {
                kept.add(new Kept(rows.getString(1), rows.getString(2), AgreedValuesJson.read(rows.getString(3))));
            }
        }
    }

    /**
     * All records once more, as other records.
     *
     * @param salt a number that was not used before
     * @return how long it took, preparations left out
     */
    public double seconds(int salt) throws Exception {
        List<PageRecord> records = kept.stream().map(record -> create(
                UUID.nameUUIDFromBytes((salt + record.erpId()).getBytes(StandardCharsets.UTF_8)).toString(),
                record.erpKey() + salt, record.agreed())).toList();
        System.gc();
        return run(inPages(records, pageSize));
    }

    private static List<List<PageRecord>> inPages(List<PageRecord> records, int size) {
        List<List<PageRecord>> pages = new ArrayList<>();
        for (int from = 0; from < records.size(); from += size) {
            pages.add(records.subList(from, Math.min(records.size(), from + size)));
        }
        return pages;
    }

    private double run(List<List<PageRecord>> all) throws Exception {
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

    private static PageRecord create(String erpId, String erpKey, AgreedValues agreed) {
        PageRecord record = new PageRecord(null, erpId, erpKey, null, true);
        record.decide(new Decision(Decision.Action.CREATE, Map.of("name", "x"), Map.of(), agreed, Set.of(), null, List.of()));
        return record;
    }
}
