package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A CRM that does not answer for long. Time is shrunk: pauses grow to one second instead of a minute, and schedules run as
 * fast as they can. {@link ErpOutageTest} is about the other side.
 */
class OutageTest {

    @Test
    void a_long_outage_ends_with_everything_across_without_a_person_and_without_a_storm() throws IOException {
        Installation installation = TwoSides.on(Database.H2, SandboxSettings.defaults(), 100)
                .with("CRM_LONGEST_PAUSE_SECONDS", "1").with("CRM_BATCH_SIZE", "10");
        try (TwoSides sides = TwoSides.start(installation, UnaryOperator.identity())) {
            installation.crm().faults().add(Fault.cutBeforeCommit());
            for (int customer = 1; customer <= 60; customer++) {
                sides.editCustomer(TwoSides.no(customer), "city", "Pori");
            }
            sides.editAccount(TwoSides.no(70), "telephone1", "02-1");

            runSchedules(sides, Duration.ofSeconds(3));

            assertThat(installation.crm().faults().met()).as("requests of an outage").isBetween(5L, 40L);
            assertThat(sides.account(TwoSides.no(1), "address1_city")).isNotEqualTo("Pori");

            installation.crm().faults().clear();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
                sides.synchronize();
                return isAcross(sides) && installation.runtime().parkedRecords().counts().isEmpty();
            });
        }
    }

    private static boolean isAcross(TwoSides sides) {
        for (int customer = 1; customer <= 60; customer++) {
            if (!"Pori".equals(sides.account(TwoSides.no(customer), "address1_city"))) {
                return false;
            }
        }
        return "02-1".equals(sides.customer(TwoSides.no(70), "phone_no"));
    }

    private static void runSchedules(TwoSides sides, Duration time) {
        Instant end = Instant.now().plus(time);
        while (Instant.now().isBefore(end)) {
            sides.installation().tick("customer");
            Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
        }
        List<SynchJob> jobs = sides.installation().runtime().jobs().store().list("customer", null, null, 1000);
        assertThat(jobs).as("jobs of an outage").hasSizeLessThan(60);
    }
}
