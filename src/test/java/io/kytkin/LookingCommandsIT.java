package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.StateDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that only look, over a state in which other processes left work undone. */
class LookingCommandsIT {
    /** The start of a process and the longest delay of a timer that takes work up. */
    private static final Duration OUTLASTS_THE_TIMERS = Duration.ofSeconds(14);

    @TempDir
    private Path folder;
    private Installation installation;
    private Jdbi state;
    private UUID interrupted;

    @BeforeEach
    void leaveWorkUndone() {
        installation = Installation.in(folder, erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(20)));
        JdbcDataSource file = new JdbcDataSource();
        file.setURL("jdbc:h2:file:" + folder.resolve("state"));
        StateDatabase.migrate(file);
        state = Jdbi.create(file);
        interrupted = UUID.randomUUID();
        state.useHandle(handle -> {
            handle.execute("insert into full_synchronization (id, state, created_at, started_at) "
                    + "values (?, 'running', current_timestamp, current_timestamp)", interrupted);
            handle.execute("insert into full_synchronization_line (full_synchronization, mapping, pass, place, depends_on, state) "
                    + "values (?, 'currency', 1, 0, '', 'running')", interrupted);
            handle.execute("insert into hint (record_id, mapping, direction, kind, told_at) "
                    + "values ('', 'unit-of-measure', 'toCrm', 'all', current_timestamp)");
        });
    }

    @AfterEach
    void close() {
        installation.close();
    }

    @Test
    void they_go_on_with_nothing_and_write_nothing() throws Exception {
        installation.crm().faults().add(Fault.delay(1500).onMethod("POST").onUrl("batch"));
        Path log = folder.resolve("kytkin.log");
        Instant begun = Instant.now();

        Process process = installation.startProcess(log, "synchronize", "--dry-run");

        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        assertThat(Duration.between(begun, Instant.now())).isGreaterThan(OUTLASTS_THE_TIMERS);
        assertThat(installation.crm().statistics().writes()).isZero();
        assertThat(lines("running", interrupted)).as("the interrupted run waits as it was").isEqualTo(1);
        assertThat(count("select count(*) from hint where job is null")).isEqualTo(1);
        assertThat(count("select count(*) from job")).isZero();
    }

    private int lines(String lineState, UUID run) {
        return count("select count(*) from full_synchronization_line where state = '" + lineState
                + "' and full_synchronization = '" + run + "'");
    }

    private int count(String query) {
        return state.withHandle(handle -> handle.createQuery(query).mapTo(Integer.class).one());
    }
}
