package io.kytkin.coupling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeasesTest {

    @ParameterizedTest
    @EnumSource
    void a_mapping_has_one_holder(Database database) {
        try (HikariDataSource state = database.createState()) {
            Leases one = new Leases(state, "one");
            Leases other = new Leases(state, "other");

            assertThat(one.take("customer")).contains(1L);
            assertThat(other.take("customer")).isEmpty();
            assertThat(other.holder("customer")).contains("one");
            assertThat(other.take("item")).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void only_one_of_many_that_ask_at_once_gets_it(Database database) {
        try (HikariDataSource state = database.createState()) {
            List<CompletableFuture<Boolean>> askers = IntStream.range(0, 8).mapToObj(asker -> CompletableFuture.supplyAsync(
                    () -> new Leases(state, "runtime " + asker).take("customer").isPresent())).toList();

            assertThat(askers.stream().filter(CompletableFuture::join)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_token_grows_each_time_it_is_taken(Database database) {
        try (HikariDataSource state = database.createState()) {
            Leases one = new Leases(state, "one");
            long first = one.take("customer").orElseThrow();
            one.giveBack("customer", first);

            assertThat(new Leases(state, "other").take("customer").orElseThrow()).isGreaterThan(first);
        }
    }

    @ParameterizedTest
    @EnumSource
    void giving_back_an_old_token_changes_nothing(Database database) {
        try (HikariDataSource state = database.createState()) {
            Leases one = new Leases(state, "one");
            long first = one.take("customer").orElseThrow();
            runOut(state);
            Leases other = new Leases(state, "other");
            other.take("customer");

            one.giveBack("customer", first);

            assertThat(one.holder("customer")).contains("other");
        }
    }

    @ParameterizedTest
    @EnumSource
    void who_renews_keeps_it_and_who_is_silent_loses_it(Database database) {
        try (HikariDataSource state = database.createState()) {
            Leases one = new Leases(state, "one");
            Leases silent = new Leases(state, "silent");
            one.take("customer");
            silent.take("item");
            Jdbi.create(state).useHandle(handle -> handle.execute(
                    "update lease set until = current_timestamp + interval '1' second"));
            one.renew();
            Jdbi.create(state).useHandle(handle -> handle.execute(
                    "update lease set until = until - interval '2' second"));

            assertThat(new Leases(state, "other").take("customer")).isEmpty();
            assertThat(new Leases(state, "other").take("item")).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_written_under_an_old_token(Database database) throws SQLException {
        try (HikariDataSource state = database.createState()) {
            long old = new Leases(state, "one").take("customer").orElseThrow();
            runOut(state);
            new Leases(state, "other").take("customer");

            try (Connection connection = state.getConnection()) {
                assertThatThrownBy(() -> Leases.hold(connection, "customer", old)).isInstanceOf(LeaseLost.class)
                        .hasMessageContaining("customer");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoever_takes_over_waits_for_a_transaction_that_is_about_to_end(Database database) throws Exception {
        try (HikariDataSource state = database.createState()) {
            long token = new Leases(state, "one").take("customer").orElseThrow();
            runOut(state);
            try (Connection connection = state.getConnection()) {
                connection.setAutoCommit(false);
                Leases.hold(connection, "customer", token);

                CompletableFuture<Boolean> takeOver = CompletableFuture.supplyAsync(
                        () -> new Leases(state, "other").take("customer").isPresent());
                Thread.sleep(300);
                assertThat(takeOver).isNotDone();
                connection.commit();

                assertThat(takeOver.get(5, TimeUnit.SECONDS)).isTrue();
                connection.setAutoCommit(true);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leases_of_runtimes_that_are_gone_can_be_ended(Database database) {
        try (HikariDataSource state = database.createState()) {
            new Leases(state, "one").take("customer");

            new Leases(state, "other").endAll();

            assertThat(new Leases(state, "other").take("customer")).contains(2L);
        }
    }

    private static void runOut(DataSource state) {
        Jdbi.create(state).useHandle(handle -> handle.execute(
                "update lease set until = current_timestamp - interval '1' second"));
    }
}
