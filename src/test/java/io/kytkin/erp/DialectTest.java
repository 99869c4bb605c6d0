package io.kytkin.erp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statements for SQL Server, which no test can run here, and what they have in common with the others. */
class DialectTest {

    private static ErpColumn column(String name, int jdbcType, String typeName) {
        ColumnType type = ColumnType.of(jdbcType, typeName);
        Column column = new Column(name, type.kind(), 0, -1, null, null, Map.of(), Set.of(), Map.of());
        return new ErpColumn(column, type, typeName, "r." + Dialect.quoted(name), false);
    }

    private static ErpTable table(MappingDefinition mapping, ErpColumn... columns) {
        Map<String, ErpColumn> byName = new LinkedHashMap<>();
        for (ErpColumn column : columns) {
            byName.put(Row.nameOf(column.name()), column);
        }
        return new ErpTable(mapping, Dialect.SQL_SERVER, new DerivedTable("", mapping.erpTable() + " r"), true,
                mapping.erpFilter(), byName, List.of(), LocalDate.of(2026, 3, 1),
                new Table("t", "t", "", null, Map.of(), Set.of()), null, List.of());
    }

    private static List<String> pagesAfter(ErpTable table, Position position, Object bound) {
        return new Keyset(table).after(position, bound).stream().map(stretch -> {
            Query query = new Query(table.dialect());
            stretch.addTo(query);
            return query.sql();
        }).toList();
    }

    @Test
    void a_page_of_sql_server_is_read_in_stretches_of_plain_comparisons() {
        ErpTable table = table(Definition.ofTable("customer").erpId("No_").erpKey("No_").erpModified("changed")
                .named("customer"), column("No_", Types.NVARCHAR, "nvarchar"),
                column("changed", Types.TIMESTAMP, "datetime"));

        assertThat(pagesAfter(table, Position.parse("2026-01-01T00:00:00.003Z,C1", table.modified(), table.id()),
                Instant.EPOCH)).containsExactly(
                "r.\"changed\" = cast(? as datetime) and r.\"No_\" > ? and r.\"changed\" <= cast(? as datetime)"
                        + " order by r.\"changed\", r.\"No_\"",
                "r.\"changed\" > cast(? as datetime) and r.\"changed\" <= cast(? as datetime)"
                        + " order by r.\"changed\", r.\"No_\"");
    }

    @Test
    void a_row_version_is_read_below_the_lowest_one_that_is_still_being_written() throws SQLException {
        ErpTable table = table(Definition.ofTable("customer").erpId("No_").erpKey("No_").erpModified("timestamp")
                .named("customer"), column("No_", Types.NVARCHAR, "nvarchar"),
                column("timestamp", Types.BINARY, "timestamp"));
        ErpColumn version = table.modified();

        assertThat(Dialect.SQL_SERVER.selectBound(version)).contains("min_active_rowversion()");
        assertThat(pagesAfter(table, Position.parse("00000000000007d1", version, table.id()), new byte[8]))
                .containsExactly("r.\"timestamp\" > ? and r.\"timestamp\" < ? order by r.\"timestamp\", r.\"No_\"");
        assertThat(new ErpReader(null, null).storable("00000000000007d1,C1", "00000000000007d2",
                Duration.ofSeconds(60))).isEqualTo("00000000000007d1,C1");
    }

    @Test
    void common_table_expressions_come_first_in_a_statement_of_sql_server() {
        String query = "with a as (select 'x) select' as s from t), b as (select 1 as n) select s, n from a, b;";

        DerivedTable hoisted = DerivedTable.of(query, Dialect.SQL_SERVER);

        assertThat(hoisted.prologue())
                .isEqualTo("with a as (select 'x) select' as s from t), b as (select 1 as n) ");
        assertThat(hoisted.from()).isEqualTo("(select s, n from a, b\n) r");
        assertThat(DerivedTable.of(query, Dialect.H2).prologue()).isEmpty();
    }

    @Test
    void keys_of_several_columns_are_alternatives_where_rows_can_not_be_compared() {
        ErpTable table = table(Definition.ofTable("t").erpId("a", "b").named("t"),
                column("a", Types.INTEGER, "int"), column("b", Types.NVARCHAR, "nvarchar"));
        Query query = new Query(table.dialect());

        new OneOf(table.dialect(), table.id(), false).addTo(query, List.of(List.of(1L, "x"), List.of(2L, "y")));

        assertThat(query.sql()).isEqualTo(
                "((r.\"a\" = ? and r.\"b\" = ?) or (r.\"a\" = ? and r.\"b\" = ?))");
    }

    /** A connection on which every query finds nothing; each statement is noted. */
    private static Connection noting(List<String> statements) {
        return answering(Connection.class, statements);
    }

    private static <T> T answering(Class<T> type, List<String> statements) {
        return type.cast(Proxy.newProxyInstance(DialectTest.class.getClassLoader(), new Class<?>[] {type},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        statements.add((String) arguments[0]);
                    }
                    Class<?> answer = method.getReturnType();
                    return answer == boolean.class ? Boolean.FALSE : answer.isInterface() ? answering(answer, statements) : null;
                }));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7})
    void no_list_of_keys_exceeds_the_parameters_of_a_statement_of_sql_server(int columns) throws SQLException {
        String[] names = IntStream.range(0, columns).mapToObj(at -> "c" + at).toArray(String[]::new);
        ErpTable table = table(Definition.ofTable("t").erpId(names).erpKey(names).named("t"),
                Stream.of(names).map(name -> column(name, Types.INTEGER, "int")).toArray(ErpColumn[]::new));
        List<String> ids = IntStream.range(1000, 6000)
                .mapToObj(number -> String.join(",", Collections.nCopies(columns, "" + number))).toList();
        Selection selection = Selection.ofKeys(table);
        ErpMatches matches = new ErpMatches(table, selection);
        ids.forEach(id -> matches.ask(table.id(), RowsById.parse(table.id(), id)));
        List<String> statements = new ArrayList<>();

        RowsById.read(noting(statements), table, selection, ids);
        RowsByKey.read(noting(statements), table, selection, ids);
        matches.find(noting(statements));

        assertThat(statements).hasSizeGreaterThanOrEqualTo(3 * 3).allSatisfy(sql ->
                assertThat(sql.chars().filter(letter -> letter == '?').count()).isBetween(1L, 2_100L));
    }

    @Test
    void whether_a_record_is_held_or_gone_is_asked_without_waiting_for_who_holds_it() throws SQLException {
        ErpTable table = table(Definition.ofTable("customer").erpId("No_").erpKey("No_").named("customer"),
                column("No_", Types.NVARCHAR, "nvarchar"));
        List<String> statements = new ArrayList<>();
        PageRecord record = new PageRecord(null, "C1", "C1", null, true);
        record.decide(new Decision(Decision.Action.UPDATE, Map.of(), Map.of(), AgreedValues.none(), Set.of(), null, List.of()));

        new WrittenPage(noting(statements), table, null, null, List.of(record)).write();

        assertThat(statements).containsExactly(
                "select r.\"No_\", 1 from customer r with (updlock, rowlock, readpast) where (r.\"No_\") in ((?))",
                "select r.\"No_\", 1 from customer r with (nolock) where (r.\"No_\") in ((?))");
        assertThat(List.of(Dialect.H2, Dialect.POSTGRESQL)).extracting(Dialect::withoutWaitingAtTable).containsOnly("");
    }

    @Test
    void types_of_sql_server_are_known_by_name_where_their_number_says_too_little() {
        assertThat(ColumnType.of(Types.CHAR, "uniqueidentifier")).isEqualTo(ColumnType.GUID);
        assertThat(ColumnType.of(-155, "datetimeoffset")).isEqualTo(ColumnType.TIMESTAMP_WITH_ZONE);
        assertThat(ColumnType.of(Types.TINYINT, "tinyint")).isEqualTo(ColumnType.INTEGER);
    }
}
