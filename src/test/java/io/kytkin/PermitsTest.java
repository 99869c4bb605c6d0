package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.SynchJob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code crm.max-parallel} bounds the pages in flight, with several mappings at work and however slow the CRM is. The
 * requests that the CRM sees at once are bounded by a gate of their own, so they alone would not show too many pages:
 * those wait before the gate, each with its reservation.
 */
class PermitsTest {
    private static final int PERMITS = 3;
    private static final int CUSTOMERS = 300;
    private static final int ITEMS = 100;

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 200})
    void no_more_pages_are_in_flight_than_there_are_permits(int milliseconds) {
        try (Installation installation = Installation.on(erp ->
                CompanyGenerator.generate(erp, new GeneratorSettings(CUSTOMERS, ITEMS, 0, 20, 5)))
                .with("CRM_MAX_PARALLEL", String.valueOf(PERMITS)).with("CRM_BATCH_SIZE", "20").start()) {
            // What both wait for is done before, so that they run side by side.
            installation.fullSynchronization("salesperson", "customer-price-group", "base-unit", "default-price-list");
            if (milliseconds > 0) {
                installation.crm().faults().add(Fault.delay(milliseconds).onMethod("POST"));
            }
            installation.crm().resetStatistics();
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Integer> watching = CompletableFuture.supplyAsync(() -> watch(installation.state(), over));

            FullSynchronization run = installation.fullSynchronization("customer", "item");
            over.set(true);
            int mostPages = watching.join();

            assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
            assertThat(installation.crm().rows("account")).hasSize(CUSTOMERS);
            assertThat(installation.crm().rows("product")).hasSize(ITEMS);
            assertThat(installation.crm().statistics().maxInFlight()).isLessThanOrEqualTo(PERMITS);
            assertThat(mostPages).isLessThanOrEqualTo(PERMITS);
            if (milliseconds == 200) {
                assertThat(installation.crm().statistics().maxInFlight()).as("permits used").isEqualTo(PERMITS);
                SynchJob customers = installation.job(run, "customer");
                SynchJob items = installation.job(run, "item");
                assertThat(customers.startedAt()).as("both at once").isBefore(items.finishedAt());
                assertThat(items.startedAt()).as("both at once").isBefore(customers.finishedAt());
            }
        }
    }

    /** The most pages at one moment: one that creates has one reservation, from before it is sent until it is saved. */
    private static int watch(DataSource state, AtomicBoolean over) {
        int most = 0;
        try (Connection connection = state.getConnection(); Statement query = connection.createStatement()) {
            while (!over.get()) {
                try (ResultSet now = query.executeQuery("select count(*) from reservation")) {
                    now.next();
                    most = Math.max(most, now.getInt(1));
                }
                Thread.onSpinWait();
            }
            return most;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
