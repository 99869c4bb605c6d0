package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.erp.ErpCatalogue;
import io.kytkin.erp.ErpReader;
import io.kytkin.mapping.DeletePolicy;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingDefinition.Create;
import io.kytkin.mapping.MappingDefinition.Policy;
import io.kytkin.sync.StateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** How PostgreSQL goes about the statements of a page, in the pools as the runtime opens them. */
class DatabasesTest {
    private static final int RECORDS = 20_000;
    private static final int PAGE = 100;
    /** PostgreSQL then has a plan that it keeps: five runs until the driver prepares a statement, five more to compare plans. */
    private static final int RUNS = 15;

    private static final MappingDefinition OPEN_CUSTOMERS = new MappingDefinition("customer", null,
            "select * from customer where blocked = ''", List.of("system_id"), List.of("no"), "system_modified_at", null, null,
            "account", null, Create.ALWAYS, Create.NEVER, List.of(), null, Policy.ASK, Policy.ASK, DeletePolicy.KEEP,
            DeletePolicy.KEEP, Duration.ofSeconds(60), List.of());

    private static Databases databases() {
        Map<String, String> environment = new HashMap<>();
        environment.put("CRM_URL", "http://127.0.0.1:1");
        environment.put("STATE_JDBC_URL", PostgresDatabase.createStateUrl());
        environment.put("ERP_JDBC_URL", PostgresDatabase.createUrl());
        return new Databases(Settings.read(Path.of("application.properties"), environment));
    }

    /** Rows of the table that were read by anybody, as far as this thread's connection knows. */
    private static long rowsRead(DataSource pool, String table) {
        return Jdbi.create(pool).withHandle(handle -> {
            handle.execute("select pg_stat_force_next_flush()");
            return handle.createQuery("select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables "
                    + "where relname = :table").bind("table", table).mapTo(Long.class).one();
        });
    }

    @Test
    void a_look_up_planned_while_there_were_no_couplings_reads_only_those_it_wants_once_there_are_many() throws Exception {
        try (HikariDataSource state = databases().state()) {
            StateDatabase.migrate(state);
            for (int run = 0; run < RUNS; run++) {
                lookUp(state);
            }
            Jdbi.create(state).useHandle(DatabasesTest::couple);
            long before = rowsRead(state, "coupling");

            assertThat(lookUp(state)).isEqualTo(2 * PAGE);

            assertThat(rowsRead(state, "coupling") - before).isBetween(2L * PAGE, 4L * PAGE);
        }
    }

    /** PostgreSQL 18 does not reckon a detour dear any more, so that only the setting itself can be seen here. */
    @Test
    void no_statement_of_the_state_is_compiled_however_dear_a_detour_was_reckoned() {
        try (HikariDataSource state = databases().state()) {
            assertThat(Jdbi.create(state).<String, RuntimeException>withHandle(handle ->
                    handle.createQuery("show jit").mapTo(String.class).one())).isEqualTo("off");
        }
    }

    private static void couple(Handle state) {
        state.createUpdate("insert into coupling (id, erp_id, mapping, erp_key, erp_code, crm_id, state, generation) "
                + "select cast(lpad(cast(n as varchar), 32, '0') as uuid), n, 'customer', n, n, gen_random_uuid(), 'coupled', 0 "
                + "from generate_series(1, :records) n").bind("records", RECORDS).execute();
    }

    /** A page and all it refers to, as the route does it; gives the number of couplings found. */
    private static int lookUp(DataSource state) throws SQLException, IOException {
        String routes = Files.readString(Path.of("routes/stages.camel.yaml"));
        String query = routes.substring(routes.indexOf("select c.mapping"), routes.indexOf("otherwise:"))
                .replaceAll(":\\?\\w+", "?");
        try (Connection connection = state.getConnection(); PreparedStatement statement = connection.prepareStatement(query)) {
            Array ids = connection.createArrayOf("uuid", IntStream.rangeClosed(1, PAGE)
                    .mapToObj(number -> UUID.fromString("00000000-0000-0000-0000-%012d".formatted(number))).toArray());
            statement.setArray(1, ids);
            statement.setArray(2, connection.createArrayOf("varchar", Stream.generate(() -> "customer").limit(PAGE).toArray()));
            statement.setArray(3, connection.createArrayOf("varchar", IntStream.rangeClosed(PAGE + 1, 2 * PAGE)
                    .mapToObj(String::valueOf).toArray()));
            int found = 0;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found++;
                }
            }
            return found;
        }
    }

    @Test
    void an_erp_query_is_read_on_from_a_position_only_as_far_as_is_asked_however_often_it_was_read_before() {
        try (HikariDataSource erp = databases().erp()) {
            Jdbi.create(erp).useHandle(DatabasesTest::changeInAnyOrder);
            ErpReader reader = new ErpReader(erp, new ErpCatalogue(erp, Clock.systemUTC()));
            String bound = reader.bound(OPEN_CUSTOMERS);
            String position = reader.read(OPEN_CUSTOMERS, null, bound, PAGE).end();
            for (int run = 0; run < RUNS; run++) {
                reader.read(OPEN_CUSTOMERS, position, bound, PAGE);
            }
            long before = rowsRead(erp, "customer");

            assertThat(reader.read(OPEN_CUSTOMERS, position, bound, PAGE).records()).hasSize(PAGE);

            assertThat(rowsRead(erp, "customer") - before).as("what is kept for the next pages, not all that is left")
                    .isBetween((long) PAGE, RECORDS / 2L);
        }
    }

    @Test
    void an_erp_table_that_got_another_column_is_described_with_it() {
        try (HikariDataSource erp = databases().erp()) {
            Jdbi.create(erp).useHandle(DatabasesTest::changeInAnyOrder);
            for (int run = 0; run < RUNS; run++) {
                new ErpCatalogue(erp, Clock.systemUTC()).table(OPEN_CUSTOMERS);
            }

            Jdbi.create(erp).useHandle(handle -> handle.execute("alter table customer add column city varchar(30)"));

            assertThat(new ErpCatalogue(erp, Clock.systemUTC()).table(OPEN_CUSTOMERS).columns()).containsKey("city");
        }
    }

    /** Rows that are changed here and there over the years, so that the order of changes is not that of the table. */
    private static void changeInAnyOrder(Handle erp) {
        erp.createScript("""
                create table customer (no varchar(20) primary key, blocked varchar(10) not null, remark varchar(1000) not null,
                    system_id uuid not null, system_modified_at timestamp with time zone not null);
                create index customer_modified on customer (system_modified_at, system_id)""").execute();
        erp.createUpdate("insert into customer select n, '', repeat('x', 800), gen_random_uuid(), "
                + "timestamp with time zone '2026-01-01 00:00:00+00' + (n * 7919 % :records) * interval '1 second' "
                + "from generate_series(1, :records) n").bind("records", RECORDS).execute();
        erp.execute("analyze customer");
    }
}
