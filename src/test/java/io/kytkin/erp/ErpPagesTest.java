package io.kytkin.erp;

import static io.kytkin.mapping.FieldMapping.Arrow.BOTH;
import static io.kytkin.mapping.FieldMapping.Arrow.TO_CRM;
import static io.kytkin.mapping.FieldMapping.Arrow.TO_ERP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.Database;
import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Kind;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import io.kytkin.mapping.TranslationSettings;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErpPagesTest {
    private static final String SALESPERSON = """
            create table salesperson (code varchar(20) primary key, name varchar(20) not null,
                e_mail varchar(80) not null default '', phone_no varchar(30), blocked boolean not null default false,
                modified timestamp not null default timestamp '2020-01-01 00:00:00')""";

    private static Definition salespeople() {
        return Definition.ofTable("salesperson").erpId("code").erpKey("code").erpModified("modified")
                .match(List.of(List.of("e_mail"))).field("e_mail", TO_ERP, "internalemailaddress")
                .field("name", TO_ERP, "fullname").field("phone_no", TO_ERP, "mobilephone");
    }

    private static String salesperson(String code, String email) {
        return "insert into salesperson (code, name, e_mail) values ('" + code + "', 'Name " + code + "', '"
                + email.replace("'", "''") + "')";
    }

    private static ErpPages pages(DataSource database) {
        ErpCatalogue catalogue = new ErpCatalogue(database, ErpClock.FIXED);
        Table account = new Table("account", "accounts", "accountid", "name",
                Table.byName(List.of(text("taxid"), text("name"))), Set.of());
        Bindings bindings = new Bindings(catalogue, mapping -> account,
                new TranslationSettings("test", "EUR", null, ErpClock.FIXED));
        return new ErpPages(database, catalogue, bindings);
    }

    private static Column text(String attribute) {
        return new Column(attribute, Kind.TEXT, 100, -1, null, null, Map.of(), Set.of(Column.Ability.READ), Map.of());
    }

    private static Page page(MappingDefinition mapping, Direction direction, List<PageRecord> records) {
        return new Page(new Page.Origin(new UUID(0, 1), 0, 1, null), mapping, direction, records);
    }

    private static PageRecord user(String email) {
        Row row = new Row(new Row.Header(List.of("internalemailaddress", "fullname", "mobilephone")),
                new Object[] {email, "A", "B"}, "W/\"1\"");
        return new PageRecord(row, null, null, UUID.randomUUID(), true);
    }

    private static PageRecord coupled(String erpId) {
        PageRecord user = user("x");
        user.coupledBy(new Coupling("salesperson", erpId, erpId, user.crmId(), Coupling.State.COUPLED, 0,
                AgreedValues.none(), Set.of()));
        return user;
    }

    private static void update(PageRecord record, Object... namesAndValues) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            values.put((String) namesAndValues[at], namesAndValues[at + 1]);
        }
        record.decide(new Decision(Decision.Action.UPDATE, values, Map.of(), AgreedValues.none(), Set.of(), null,
                List.of()));
    }

    private static List<String> select(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement();
             ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_coupled_record_meets_its_present_row_and_none_when_it_is_gone(Database kind) {
        DataSource database = kind.with(SALESPERSON, salesperson("JO", "jo@kauppa.example"));
        PageRecord present = coupled("JO");
        PageRecord gone = coupled("XX");

        pages(database).read(page(salespeople().named("salesperson"), Direction.TO_ERP, List.of(present, gone)));

        assertThat(present.target().get("e_mail")).isEqualTo("jo@kauppa.example");
        assertThat(gone.target()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void uncoupled_records_get_what_matches_trimmed_without_case_and_inside_the_filter(Database kind) {
        DataSource database = kind.with(SALESPERSON, salesperson("JO", " Jo.O'Hara@Kauppa.example "),
                salesperson("HOUSE", ""), salesperson("A1", "two@kauppa.example"),
                salesperson("A2", "TWO@kauppa.example"), salesperson("OLD", "old@kauppa.example"),
                "update salesperson set blocked = true where code = 'OLD'");
        List<PageRecord> users = List.of(user("jo.o'hara@kauppa.example"), user(""), user(null),
                user("two@kauppa.example"), user("old@kauppa.example"), user("%@kauppa.example"));

        pages(database).read(page(salespeople().erpFilter("blocked = false").named("salesperson"), Direction.TO_ERP,
                users));

        assertThat(users).extracting(user -> user.candidates().stream().map(row -> row.get("code")).sorted().toList())
                .containsExactly(List.of("JO"), List.of(), List.of(), List.of("A1", "A2"), List.of(), List.of());
    }

    @ParameterizedTest
    @EnumSource
    void several_columns_of_a_group_must_all_agree(Database kind) {
        DataSource database = kind.with(SALESPERSON, salesperson("A", "a@b.example"), salesperson("B", "a@b.example"));
        MappingDefinition mapping = Definition.ofTable("salesperson").erpId("code").erpKey("code")
                .match(List.of(List.of("e_mail", "fullname"))).field("e_mail", TO_ERP, "internalemailaddress")
                .field("name", TO_ERP, "fullname").named("salesperson");
        PageRecord user = new PageRecord(new Row(new Row.Header(List.of("internalemailaddress", "fullname")),
                new Object[] {"a@b.example", "NAME B"}, null), null, null, UUID.randomUUID(), true);

        pages(database).read(page(mapping, Direction.TO_ERP, List.of(user)));

        assertThat(user.candidates()).extracting(row -> row.get("code")).containsExactly("B");
    }

    @ParameterizedTest
    @EnumSource
    void rivals_are_other_records_in_the_filter_with_the_values_by_which_the_candidate_was_found(Database kind) {
        DataSource database = kind.with("create table customer (no varchar(20) primary key, vat varchar(20) not null, "
                        + "name varchar(50) not null, blocked varchar(10) not null)",
                "insert into customer values ('C1', '', 'Säätö Oy', '')",
                "insert into customer values ('C2', '', ' Säätö oy', '')",
                "insert into customer values ('C3', '', 'Säätö Oy', 'All')",
                "insert into customer values ('C4', 'FI1', 'Other', '')",
                "insert into customer values ('C5', 'FI5', 'Other', '')");
        ErpCatalogue catalogue = new ErpCatalogue(database, ErpClock.FIXED);
        MappingDefinition mapping = Definition.ofTable("customer").erpId("no").erpFilter("blocked = ''")
                .match(List.of(List.of("vat"), List.of("name"))).field("vat", TO_CRM, "taxid")
                .field("name", BOTH, "name").named("customer");
        List<PageRecord> records = new ErpReader(database, catalogue).read(mapping, null, "", 10).records();
        Row.Header header = new Row.Header(List.of("accountid", "taxid", "name"));
        records.get(0).matches(List.of(new Row(header, new Object[] {new UUID(1, 1), null, "säätö OY"}, null)));
        records.get(3).matches(List.of(new Row(header, new Object[] {new UUID(1, 2), "fi1", "other"}, null)));

        pages(database).rivals(page(mapping, Direction.TO_CRM, records));

        assertThat(records).extracting(PageRecord::rivals)
                .containsExactly(List.of("C2"), List.of(), List.of(), List.of(), List.of());
    }

    @ParameterizedTest
    @EnumSource
    void only_the_decided_columns_and_the_time_of_change_are_written(Database kind) throws SQLException {
        DataSource database = kind.with(SALESPERSON, salesperson("JO", "jo@kauppa.example"),
                salesperson("LI", "li@kauppa.example"));
        ErpPages pages = pages(database);
        Page page = page(salespeople().named("salesperson"), Direction.TO_ERP, List.of(coupled("JO"), coupled("LI")));
        pages.read(page);
        Database.execute(database, "update salesperson set phone_no = '123' where code = 'JO'");
        update(page.records().get(0), "name", "Jo \"O'Hara\"; --", "e_mail", null);
        update(page.records().get(1), "phone_no", null);

        pages.write(page);

        assertThat(page.records()).extracting(PageRecord::outcome).containsOnly(Outcome.UPDATED);
        assertThat(select(database, "select name || '|' || e_mail || '|' || coalesce(phone_no, 'none') "
                + "from salesperson order by code"))
                .containsExactly("Jo \"O'Hara\"; --||123", "Name LI|li@kauppa.example|none");
        assertThat(select(database, "select modified from salesperson")).allSatisfy(modified ->
                assertThat(Instant.parse(modified.replace(' ', 'T') + "Z"))
                        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60)));
    }

    @ParameterizedTest
    @EnumSource
    void an_edit_made_after_the_record_was_read_is_not_overwritten(Database kind) throws SQLException {
        DataSource database = kind.with(SALESPERSON, salesperson("JO", "jo@kauppa.example"));
        ErpPages pages = pages(database);
        PageRecord record = coupled("JO");
        Page page = page(salespeople().named("salesperson"), Direction.TO_ERP, List.of(record));
        pages.read(page);
        Database.execute(database, "update salesperson set name = 'By hand'");
        update(record, "name", "By the CRM");

        pages.write(page);

        assertThat(record.parking().parkingClass()).isEqualTo(ParkingClass.TRANSIENT);
        assertThat(select(database, "select name from salesperson")).containsExactly("By hand");
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_record_does_not_stop_the_others(Database kind) throws SQLException {
        DataSource database = kind.with(SALESPERSON);
        Database.execute(database, IntStream.range(0, 100).mapToObj(number -> salesperson("S" + number, ""))
                .toArray(String[]::new));
        ErpPages pages = pages(database);
        List<PageRecord> records = IntStream.range(0, 100).mapToObj(number -> coupled("S" + number)).toList();
        Page page = page(salespeople().named("salesperson"), Direction.TO_ERP, records);
        pages.read(page);
        for (int number = 0; number < 100; number++) {
            update(records.get(number), "name", number % 25 == 7 ? "x".repeat(21) : "New " + number);
        }

        pages.write(page);

        assertThat(records.stream().filter(record -> record.outcome() == Outcome.UPDATED)).hasSize(96);
        assertThat(records.get(32).parking().parkingClass()).isEqualTo(ParkingClass.DATA);
        assertThat(records.get(32).parking().reason()).startsWith("The ERP's database refuses the change: ")
                .containsIgnoringCase("value too long");
        assertThat(select(database, "select code from salesperson where name like 'New %'")).hasSize(96);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_written_before_a_refusal_stays_also_where_the_refusal_ends_the_transaction(Database kind)
            throws SQLException {
        DataSource database = kind.with(SALESPERSON, salesperson("A", ""), salesperson("B", ""), salesperson("C", ""));
        List<PageRecord> records = renamed(EndingRefusals.of(database), "New A", "x".repeat(21), "New C");

        assertThat(records).extracting(PageRecord::outcome).containsExactly(Outcome.UPDATED, Outcome.PARKED, Outcome.UPDATED);
        assertThat(records.get(1).parking().parkingClass()).isEqualTo(ParkingClass.DATA);
        assertThat(select(database, "select name from salesperson order by code")).containsExactly("New A", "Name B", "New C");
    }

    /** Of the databases here only PostgreSQL can refuse so late. */
    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL")
    void a_record_that_is_refused_at_the_end_of_its_transaction_does_not_stop_the_others(Database kind) throws SQLException {
        DataSource database = kind.with(SALESPERSON, salesperson("A", ""), salesperson("B", ""), salesperson("C", ""));
        atCommitOf(database, "Late", "raise exception 'not so late'");

        List<PageRecord> records = renamed(database, "New A", "Late", "New C");

        assertThat(records).extracting(PageRecord::outcome).containsExactly(Outcome.UPDATED, Outcome.PARKED, Outcome.UPDATED);
        assertThat(records.get(1).parking().reason()).contains("not so late");
        assertThat(select(database, "select name from salesperson order by code")).containsExactly("New A", "Name B", "New C");
    }

    @ParameterizedTest
    @EnumSource(names = "POSTGRESQL")
    void no_record_ends_as_written_when_the_connection_is_lost_at_the_end_of_a_transaction(Database kind) throws SQLException {
        DataSource database = kind.with(SALESPERSON, salesperson("A", ""), salesperson("B", ""), salesperson("C", ""));
        atCommitOf(database, "Lost", "perform pg_terminate_backend(pg_backend_pid())");
        ErpPages pages = pages(database);
        Page page = renaming(pages, "New A", "x".repeat(21), "Lost");

        assertThatThrownBy(() -> pages.write(page)).isInstanceOf(ErpUnavailable.class);

        assertThat(page.records()).extracting(PageRecord::outcome).containsOnlyNulls();
        assertThat(select(database, "select name from salesperson order by code"))
                .containsExactly("New A", "Name B", "Name C");
    }

    private static void atCommitOf(DataSource database, String name, String statement) {
        Database.execute(database, "create function at_commit() returns trigger language plpgsql as $$ begin " + statement
                + "; return null; end $$", "create constraint trigger at_commit after update on salesperson deferrable "
                + "initially deferred for each row when (new.name = '" + name + "') execute function at_commit()");
    }

    /** The salespeople A, B and so on, about to get the names. */
    private static Page renaming(ErpPages pages, String... names) {
        List<PageRecord> records = IntStream.range(0, names.length)
                .mapToObj(at -> coupled(String.valueOf((char) ('A' + at)))).toList();
        Page page = page(salespeople().named("salesperson"), Direction.TO_ERP, records);
        pages.read(page);
        for (int at = 0; at < names.length; at++) {
            update(records.get(at), "name", names[at]);
        }
        return page;
    }

    private static List<PageRecord> renamed(DataSource database, String... names) {
        ErpPages pages = pages(database);
        Page page = renaming(pages, names);
        pages.write(page);
        return page.records();
    }

    @ParameterizedTest
    @EnumSource
    void a_page_costs_one_query_to_read_one_to_match_and_three_statements_to_write(Database kind) {
        DataSource database = kind.with(SALESPERSON);
        Database.execute(database, IntStream.range(0, 100)
                .mapToObj(number -> salesperson("S" + number, number + "@kauppa.example")).toArray(String[]::new));
        CountedStatements counted = new CountedStatements(database);
        ErpPages pages = pages(counted.database());
        MappingDefinition mapping = salespeople().named("salesperson");
        List<PageRecord> coupled = IntStream.range(0, 100).mapToObj(number -> coupled("S" + number)).toList();
        List<PageRecord> users = IntStream.range(0, 100).mapToObj(number -> user(number + "@kauppa.example")).toList();
        pages.read(page(mapping, Direction.TO_ERP, List.of(coupled("S1"), user("describes the table"))));
        counted.count();

        pages.read(page(mapping, Direction.TO_ERP, coupled));
        assertThat(counted.count()).isEqualTo(1);
        pages.read(page(mapping, Direction.TO_ERP, users));
        assertThat(counted.count()).isEqualTo(1);
        coupled.forEach(record -> update(record, "name", "New"));
        pages.write(page(mapping, Direction.TO_ERP, coupled));
        assertThat(counted.count()).isEqualTo(3);
        assertThat(coupled).allMatch(record -> record.outcome() == Outcome.UPDATED);
        assertThat(users).allMatch(user -> user.candidates().size() == 1);
    }

    @ParameterizedTest
    @EnumSource
    void a_record_that_is_gone_or_locked_is_parked_and_the_others_are_written(Database kind) throws SQLException {
        DataSource database = kind.with(SALESPERSON, salesperson("GONE", ""), salesperson("LOCKED", ""),
                salesperson("FREE", ""));
        ErpPages pages = pages(database);
        List<PageRecord> records = List.of(coupled("GONE"), coupled("LOCKED"), coupled("FREE"));
        Page page = page(salespeople().named("salesperson"), Direction.TO_ERP, records);
        pages.read(page);
        records.forEach(record -> update(record, "name", "New"));
        Database.execute(database, "delete from salesperson where code = 'GONE'");
        try (Connection other = database.getConnection(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update salesperson set phone_no = '1' where code = 'LOCKED'");

            pages.write(page);

            other.rollback();
        }
        assertThat(records.get(0).parking().parkingClass()).isEqualTo(ParkingClass.PARTNER_DELETED);
        assertThat(records.get(1).parking().parkingClass()).isEqualTo(ParkingClass.TRANSIENT);
        assertThat(records.get(2).outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(select(database, "select code from salesperson where name = 'New'")).containsExactly("FREE");
    }

    @ParameterizedTest
    @EnumSource
    void a_table_with_original_names_and_a_key_of_several_columns_is_written(Database kind) throws SQLException {
        String table = "\"CRONUS International Ltd_$Sales Price\"";
        DataSource database = kind.with("create table " + table + """
                 ("Item No_" varchar(20) not null, "Sales Type" integer not null, "Starting Date" timestamp not null,
                  "Unit Price" numeric(38, 20) not null, "Ending Date" timestamp not null,
                  primary key ("Item No_", "Sales Type", "Starting Date"))""",
                "insert into " + table + """
                 values ('A,1', 1, timestamp '1753-01-01 00:00:00', 5, timestamp '2026-01-01 00:00:00'),
                        ('A,1', 2, timestamp '1753-01-01 00:00:00', 5, timestamp '2026-01-01 00:00:00')""");
        MappingDefinition mapping = Definition.ofTable(table)
                .erpId("\"Item No_\"", "\"Sales Type\"", "\"Starting Date\"")
                .erpKey("\"Item No_\"").field("\"Unit Price\"", BOTH, "amount").field("\"Ending Date\"", BOTH, "ends")
                .named("sales-price");
        PageRecord record = coupled("A\\,1,2,");
        Page page = page(mapping, Direction.TO_ERP, List.of(record));
        ErpPages pages = pages(database);
        pages.read(page);
        assertThat(record.target()).isNotNull();
        update(record, "\"Ending Date\"", null, "\"Unit Price\"", new BigDecimal("7.25"));

        pages.write(page);

        assertThat(record.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(select(database, "select cast(\"Unit Price\" as numeric(10, 2)) || ' ' || "
                + "cast(\"Ending Date\" as date) from " + table + " order by \"Sales Type\""))
                .containsExactly("5.00 2026-01-01", "7.25 1753-01-01");
    }
}
