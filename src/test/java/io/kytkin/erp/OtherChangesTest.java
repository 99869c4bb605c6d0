package io.kytkin.erp;

import static io.kytkin.mapping.FieldMapping.Arrow.TO_CRM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.Database;
import io.kytkin.MovableClock;
import io.kytkin.mapping.AlsoChangedBy;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader.Chunk;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records that are read although they did not change themselves: {@code alsoChangedBy} and {@code {today}}. */
class OtherChangesTest {
    private static final String ITEM = """
            create table item (no varchar(20) primary key, ends date, system_id uuid not null unique,
                system_modified_at timestamp with time zone not null)""";
    private static final String ENTRY = """
            create table entry (number integer primary key, item_no varchar(20) not null,
                entered_at timestamp with time zone not null)""";

    private final MovableClock clock = new MovableClock(
            Clock.fixed(Instant.parse("2026-02-28T12:00:00Z"), ZoneId.of("Europe/Helsinki")));
    private ErpReader reader;
    private CountedStatements statements;
    private String position;
    /** None, where a test wants to see that what is done is done. */
    private Duration overlap = Duration.ZERO;

    private void open(DataSource database) {
        statements = new CountedStatements(database);
        reader = new ErpReader(statements.database(), new ErpCatalogue(statements.database(), clock));
    }

    private static String item(int number, String ends) {
        return ("insert into item values ('I%d', date '%s', '00000000-0000-0000-0000-%012d', "
                + "timestamp with time zone '2026-01-01 10:00:00+00')").formatted(number, ends, number);
    }

    private static String entry(int number, int item, Instant time) {
        return "insert into entry values (%d, 'I%d', timestamp with time zone '%s')".formatted(number, item, time);
    }

    private static DataSource items(Database kind, int count) {
        DataSource database = kind.with(ITEM, ENTRY);
        for (int number = 1; number <= count; number++) {
            Database.execute(database, item(number, "2026-02-28"), entry(number, number, Instant.parse("2026-01-01T10:00:00Z")));
        }
        return database;
    }

    private static Definition mapping() {
        return Definition.ofTable("item").erpModified("system_modified_at").field("ends", TO_CRM, "x");
    }

    private static MappingDefinition owned() {
        return mapping().alsoChangedBy("entry.item_no = no by entered_at").named("item");
    }

    /** One job over what changed; its position is stored after every page, as jobs do it. */
    private List<String> job(MappingDefinition mapping, int limit) {
        String bound = reader.bound(mapping);
        List<String> keys = new ArrayList<>();
        String reached = position;
        for (int pages = 0; pages < 20; pages++) {
            Chunk chunk = page(mapping, reached, bound, limit, keys);
            reached = chunk.end() == null ? reached : chunk.end();
            if (chunk.last()) {
                return keys;
            }
        }
        throw new AssertionError("the job does not end: " + keys);
    }

    private Chunk page(MappingDefinition mapping, String after, String bound, int limit, List<String> keys) {
        Chunk chunk = reader.read(mapping, after, bound, limit);
        assertThat(chunk.records()).hasSizeLessThanOrEqualTo(limit);
        chunk.records().stream().filter(PageRecord::inScope).forEach(record -> keys.add(record.erpKey()));
        chunk.records().stream().filter(record -> !record.inScope()).forEach(record -> keys.add("not " + record.erpKey()));
        String stored = reader.storable(chunk.end(), bound, overlap);
        position = stored == null ? position : stored;
        return chunk;
    }

    private Instant erpNow(MappingDefinition mapping) {
        return Instant.parse(reader.bound(mapping));
    }

    @ParameterizedTest
    @EnumSource
    void a_changed_row_of_another_table_brings_its_owner_once_however_many_rows_it_has(Database kind) {
        DataSource database = items(kind, 5);
        open(database);
        assertThat(job(owned(), 2)).as("the first job reads each once").containsExactly("I1", "I2", "I3", "I4", "I5");
        Instant time = erpNow(owned());
        for (int number = 100; number < 150; number++) {
            Database.execute(database, entry(number, 2 + number % 3, time));
        }

        assertThat(job(owned(), 2)).containsExactly("I2", "I3", "I4");
        assertThat(job(owned(), 2)).as("done").isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_table_that_names_no_owner_concerns_all_records(Database kind) {
        DataSource database = items(kind, 3);
        open(database);
        MappingDefinition all = mapping().alsoChangedBy("entry by entered_at").named("item");
        job(all, 2);
        Database.execute(database, entry(100, 2, erpNow(all)));

        assertThat(job(all, 2)).containsExactly("I1", "I2", "I3");
        assertThat(job(all, 2)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void an_entry_that_is_committed_late_is_still_seen(Database kind) throws Exception {
        DataSource database = items(kind, 3);
        open(database);
        overlap = Duration.ofSeconds(60);
        job(owned(), 10);
        Instant time = erpNow(owned());
        try (Connection late = database.getConnection(); Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute(entry(100, 1, time.minusSeconds(5)));
            Database.execute(database, entry(101, 2, time.minusSeconds(1)));
            assertThat(job(owned(), 10)).containsExactly("I2");
            late.commit();
        }

        assertThat(job(owned(), 10)).containsExactly("I1", "I2");
    }

    @ParameterizedTest
    @EnumSource
    void a_job_that_was_cut_off_among_the_owners_goes_on_with_the_rest(Database kind) {
        DataSource database = items(kind, 4);
        open(database);
        job(owned(), 10);
        Instant time = erpNow(owned());
        for (int number = 1; number <= 4; number++) {
            Database.execute(database, entry(100 + number, number, time));
        }
        List<String> keys = new ArrayList<>();
        page(owned(), position, reader.bound(owned()), 2, keys);

        assertThat(keys).containsExactly("I1", "I2");
        assertThat(job(owned(), 2)).containsExactly("I3", "I4");
        assertThat(job(owned(), 2)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void an_idle_poll_costs_one_statement_more_for_all_other_tables(Database kind) {
        open(items(kind, 3));
        MappingDefinition two = mapping().alsoChangedBy("entry.item_no = no by entered_at\nentry by entered_at")
                .named("item");
        job(two, 10);
        String stored = position;
        statements.count();

        String bound = reader.bound(two, Duration.ZERO, position);
        Chunk idle = reader.read(two, position, bound, 10);

        assertThat(idle.records()).isEmpty();
        assertThat(idle.end()).isNull();
        assertThat(statements.count()).isEqualTo(2);
        assertThat(position).isEqualTo(stored);
    }

    @ParameterizedTest
    @EnumSource
    void a_new_day_brings_the_records_that_move_over_the_filter(Database kind) {
        DataSource database = items(kind, 2);
        open(database);
        Database.execute(database, "update item set ends = date '2026-03-05' where no = 'I2'", item(3, "2026-02-20"));
        MappingDefinition valid = mapping().erpFilter("ends >= {today} -- while it lasts").named("item");
        assertThat(job(valid, 10)).containsExactly("I1", "I2", "not I3");
        clock.moveTo(Instant.parse("2026-02-28T21:59:00Z"));
        assertThat(job(valid, 10)).as("a minute before midnight in Helsinki").isEmpty();
        clock.moveTo(Instant.parse("2026-02-28T22:00:00Z"));

        assertThat(job(valid, 10)).containsExactly("not I1");
        assertThat(job(valid, 10)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_new_day_brings_all_records_of_a_query_that_names_it(Database kind) {
        open(items(kind, 5));
        MappingDefinition query = Definition.ofQuery("select i.*, case when ends >= {today} then 1 else 0 end as valid "
                + "from item i").erpModified("system_modified_at").field("valid", TO_CRM, "x").named("item");
        job(query, 2);
        clock.move(Duration.ofDays(1));

        assertThat(job(query, 2)).containsExactly("I1", "I2", "I3", "I4", "I5");
        assertThat(job(query, 2)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void records_that_the_same_job_may_have_read_before_are_announced(Database kind) {
        DataSource database = items(kind, 3);
        open(database);
        job(owned(), 10);
        Instant time = erpNow(owned());
        Database.execute(database, entry(100, 2, time), "update item set system_modified_at = timestamp with time zone '"
                + time + "' where no = 'I2'");
        String bound = reader.bound(owned());

        Chunk own = page(owned(), position, bound, 10, new ArrayList<>());
        Chunk also = page(owned(), own.end(), bound, 10, new ArrayList<>());

        assertThat(own.repeats()).isFalse();
        assertThat(also.repeats()).isTrue();
        assertThat(also.records()).extracting(PageRecord::erpKey).containsExactly("I2");
    }

    @ParameterizedTest
    @EnumSource
    void a_table_or_column_that_does_not_exist_is_named(Database kind) {
        open(items(kind, 1));

        assertThatThrownBy(() -> reader.bound(mapping().alsoChangedBy("entries").named("item")))
                .isInstanceOf(MappingProblem.class).hasMessageContaining("alsoChangedBy").hasMessageContaining("entries");
        assertThatThrownBy(() -> reader.bound(mapping().alsoChangedBy("entry.item_no = no").named("item")))
                .isInstanceOf(MappingProblem.class).hasMessageContaining("no column 'system_modified_at'");
        assertThatThrownBy(() -> AlsoChangedBy.parse("entry.item_no = "))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("is not understood");
    }
}
