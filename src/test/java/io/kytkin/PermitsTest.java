package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
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

    /** The most that was seen at one moment. */
    private record Peak(int pages, int mappings) {
        Peak with(int otherPages, int otherMappings) {
            return new Peak(Math.max(pages, otherPages), Math.max(mappings, otherMappings));
        }
    }

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
            CompletableFuture<Peak> watching = CompletableFuture.supplyAsync(() -> watch(installation.state(), over));

            FullSynchronization run = installation.fullSynchronization("customer", "item");
            over.set(true);
            Peak peak = watching.join();

            assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
            assertThat(installation.crm().rows("account")).hasSize(CUSTOMERS);
            assertThat(installation.crm().rows("product")).hasSize(ITEMS);
            assertThat(installation.crm().statistics().maxInFlight()).isLessThanOrEqualTo(PERMITS);
            assertThat(peak.pages()).isLessThanOrEqualTo(PERMITS);
            if (milliseconds == 200) {
                assertThat(peak.pages()).as("permits used").isEqualTo(PERMITS);
                assertThat(peak.mappings()).as("mappings at once").isGreaterThan(1);
            }
        }
    }

    /** A page that creates records has one reservation, from before it is sent until it is saved. */
    private static Peak watch(DataSource state, AtomicBoolean over) {
        Peak peak = new Peak(0, 0);
        try (Connection connection = state.getConnection(); Statement query = connection.createStatement()) {
            while (!over.get()) {
                try (ResultSet now = query.executeQuery("select count(*), count(distinct mapping) from reservation")) {
                    now.next();
                    peak = peak.with(now.getInt(1), now.getInt(2));
                }
                Thread.onSpinWait();
            }
            return peak;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
