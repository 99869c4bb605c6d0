package io.kytkin.erp;

import static io.kytkin.mapping.FieldMapping.Arrow.TO_CRM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.Database;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.RecordKey;
import io.kytkin.mapping.RecordReader.Chunk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariant 3: no change is lost, whatever transactions and clocks do. */
class PositionProofTest {
    private static final Duration OVERLAP = Duration.ofSeconds(60);
    private static final MappingDefinition MAPPING = Definition.ofTable("thing").erpModified("modified").field("no", TO_CRM,
            "name").named("thing");

    private DataSource database;
    private ErpReader reader;
    private String position;

    private void open(Database kind) {
        database = kind.with("create table thing (no varchar(20) primary key, system_id uuid not null unique, "
                + "modified timestamp with time zone not null)", "create index thing_modified on thing (modified, system_id)");
        reader = new ErpReader(database, new ErpCatalogue(database, ErpClock.FIXED));
    }

    private static void insert(Connection connection, String no, Instant modified) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into thing values (?, ?, ?)")) {
            insert.setString(1, no);
            insert.setObject(2, UUID.randomUUID());
            insert.setObject(3, OffsetDateTime.ofInstant(modified, ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    private void insert(String no, Instant modified) throws SQLException {
        try (Connection connection = database.getConnection()) {
            insert(connection, no, modified);
        }
    }

    /** A job: what it read, in its order; its position is stored at its end. */
    private void job(int limit, Consumer<String> reads) {
        String bound = reader.bound(MAPPING, Duration.ZERO, position);
        String reached = position;
        Chunk chunk;
        do {
            chunk = reader.read(MAPPING, reached, bound, limit);
            chunk.records().forEach(record -> reads.accept(record.erpKey()));
            reached = chunk.end() == null ? reached : chunk.end();
        } while (!chunk.last());
        String stored = reader.storable(reached, bound, OVERLAP);
        position = stored == null ? position : stored;
    }

    private List<String> job() {
        List<String> read = new ArrayList<>();
        job(10, read::add);
        return read;
    }

    @ParameterizedTest
    @EnumSource
    void a_hundred_thousand_records_of_one_time_are_each_read_once_and_then_no_more(Database kind) {
        open(kind);
        Database.execute(database, kind == Database.H2
                ? "insert into thing select x, random_uuid(), timestamp with time zone '2026-01-01 10:00:00+00' "
                        + "from system_range(1, 100000)"
                : "insert into thing select x, gen_random_uuid(), timestamp with time zone '2026-01-01 10:00:00+00' "
                        + "from generate_series(1, 100000) x");
        Set<String> different = new HashSet<>();
        int[] read = {0};

        job(2_000, no -> {
            different.add(no);
            read[0]++;
        });

        assertThat(different).hasSize(100_000);
        assertThat(read[0]).isEqualTo(100_000);
        assertThat(job()).isEmpty();
    }

    /** Writers stamp a row when their transaction begins and commit it up to 150 ms later, while jobs run all the time. */
    @ParameterizedTest
    @EnumSource
    void no_row_of_transactions_that_commit_in_another_order_than_their_times_is_lost(Database kind) {
        open(kind);
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int number = writer;
            writers.add(CompletableFuture.runAsync(() -> write(number)));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));
        Set<String> read = new HashSet<>();
        while (!all.isDone()) {
            read.addAll(job());
        }
        all.join();
        read.addAll(job());

        assertThat(read).hasSize(80);
    }

    private void write(int writer) {
        Random random = new Random(writer);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            for (int row = 0; row < 20; row++) {
                insert(connection, writer + "-" + row, Instant.now());
                Thread.sleep(random.nextInt(150));
                connection.commit();
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_changes_after_the_clock_was_set_back_an_hour_is_read(Database kind) throws SQLException {
        open(kind);
        Instant now = Instant.now();
        Instant beforeTheChange = now.plus(Duration.ofHours(1));
        insert("before", beforeTheChange.minusSeconds(100));
        position = reader.storable(beforeTheChange.minusSeconds(100) + "," + new UUID(0, 1), beforeTheChange.toString(), OVERLAP);
        insert("after", now.minusSeconds(1));

        assertThat(job()).containsExactly("after");
        assertThat(Instant.parse(position)).isBeforeOrEqualTo(Instant.now().minus(OVERLAP));
        insert("later", Instant.now().minusMillis(100));
        assertThat(job()).containsExactly("after", "later");
    }

    /** The clock and whether anything changed are one question. */
    @ParameterizedTest
    @EnumSource
    void an_idle_poll_is_one_statement_and_the_next_change_is_read(Database kind) throws SQLException {
        open(kind);
        CountedStatements counted = new CountedStatements(database);
        reader = new ErpReader(counted.database(), new ErpCatalogue(counted.database(), ErpClock.FIXED));
        insert("old", Instant.now().minusSeconds(600));
        assertThat(job()).containsExactly("old");
        String idle = position;
        counted.count();

        assertThat(job()).isEmpty();
        assertThat(counted.count()).isEqualTo(1);
        assertThat(position).isEqualTo(idle);

        insert("at the same time", Instant.parse(RecordKey.split(position).get(0)));
        insert("new", Instant.now().minusSeconds(120));
        assertThat(job()).contains("new");
        assertThat(job()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_clock_that_jumps_less_than_the_overlap_loses_nothing_either(Database kind) throws SQLException {
        open(kind);
        insert("before", Instant.now());
        job();
        insert("after", Instant.now().minusSeconds(50));

        assertThat(job()).contains("after");
    }
}
