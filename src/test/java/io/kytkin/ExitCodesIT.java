package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script learns from {@code kytkin synchronize}. */
class ExitCodesIT {
    @TempDir
    private Path folder;
    private Installation installation;

    @BeforeEach
    void install() throws IOException {
        installation = Installation.in(folder, erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(5)))
                .withOwnRoutes(folder.resolve("routes"));
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private int synchronize(String... mappings) throws IOException, InterruptedException {
        String[] command = new String[mappings.length + 1];
        command[0] = "synchronize";
        System.arraycopy(mappings, 0, command, 1, mappings.length);
        Process process = installation.startProcess(folder.resolve("kytkin.log"), command);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String printed() throws IOException {
        return Files.readString(folder.resolve("kytkin.log"));
    }

    @Test
    void a_mapping_file_that_was_never_loaded_is_named_and_is_not_all_well() throws Exception {
        Path resource = installation.ownRoutes().mapping("resource");
        OwnRoutes.replace(resource, "conflict: ask", "conflict: aks");

        assertThat(synchronize("--dry-run")).as(printed()).isEqualTo(1);
        assertThat(printed()).contains(resource + ":");
        assertThat(synchronize("resource")).as("the one that was asked for").isEqualTo(2);
    }

    @Test
    void records_that_were_parked_are_not_all_well_and_a_run_without_any_is() throws Exception {
        installation.crm().faults().add(Fault.refuseRecords("name", ".", "no such customer").onTable("account"));
        assertThat(synchronize("customer")).as(printed()).isEqualTo(1);
        assertThat(printed()).contains("no such customer", ": 5 records");

        installation.crm().faults().clear();
        assertThat(synchronize("customer")).as(printed()).isZero();
    }

    @Test
    void beside_another_runtime_that_runs_one_it_could_not_run() throws Exception {
        String state = PostgresDatabase.createStateUrl();
        Jdbi.create(state).useHandle(handle -> {
            handle.execute("insert into full_synchronization (id, state, created_at) values (?, 'running', current_timestamp)",
                    UUID.randomUUID());
            handle.execute("insert into lease (mapping, owner, token, until) values ('/full synchronization', 'another runtime', 1, "
                    + "current_timestamp + interval '1' hour)");
        });
        installation.with("STATE_JDBC_URL", state);

        assertThat(synchronize("customer")).as(printed()).isEqualTo(2);
        assertThat(printed()).contains("Another runtime that shares this state runs a full synchronization").doesNotContain("\tat ");
    }
}
