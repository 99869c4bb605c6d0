package io.kytkin.erp;

import static io.kytkin.mapping.FieldMapping.Arrow.TO_CRM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kytkin.Database;
import io.kytkin.mapping.MappingDefinition;
import java.lang.reflect.Proxy;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What an ERP whose database goes away is asked meanwhile. */
class ErpConnectionsTest {
    private static final MappingDefinition MAPPING = Definition.ofTable("thing").field("no", TO_CRM, "name").named("thing");

    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean away;

    private ErpReader reader(Duration longestPause) {
        DataSource database = Database.H2.with("create table thing (no varchar(20) primary key, system_id uuid not null)",
                "insert into thing values ('1', random_uuid())");
        DataSource leaving = (DataSource) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    asked.incrementAndGet();
                    if (away) {
                        throw new SQLTransientConnectionException("connection refused");
                    }
                    return database.getConnection();
                });
        return new ErpReader(leaving, new ErpCatalogue(leaving, ErpClock.FIXED, longestPause));
    }

    @Test
    void nothing_but_one_probe_at_growing_pauses_asks_a_database_that_is_away() {
        ErpReader reader = reader(Duration.ofSeconds(60));
        assertThat(reader.read(MAPPING, null, null, 10).records()).hasSize(1);
        away = true;
        assertThatThrownBy(() -> reader.readByKeys(MAPPING, List.of("1"))).isInstanceOf(ErpUnavailable.class);
        assertThat(reader.silentSince()).isPresent();
        asked.set(0);

        await().pollInterval(Duration.ofMillis(5)).during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4)).until(() -> {
            reader.probe();
            assertThatThrownBy(() -> reader.read(MAPPING, null, null, 10)).isInstanceOf(ErpUnavailable.class);
            return reader.isAwaited();
        });

        // After about 0.5 and 1.5 seconds; the next would be due after 3.5.
        assertThat(asked).hasValueBetween(1, 3);
    }

    @Test
    void what_another_transaction_kept_from_its_end_is_to_be_tried_again_and_is_no_outage() {
        DataSource database = Database.POSTGRESQL.create();
        ErpCatalogue catalogue = new ErpCatalogue(database, ErpClock.FIXED);

        assertThatThrownBy(() -> new ErpConnections(database, catalogue).run(MAPPING, "reading thing", connection ->
                connection.createStatement().execute("do $$ begin raise exception 'deadlock detected' "
                        + "using errcode = '40P01'; end $$")))
                .isInstanceOf(ErpUnavailable.class).hasMessageContaining("another transaction")
                .hasMessageContaining("deadlock detected");

        assertThat(catalogue.outage().since()).isEmpty();
    }

    @Test
    void the_first_probe_that_is_answered_ends_the_outage() {
        ErpReader reader = reader(Duration.ofMillis(100));
        away = true;
        assertThatThrownBy(() -> reader.count(MAPPING)).isInstanceOf(ErpUnavailable.class);
        away = false;

        await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(2)).until(() -> {
            reader.probe();
            return !reader.isAwaited();
        });

        assertThat(reader.silentSince()).isEmpty();
        assertThat(reader.count(MAPPING)).isEqualTo(1);
    }
}
