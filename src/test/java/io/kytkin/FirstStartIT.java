package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who begins the first full synchronization: the demo by itself, with any system of one's own a person. */
class FirstStartIT {
    private static final String HINT = "Nothing is synchronized yet: POST ";

    @TempDir
    private Path folder;
    private Installation installation;

    @BeforeEach
    void install() {
        installation = Installation.on(erp -> { }).with("ERP_JDBC_URL", "").with("STATE_JDBC_URL", "")
                .with("DATA_DIRECTORY", folder.toString());
    }

    @AfterEach
    void close() {
        installation.close();
    }

    /** What the runtime prints until it has nothing to do at once any more. */
    private String start() throws IOException, InterruptedException {
        Path log = folder.resolve("kytkin.log");
        Process process = installation.startProcess(log);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> Files.readString(log).contains("Ctrl-C stops"));
            return Files.readString(log);
        } finally {
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_crm_of_one_s_own_is_not_filled_with_the_demo_company_before_a_person_says_so() throws Exception {
        assertThat(start()).contains(HINT).contains("/start begins");

        assertThat(installation.crm().statistics().writes()).isZero();
    }

    @Test
    void the_demo_s_first_synchronization_runs_by_itself_once_also_after_a_dry_run() throws Exception {
        installation.with("CRM_URL", "");
        Process dryRun = installation.startProcess(folder.resolve("dry-run.log"), "synchronize", "--dry-run");
        assertThat(dryRun.waitFor(90, TimeUnit.SECONDS)).isTrue();

        assertThat(start()).contains("The demo company's first full synchronization:").doesNotContain(HINT);
        assertThat(start()).contains(" records are coupled").doesNotContain("first full synchronization", HINT);
    }
}
