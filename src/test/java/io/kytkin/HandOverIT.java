package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands beside a runtime that has the state open. */
class HandOverIT {
    @TempDir
    private Path folder;

    @Test
    void a_running_runtime_does_the_work_and_the_command_follows_it() throws IOException, InterruptedException {
        try (Installation installation = Installation.on(erp ->
                CompanyGenerator.generate(erp, GeneratorSettings.customers(30)))) {
            installation.with("STATE_JDBC_URL", "").with("DATA_DIRECTORY", folder.toString())
                    .with("HTTP_USERNAME", "admin").with("HTTP_PASSWORD", "a password of the web").start();
            String port = String.valueOf(URI.create(installation.runtime().address()).getPort());

            assertThat(command(installation, port, "--dry-run")).isZero();
            assertThat(output()).contains("full synchronization");
            assertThat(installation.crm().rows("account")).isEmpty();

            assertThat(command(installation, port, "customer")).as(output()).isZero();
            assertThat(output()).contains("holds the state").containsPattern("customer +toCrm +30 +30 ");
            assertThat(installation.crm().rows("account")).hasSize(30);

            assertThat(command(installation, port, "custmer")).isEqualTo(2);
            assertThat(output()).contains("custmer");

            installation.stop();
        }
    }

    @Test
    void without_a_runtime_that_answers_it_says_who_has_the_state() throws IOException, InterruptedException {
        try (Installation installation = Installation.on(erp ->
                CompanyGenerator.generate(erp, GeneratorSettings.customers(1)))) {
            installation.with("STATE_JDBC_URL", "").with("DATA_DIRECTORY", folder.toString()).start();

            assertThat(command(installation, "1", "customer")).isEqualTo(2);
            assertThat(output()).contains("in use by another process").contains("http.port").doesNotContain("\tat ");
        }
    }

    @Test
    void validate_asks_the_running_runtime_for_the_mistakes_that_it_sees() throws IOException, InterruptedException {
        try (Installation installation = Installation.on(erp ->
                CompanyGenerator.generate(erp, GeneratorSettings.customers(1)))) {
            installation.withOwnRoutes(folder.resolve("routes")).with("STATE_JDBC_URL", "")
                    .with("DATA_DIRECTORY", folder.toString()).start();
            String address = installation.runtime().address();
            String port = String.valueOf(URI.create(address).getPort());
            int mappings = installation.runtime().mappings().all().size();

            assertThat(run(installation, port, "validate")).as(output()).isZero();
            assertThat(output()).contains("The runtime at " + address + " holds the state")
                    .contains(mappings + " mappings, no mistakes");

            Path customer = installation.ownRoutes().mapping("customer");
            OwnRoutes.replace(customer, "websiteurl", "websiteur");
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() ->
                    !installation.runtime().mappings().find("customer").orElseThrow().mistakes().isEmpty());

            assertThat(run(installation, port, "validate")).isEqualTo(1);
            assertThat(output()).containsPattern(Pattern.quote(customer.toString()) + ":\\d+: there is no attribute 'websiteur'")
                    .contains("1 mistake\n").doesNotContain("\tat ");

            assertThat(command(installation, port, "--dry-run")).as("one was left out").isEqualTo(1);
            assertThat(output()).contains("there is no attribute 'websiteur'");
        }
    }

    @Test
    void a_schedule_that_finds_another_runtime_at_its_mapping_asks_again_at_the_next_tick() {
        try (Installation installation = Installation.on(erp ->
                CompanyGenerator.generate(erp, GeneratorSettings.customers(1)))) {
            installation.with("POLL_SHORTEST_SECONDS", "3600").with("POLL_LONGEST_SECONDS", "3600");
            installation.start().fullSynchronization("customer");
            installation.stop();
            installation.start();
            Database.execute(installation.state(), "update lease set owner = 'another', "
                    + "until = current_timestamp + interval '1' minute where mapping = 'customer'");

            installation.tick("customer");

            assertThat(isDue(installation)).as("soon after the other is done").isTrue();
            assertThat(installation.runtime().jobs().store().list("customer", "failed", null, 1)).isEmpty();

            Database.execute(installation.state(), "update lease set until = current_timestamp where mapping = 'customer'");
            installation.tick("customer");

            assertThat(isDue(installation)).as("soon after a job of its own that had nothing to do").isFalse();
        }
    }

    private static boolean isDue(Installation installation) {
        Exchange tick = new DefaultExchange(installation.runtime().context());
        tick.setProperty("mapping", "customer");
        return installation.runtime().jobs().schedules().isDue(tick);
    }

    private int command(Installation installation, String port, String argument) throws IOException, InterruptedException {
        return run(installation, port, "synchronize", argument);
    }

    private int run(Installation installation, String port, String... command) throws IOException, InterruptedException {
        Process process = installation.with("HTTP_PORT", port).startProcess(folder.resolve("command.log"), command);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String output() throws IOException {
        return Files.exists(folder.resolve("command.log")) ? Files.readString(folder.resolve("command.log")) : "";
    }
}
