package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.DeletionSweeps;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.Positions;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A CRM whose accounts do not track changes: they are asked for by their time of change. */
class UntrackedTableTest {
    private final MovableClock crmClock = new MovableClock(Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)));

    private static SynchJob toErp(TwoSides sides) {
        return sides.installation().run(new JobRequest("customer", Direction.TO_ERP, Scope.CHANGED, List.of(), "rest", null));
    }

    @Test
    void only_what_changed_since_is_read_in_one_request() throws IOException {
        SandboxSettings sandbox = SandboxSettings.defaults().withoutChangeTracking(Set.of("account")).withClock(crmClock);
        try (TwoSides sides = TwoSides.start(Database.H2, sandbox, 20, file -> file)) {
            assertThat(new Positions(sides.installation().state()).of("customer", Direction.TO_ERP)).get().asString()
                    .startsWith("untracked since 2");
            crmClock.move(Duration.ofHours(1));
            toErp(sides);
            toErp(sides);
            sides.installation().crm().resetStatistics();

            assertThat(toErp(sides).read()).as("nothing changed").isZero();
            sides.editAccount(TwoSides.no(3), "address1_line1", "Kauppatori 1");
            SynchJob job = toErp(sides);

            assertThat(job.read()).isEqualTo(1);
            assertThat(sides.customer(TwoSides.no(3), "address")).isEqualTo("Kauppatori 1");
            assertThat(sides.installation().crm().statistics().reads()).isEqualTo(2);
        }
    }

    @Test
    void the_sweep_finds_what_was_deleted_there() throws IOException {
        SandboxSettings sandbox = SandboxSettings.defaults().withoutChangeTracking(Set.of("account"));
        try (TwoSides sides = TwoSides.start(Database.H2, sandbox, 20, file -> file)) {
            IntegrationRuntime runtime = sides.installation().runtime();
            sides.installation().crm().delete("account", sides.accountId(TwoSides.no(3)));

            new DeletionSweeps(runtime.jobs(), runtime.mappings()).requests().stream().flatMap(List::stream)
                    .filter(request -> request.mapping().equals("customer")).forEach(sides.installation()::run);

            assertThat(sides.installation().coupling("customer", TwoSides.no(3)).coupling().state())
                    .isEqualTo(Coupling.State.BROKEN);
        }
    }
}
