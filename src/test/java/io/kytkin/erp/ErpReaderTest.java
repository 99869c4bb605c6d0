package io.kytkin.erp;

import static io.kytkin.mapping.FieldMapping.Arrow.TO_CRM;
import static io.kytkin.mapping.FieldMapping.Arrow.TO_ERP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kytkin.Database;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader.Chunk;
import io.kytkin.mapping.Row;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErpReaderTest {
    private static final String CUSTOMER = """
            create table customer (no varchar(20) primary key, name varchar(100) not null,
                credit_limit numeric(20, 4) not null default 0, blocked varchar(10) not null default '',
                system_id uuid not null unique, system_modified_at timestamp with time zone not null)""";
    private static final Duration OVERLAP = Duration.ofSeconds(60);

    private static String customer(int number, String modified) {
        return """
                insert into customer (no, name, system_id, system_modified_at) values ('C%d', 'Name %d',
                    '00000000-0000-0000-0000-%012d', timestamp with time zone '%s')"""
                .formatted(number, number, number, modified);
    }

    private static Definition customers() {
        return Definition.ofTable("customer").erpModified("system_modified_at").field("name", TO_CRM, "name");
    }

    private static ErpReader reader(DataSource database) {
        return new ErpReader(database, new ErpCatalogue(database, ErpClock.FIXED));
    }

    private static List<String> readAll(ErpReader reader, MappingDefinition mapping, String after, int limit) {
        String before = reader.bound(mapping);
        List<String> keys = new ArrayList<>();
        String position = after;
        while (true) {
            Chunk chunk = reader.read(mapping, position, before, limit);
            chunk.records().forEach(record -> keys.add(record.erpKey()));
            if (chunk.last()) {
                return keys;
            }
            position = chunk.end();
        }
    }

    @ParameterizedTest
    @EnumSource
    void pages_come_in_the_order_of_change_each_record_once(Database kind) {
        DataSource database = kind.with(CUSTOMER, customer(3, "2026-01-01 10:00:00.000001+00"),
                customer(1, "2026-01-02 10:00:00+02"), customer(2, "2026-01-02 08:00:00+00"),
                customer(5, "2026-01-01 10:00:00.000002+00"), customer(4, "2026-01-03 00:00:00+00"));

        assertThat(readAll(reader(database), customers().named("customer"), null, 2))
                .containsExactly("C3", "C5", "C1", "C2", "C4");
    }

    @ParameterizedTest
    @EnumSource
    void records_of_one_time_stamp_are_split_over_pages_by_their_key(Database kind) {
        DataSource database = kind.with(CUSTOMER);
        Database.execute(database, IntStream.range(0, 250).map(number -> 249 - number)
                .mapToObj(number -> customer(number, "2026-01-01 10:00:00+00")).toArray(String[]::new));

        assertThat(readAll(reader(database), customers().named("customer"), null, 20))
                .containsExactlyElementsOf(IntStream.range(0, 250).mapToObj(number -> "C" + number).toList());
    }

    @ParameterizedTest
    @EnumSource
    void a_table_is_asked_once_for_several_pages(Database kind) {
        DataSource database = kind.with(CUSTOMER);
        Database.execute(database, IntStream.range(0, 250).mapToObj(number -> customer(number, "2026-01-01 10:00:00+00"))
                .toArray(String[]::new));
        CountedStatements counted = new CountedStatements(database);
        ErpReader reader = reader(counted.database());
        MappingDefinition mapping = customers().named("customer");
        String bound = reader.bound(mapping);
        counted.count();

        Chunk first = reader.read(mapping, null, bound, 20);
        int statements = counted.count();
        Chunk second = reader.read(mapping, first.end(), bound, 20);

        assertThat(second.records()).hasSize(20).extracting(PageRecord::erpKey).startsWith("C20");
        assertThat(counted.count()).isZero();
        assertThat(statements).as("times of change that are null, and others").isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_job_goes_on_from_a_position_and_sees_nothing_older(Database kind) {
        DataSource database = kind.with(CUSTOMER, customer(1, "2026-01-01 10:00:00+00"),
                customer(2, "2026-01-02 10:00:00+00"));
        ErpReader reader = reader(database);
        MappingDefinition mapping = customers().named("customer");
        String end = reader.read(mapping, null, reader.bound(mapping), 10).end();
        Database.execute(database, customer(3, "2026-01-03 10:00:00+00"));

        assertThat(readAll(reader, mapping, end, 10)).containsExactly("C3");
    }

    @ParameterizedTest
    @EnumSource
    void what_changes_after_the_start_of_a_job_is_left_to_the_next(Database kind) {
        DataSource database = kind.with(CUSTOMER, customer(1, "2026-01-01 10:00:00+00"));
        ErpReader reader = reader(database);
        MappingDefinition mapping = customers().named("customer");
        String bound = reader.bound(mapping);
        Database.execute(database, customer(2, Instant.parse(bound).plusMillis(5).toString()));

        assertThat(reader.read(mapping, null, bound, 10).records()).extracting(PageRecord::erpKey)
                .containsExactly("C1");
    }

    @ParameterizedTest
    @EnumSource
    void a_transaction_that_commits_late_is_still_seen(Database kind) throws Exception {
        DataSource database = kind.with(CUSTOMER);
        ErpReader reader = reader(database);
        MappingDefinition mapping = customers().named("customer");
        Instant now = Instant.parse(reader.bound(mapping));
        Database.execute(database, customer(1, now.minusSeconds(300).toString()),
                customer(3, now.minusSeconds(1).toString()));
        try (Connection late = database.getConnection(); Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute(customer(2, now.minusSeconds(2).toString()));
            String bound = reader.bound(mapping);
            Chunk first = reader.read(mapping, null, bound, 10);
            late.commit();

            assertThat(first.records()).extracting(PageRecord::erpKey).containsExactly("C1", "C3");
            assertThat(readAll(reader, mapping, reader.storable(first.end(), bound, OVERLAP), 10))
                    .containsExactly("C2", "C3");
            assertThat(readAll(reader, mapping, first.end(), 10)).as("without an overlap").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_idle_poll_reads_nothing_once_the_youngest_record_is_older_than_the_overlap(Database kind) {
        DataSource database = kind.with(CUSTOMER, customer(1, "2026-01-01 10:00:00+00"));
        ErpReader reader = reader(database);
        MappingDefinition mapping = customers().named("customer");
        String bound = reader.bound(mapping);
        String stored = reader.storable(reader.read(mapping, null, bound, 10).end(), bound, OVERLAP);

        Chunk idle = reader.read(mapping, stored, reader.bound(mapping), 10);

        assertThat(idle.records()).isEmpty();
        assertThat(idle.end()).isNull();
        assertThat(idle.last()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_record_outside_the_filter_is_read_and_marked(Database kind) {
        DataSource database = kind.with(CUSTOMER, customer(1, "2026-01-01 10:00:00+00"),
                customer(2, "2026-01-02 10:00:00+00"), "update customer set blocked = 'All' where no = 'C2'");
        ErpReader reader = reader(database);
        MappingDefinition mapping = customers().erpFilter("blocked = '' -- only these").named("customer");

        assertThat(reader.read(mapping, null, reader.bound(mapping), 10).records())
                .extracting(PageRecord::erpKey, PageRecord::inScope)
                .containsExactly(tuple("C1", true),
                        tuple("C2", false));
        assertThat(reader.count(mapping)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void today_is_the_date_of_the_company(Database kind) {
        DataSource database = kind.with("create table price (no varchar(20) primary key, starting_date date not null)",
                "insert into price values ('YESTERDAY', date '2026-02-28')",
                "insert into price values ('TODAY', date '2026-03-01')",
                "insert into price values ('TOMORROW', date '2026-03-02')");
        ErpReader reader = reader(database);
        MappingDefinition filtered = Definition.ofTable("price").erpId("no").erpFilter("starting_date <= {today}")
                .field("starting_date", TO_CRM, "begin").named("price");
        MappingDefinition queried = Definition.ofQuery("select * from price where starting_date = {today}").erpId("no")
                .field("starting_date", TO_CRM, "begin").named("price-of-today");

        assertThat(reader.count(filtered)).isEqualTo(2);
        assertThat(readAll(reader, queried, null, 10)).containsExactly("TODAY");
    }

    @ParameterizedTest
    @EnumSource
    void a_value_is_of_the_java_type_of_its_kind_and_a_blank_is_null(Database kind) {
        DataSource database = kind.with("""
                create table thing (no varchar(20) primary key, name varchar(20), amount numeric(38, 20),
                    pieces integer, small smallint, rate double precision, on_hold boolean, on_day date,
                    moment timestamp, zoned timestamp with time zone, id uuid)""", """
                insert into thing values
                    ('1', 'Ünal 株', 12.50, 7, 1, 0.1, true, date '2026-01-31',
                     timestamp '2026-01-31 12:00:00.123456', timestamp with time zone '2026-01-31 12:00:00+02',
                     '11111111-2222-3333-4444-555555555555'),
                    ('2', '  ', 0, 0, 0, 0, false, date '1753-01-01',
                     timestamp '1753-01-01 00:00:00', timestamp with time zone '1753-01-01 00:00:00+00',
                     '00000000-0000-0000-0000-000000000000')""",
                "insert into thing (no) values ('3')");
        MappingDefinition mapping = Definition.ofTable("thing").erpId("no").field("name", TO_CRM, "a")
                .field("amount", TO_CRM, "b").field("pieces", TO_CRM, "c").field("small", TO_CRM, "d")
                .field("rate", TO_CRM, "e").field("on_hold", TO_CRM, "f").field("on_day", TO_CRM, "g")
                .field("moment", TO_CRM, "h").field("zoned", TO_CRM, "i").field("id", TO_CRM, "j").named("thing");

        List<Row> rows = reader(database).read(mapping, null, "", 10).records().stream()
                .map(PageRecord::source).toList();

        assertThat(values(rows.get(0))).usingElementComparator((one, other) -> one instanceof BigDecimal number
                ? number.compareTo((BigDecimal) other) : one.equals(other) ? 0 : 1).containsExactly("Ünal 株",
                new BigDecimal("12.5"), 7L, 1L, new BigDecimal("0.1"), true, LocalDate.of(2026, 1, 31),
                Instant.parse("2026-01-31T12:00:00.123456Z"), Instant.parse("2026-01-31T10:00:00Z"),
                UUID.fromString("11111111-2222-3333-4444-555555555555"));
        assertThat(rows.get(1).get("amount")).isEqualTo(new BigDecimal("0").setScale(20));
        assertThat(rows.get(1).get("pieces")).isEqualTo(0L);
        assertThat(rows.get(1).get("on_hold")).isEqualTo(false);
        for (String blank : List.of("name", "on_day", "moment", "zoned", "id")) {
            assertThat(rows.get(1).get(blank)).as(blank).isNull();
        }
        assertThat(values(rows.get(2))).containsOnlyNulls();
    }

    private static List<Object> values(Row row) {
        List<Object> values = new ArrayList<>();
        row.header().names().stream().filter(name -> !name.equalsIgnoreCase("no"))
                .forEach(name -> values.add(row.get(name)));
        return values;
    }

    @ParameterizedTest
    @EnumSource
    void a_table_with_the_original_names_of_nav_is_read_without_system_id_and_time_of_change(Database kind) {
        String table = "\"CRONUS International Ltd_$Customer\"";
        DataSource database = kind.with("create table " + table + """
                 ("No_" varchar(20) primary key, "Name" varchar(50) not null,
                  "Credit Limit (LCY)" numeric(38, 20) not null, "Phone No_" varchar(30) not null,
                  "Last Date Modified" timestamp not null)""",
                "insert into " + table + " values ('10000', 'O''Brien & Søn', 0, '', timestamp '1753-01-01 00:00:00')",
                "insert into " + table + " values ('20000', 'Żółw', 1000, '0123', timestamp '2017-01-26 00:00:00')");
        MappingDefinition mapping = Definition.ofTable(table).erpId("\"No_\"").erpKey("\"No_\"")
                .field("\"Name\"", TO_CRM, "name").field("\"Credit Limit (LCY)\"", TO_CRM, "creditlimit")
                .field("\"Phone No_\"", TO_CRM, "telephone1").field("\"Last Date Modified\"", TO_CRM, "x")
                .erpFilter("\"Name\" <> ''").named("customer");

        List<PageRecord> records = reader(database).read(mapping, null, "", 10).records();

        assertThat(records).extracting(PageRecord::erpId).containsExactly("10000", "20000");
        assertThat(records.get(0).source().get("\"Name\"")).isEqualTo("O'Brien & Søn");
        assertThat(records.get(0).source().get("\"Phone No_\"")).isNull();
        assertThat(records.get(0).source().get("\"Last Date Modified\"")).isNull();
        assertThat((BigDecimal) records.get(0).source().get("\"Credit Limit (LCY)\"")).isEqualByComparingTo("0");
        assertThat((BigDecimal) records.get(1).source().get("\"Credit Limit (LCY)\"")).isEqualByComparingTo("1000");
    }

    @ParameterizedTest
    @EnumSource
    void a_key_of_several_columns_pages_and_is_found_again_also_with_blanks_and_commas(Database kind) {
        DataSource database = kind.with("create table line (item varchar(20) not null, type integer not null, "
                + "starts date not null, price numeric(10, 2) not null, primary key (item, type, starts))");
        List<String> inserts = new ArrayList<>();
        for (String item : List.of("", "A,B", "A\\", "O''Hara", "Ö")) {
            for (int type = 0; type < 5; type++) {
                inserts.add("insert into line values ('" + item + "', " + type + ", date '1753-01-01', 1)");
                inserts.add("insert into line values ('" + item + "', " + type + ", date '2026-01-01', 2)");
            }
        }
        Database.execute(database, inserts.toArray(String[]::new));
        ErpReader reader = reader(database);
        MappingDefinition mapping = Definition.ofTable("line").erpId("item", "type", "starts")
                .erpKey("item", "type", "starts").field("price", TO_CRM, "amount").named("line");

        List<String> ids = readAll(reader, mapping, null, 3);

        assertThat(ids).hasSize(50).doesNotHaveDuplicates().contains("A\\,B,3,2026-01-01", ",0,");
        assertThat(reader.readByIds(mapping, ids)).extracting(PageRecord::erpId).containsExactlyElementsOf(ids);
        assertThat(reader.readByIds(mapping, ids)).allMatch(record -> record.source() != null);
    }

    @ParameterizedTest
    @EnumSource
    void the_blanks_that_fill_a_code_of_fixed_length_are_no_part_of_it(Database kind) {
        DataSource database = kind.with("create table unit (code char(10) primary key, name char(20) not null)",
                "insert into unit values ('PCS', 'Piece')", "insert into unit values ('SET', '')",
                "insert into unit values ('BOX', 'Box')");
        ErpReader reader = reader(database);
        MappingDefinition mapping = Definition.ofTable("unit").erpId("code").erpKey("code")
                .field("name", TO_CRM, "name").named("unit");

        assertThat(readAll(reader, mapping, null, 1)).containsExactly("BOX", "PCS", "SET");
        assertThat(reader.readByIds(mapping, List.of("PCS")).get(0).source().get("name")).isEqualTo("Piece");
        assertThat(reader.readByIds(mapping, List.of("SET")).get(0).source().get("name")).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void hostile_ids_are_records_that_do_not_exist(Database kind) {
        DataSource database = kind.with(CUSTOMER, customer(1, "2026-01-01 10:00:00+00"));
        ErpReader reader = reader(database);
        MappingDefinition byGuid = customers().named("customer");
        MappingDefinition byCode = Definition.ofTable("customer").erpId("no").field("name", TO_CRM, "name")
                .named("code");
        List<String> hostile = List.of("'; drop table customer; --", "C1' or '1'='1", "x".repeat(10_000), "a,b,c", "",
                "\u0001\u001f", "%", "C1\\");

        assertThat(reader.readByIds(byGuid, hostile)).hasSize(hostile.size())
                .allMatch(record -> record.source() == null);
        assertThat(reader.readByIds(byCode, hostile)).allMatch(record -> record.source() == null);
        assertThat(reader.readByIds(byCode, List.of("none", "C1"))).extracting(record -> record.source() == null)
                .containsExactly(true, false);
        assertThat(reader.count(byGuid)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void records_without_a_time_of_change_are_read_by_a_job_over_everything_only(Database kind) {
        DataSource database = kind.with("create table customer (no varchar(20) primary key, changed timestamp)",
                "insert into customer values ('C1', null)", "insert into customer values ('C2', null)",
                "insert into customer values ('C3', null)",
                "insert into customer values ('C0', timestamp '2026-01-01 00:00:00')");
        ErpReader reader = reader(database);
        MappingDefinition mapping = Definition.ofTable("customer").erpId("no").erpModified("changed").named("customer");

        assertThat(readAll(reader, mapping, null, 2)).containsExactly("C1", "C2", "C3", "C0");
        String end = reader.read(mapping, null, null, 10).end();
        assertThat(readAll(reader, mapping, end, 2)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_query_with_a_union_and_windows_is_read_in_pages(Database kind) {
        DataSource database = kind.with("create table price (item varchar(20), starts date, amount numeric(10, 2))",
                "insert into price select 'I' || (100000 + n / 3), date '2026-01-01' + (n % 3) * interval '1' day, n "
                        + "from (select " + (kind == Database.H2 ? "x as n from system_range(0, 17999)"
                        : "x as n from generate_series(0, 17999) x") + ") s");
        MappingDefinition mapping = Definition.ofQuery("""
                with ranked as (
                  select item, starts, amount, row_number() over (partition by item order by starts desc) as latest
                  from price where starts <= {today}
                )
                select item, amount, latest from ranked where latest = 1
                union all
                select 'NONE', 0, 1 -- the item that stands for none
                """).erpId("item").erpKey("item").erpFilter("amount > 0")
                .field("amount", TO_CRM, "amount").named("price");

        List<String> keys = readAll(reader(database), mapping, null, 100);

        assertThat(keys).hasSize(6001).doesNotHaveDuplicates().isSorted();
        assertThat(reader(database).count(mapping)).isEqualTo(6000);
    }

    @ParameterizedTest
    @EnumSource
    void a_row_without_an_id_stops_the_job_with_its_reason(Database kind) {
        DataSource database = kind.with("create table thing (no varchar(20), id varchar(10))",
                "insert into thing values ('1', null)");
        MappingDefinition mapping = Definition.ofTable("thing").erpId("id").named("thing");

        assertThatThrownBy(() -> reader(database).read(mapping, null, "", 10)).isInstanceOf(ErpFailure.class)
                .hasMessageContainingAll("a row without", "which is part of erpId of mapping thing");
    }

    @ParameterizedTest
    @EnumSource
    void a_position_of_other_key_columns_starts_from_the_beginning(Database kind) {
        DataSource database = kind.with(CUSTOMER, customer(1, "2026-01-01 10:00:00+00"));

        assertThat(readAll(reader(database), customers().named("customer"), "C7", 10)).containsExactly("C1");
        assertThat(readAll(reader(database), customers().named("customer"), "2027-01-01T00:00:00Z,a,b", 10))
                .containsExactly("C1");
    }

    @ParameterizedTest
    @EnumSource
    void records_are_found_by_their_readable_key_as_a_code(Database kind) {
        DataSource database = kind.with(CUSTOMER, customer(1, "2026-01-01 10:00:00+00"),
                customer(2, "2026-01-01 10:00:00+00"), "update customer set blocked = 'All' where no = 'C2'");
        Definition mapping = customers().erpFilter("blocked = ''").field("credit_limit", TO_ERP, "creditlimit");

        assertThat(reader(database).readByKeys(mapping.named("customer"),
                List.of(" c1", "C2", "C9", "C1,2", "' or 1=1 --", "")))
                .extracting(PageRecord::erpKey, PageRecord::inScope, record -> record.source().has("credit_limit"))
                .containsExactlyInAnyOrder(tuple("C1", true, true), tuple("C2", false, true));
    }

    @ParameterizedTest
    @EnumSource
    void a_readable_key_of_several_columns_keeps_its_commas_apart(Database kind) {
        DataSource database = kind.with("create table price (item varchar(20) not null, starts date not null, "
                + "amount numeric(10, 2) not null)", "insert into price values ('A,1', date '2026-01-01', 5)");
        MappingDefinition mapping = Definition.ofTable("price").erpId("item", "starts").erpKey("item", "starts")
                .field("amount", TO_CRM, "amount").named("price");

        assertThat(reader(database).readByKeys(mapping, List.of("a\\,1,2026-01-01", "A,1,2026-01-01", "A\\,1,never")))
                .extracting(PageRecord::erpKey).containsExactly("A\\,1,2026-01-01");
    }
}
