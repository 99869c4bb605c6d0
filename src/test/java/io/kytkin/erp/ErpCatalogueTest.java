package io.kytkin.erp;

import static io.kytkin.mapping.FieldMapping.Arrow.TO_CRM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.Database;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.Column.Ability;
import io.kytkin.mapping.Kind;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.Table;
import java.math.BigDecimal;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

class ErpCatalogueTest {
    private static final String ITEM = """
            create table item (no varchar(20) primary key, description varchar(100) not null, remark text,
                unit_price numeric(10, 2), pieces integer, on_hold boolean, day_of date, changed timestamp,
                zoned timestamp with time zone, system_id uuid not null)""";

    private static ErpCatalogue catalogue(DataSource database) {
        return new ErpCatalogue(database, ErpClock.FIXED);
    }

    @ParameterizedTest
    @EnumSource
    void columns_have_the_kinds_lengths_and_bounds_that_the_database_declares(Database kind) {
        DataSource database = kind.with(ITEM);

        Table table = catalogue(database).table(Definition.ofTable("item").named("item"));

        assertThat(table.columns().values()).extracting(Column::kind).containsExactly(Kind.TEXT, Kind.TEXT, Kind.TEXT,
                Kind.DECIMAL, Kind.INTEGER, Kind.BOOLEAN, Kind.DATE, Kind.DATE_TIME, Kind.DATE_TIME, Kind.GUID);
        assertThat(table.column("description").orElseThrow().length()).isEqualTo(100);
        assertThat(table.column("remark").orElseThrow().length()).isZero();
        Column price = table.column("unit_price").orElseThrow();
        assertThat(price.scale()).isEqualTo(2);
        assertThat(price.maximum()).isEqualByComparingTo("99999999.99");
        assertThat(price.minimum()).isEqualByComparingTo("-99999999.99");
        assertThat(table.column("pieces").orElseThrow().minimum()).isEqualTo(BigDecimal.valueOf(Integer.MIN_VALUE));
        assertThat(price.can(Ability.UPDATE)).isTrue();
        assertThat(price.can(Ability.REQUIRED)).isFalse();
        assertThat(table.column("DESCRIPTION").orElseThrow().can(Ability.REQUIRED)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void a_query_is_described_and_can_only_be_read(Database kind) {
        DataSource database = kind.with(ITEM);

        Table table = catalogue(database).table(Definition.ofQuery("select no, unit_price * 2 as \"Double Price\" from "
                + "item where day_of <= {today}").named("item"));

        assertThat(table.column("\"Double Price\"").orElseThrow().kind()).isEqualTo(Kind.DECIMAL);
        assertThat(table.column("no").orElseThrow().abilities()).doesNotContain(Ability.UPDATE, Ability.CREATE);
    }

    private static final String STOCK = "select i.*, 0 as stock, 'x' as maker_name from item i";

    @ParameterizedTest
    @EnumSource
    void a_query_beside_a_table_is_read_and_the_table_s_columns_are_written(Database kind) {
        DataSource database = kind.with(ITEM);

        Table table = catalogue(database).table(Definition.ofQuery(STOCK).writing("item").named("item"));

        assertThat(table.column("description").orElseThrow().abilities())
                .contains(Ability.READ, Ability.CREATE, Ability.UPDATE, Ability.REQUIRED);
        assertThat(table.column("stock").orElseThrow().abilities()).containsExactly(Ability.READ);
    }

    @ParameterizedTest
    @EnumSource
    void a_column_that_only_the_query_has_is_written_as_another(Database kind) {
        DataSource database = kind.with(ITEM, "create table maker (name varchar(50), code varchar(20))");

        Table table = catalogue(database).table(Definition.ofQuery(STOCK).writing("item",
                "maker_name as remark: select name, code from maker").named("item"));

        assertThat(table.column("maker_name").orElseThrow().abilities()).contains(Ability.CREATE, Ability.UPDATE);
        assertThatThrownBy(() -> catalogue(database).table(Definition.ofQuery(STOCK).writing("item",
                "maker_name as remark: select code from maker").named("item"))).isInstanceOf(MappingProblem.class)
                .hasMessageContaining("erpWrittenAs: the query for 'maker_name' has 1 columns; it must have two");
        assertThatThrownBy(() -> catalogue(database).table(Definition.ofQuery(STOCK).writing("item",
                "maker as remark: select name, code from maker").named("item")))
                .hasMessageContaining("erpWrittenAs: the erpQuery has no column 'maker'; did you mean 'maker_name'?");
    }

    @ParameterizedTest
    @EnumSource
    void what_the_query_leaves_out_of_the_table_can_not_be_read(Database kind) {
        DataSource database = kind.with(ITEM);

        Table table = catalogue(database).table(Definition.ofQuery("select no, system_id from item").erpId("system_id")
                .writing("item").named("item"));

        assertThat(table.column("description").orElseThrow().abilities()).contains(Ability.REQUIRED, Ability.CREATE)
                .doesNotContain(Ability.READ);
    }

    @ParameterizedTest
    @EnumSource
    void an_unknown_table_is_refused_with_the_nearest_name(Database kind) {
        DataSource database = kind.with(ITEM,
                "create table \"CRONUS International Ltd_$Customer\" (\"No_\" varchar(20))");

        assertThatThrownBy(() -> catalogue(database).table(Definition.ofTable("itm").named("item")))
                .isInstanceOf(MappingProblem.class).hasMessageContaining("'itm' can't be read")
                .hasMessageMatching("(?i).*not (found|exist).*'item'.*").hasMessageNotContaining("select");
        assertThatThrownBy(() -> catalogue(database).table(
                Definition.ofTable("\"CRONUS International Ltd.$Customer\"").named("customer")))
                .hasMessageContaining("'CRONUS International Ltd_$Customer'");
    }

    @ParameterizedTest
    @EnumSource
    void a_query_or_a_filter_that_does_not_run_is_refused_with_the_reason_of_the_database(Database kind) {
        DataSource database = kind.with(ITEM);

        assertThatThrownBy(() -> catalogue(database).table(
                Definition.ofQuery("select nonsense from item").named("item")))
                .isInstanceOf(MappingProblem.class).hasMessageContaining("erpQuery does not run: ")
                .hasMessageMatching("(?i).*nonsense.*");
        assertThatThrownBy(() -> catalogue(database).table(
                Definition.ofTable("item").erpFilter("bloked = ''").named("item")))
                .isInstanceOf(MappingProblem.class).hasMessageContaining("erpFilter 'bloked = ''' does not run");
    }

    @Test
    void a_database_that_can_not_be_reached_is_told_from_one_that_refuses() {
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setUrl("jdbc:postgresql://127.0.0.1:1/erp");

        assertThatThrownBy(() -> catalogue(nobody).table(Definition.ofTable("item").named("item")))
                .isInstanceOf(ErpUnavailable.class)
                .hasMessageStartingWith("The ERP's database can't be reached while describing the table of mapping");
    }

    @ParameterizedTest
    @EnumSource
    void a_key_column_that_does_not_exist_is_named_with_the_nearest(Database kind) {
        DataSource database = kind.with(ITEM);
        ErpReader reader = new ErpReader(database, catalogue(database));

        assertThatThrownBy(() -> reader.read(Definition.ofTable("item").erpId("systemid").named("item"), null, "", 1))
                .isInstanceOf(MappingProblem.class)
                .hasMessageContaining("erpId: the ERP's 'item' has no column 'systemid'")
                .hasMessageMatching("(?i).*'system_id'.*");
        assertThatThrownBy(() -> reader.read(Definition.ofTable("item").erpModified("no").field("no", TO_CRM, "x")
                .named("item"), null, "", 1))
                .hasMessageContaining("must be a date, a time or SQL Server's row version");
    }

    @ParameterizedTest
    @EnumSource
    void a_table_that_was_changed_is_described_again_after_a_failed_statement(Database kind) {
        DataSource database = kind.with("create table thing (no varchar(20) primary key, name varchar(20))");
        ErpReader reader = new ErpReader(database, catalogue(database));
        var mapping = Definition.ofTable("thing").erpId("no").field("no", TO_CRM, "x").named("thing");
        reader.read(mapping, null, "", 1);
        Database.execute(database, "drop table thing");
        assertThatThrownBy(() -> reader.read(mapping, null, "", 1)).isInstanceOf(ErpFailure.class);
        Database.execute(database, "create table thing (no integer primary key)", "insert into thing values (7)");

        assertThat(reader.read(mapping, null, "", 1).records().get(0).source().get("no")).isEqualTo(7L);
    }
}
