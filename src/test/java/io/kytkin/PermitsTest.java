package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code crm.max-parallel} is what the CRM sees, with several mappings at work and however slow it is. */
class PermitsTest {
    private static final int PERMITS = 3;

    @ParameterizedTest
    @ValueSource(ints = {0, 20, 150})
    void the_crm_never_sees_more_requests_at_once_than_there_are_permits(int milliseconds) {
        try (Installation installation = Installation.on(erp ->
                CompanyGenerator.generate(erp, new GeneratorSettings(200, 200, 0, 20, 5, 100)))
                .with("CRM_MAX_PARALLEL", String.valueOf(PERMITS)).with("CRM_BATCH_SIZE", "20").start()) {
            if (milliseconds > 0) {
                installation.crm().faults().add(Fault.delay(milliseconds));
            }
            installation.crm().resetStatistics();

            FullSynchronization run = installation.fullSynchronization();

            assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
            assertThat(installation.crm().rows("account")).hasSize(200);
            assertThat(installation.crm().statistics().maxInFlight()).isEqualTo(PERMITS);
        }
    }
}
