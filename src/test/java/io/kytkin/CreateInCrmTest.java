package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a mapping gives records without a partner one. */
class CreateInCrmTest {
    @TempDir
    private Path routes;

    @Test
    void with_full_synchronization_no_other_job_creates_records() throws IOException, InterruptedException {
        try (Installation installation = Installation.on(erp ->
                CompanyGenerator.generate(erp, GeneratorSettings.customers(10))).withOwnRoutes(routes)) {
            Path customer = routes.resolve("mappings/customer.camel.yaml");
            Files.writeString(customer, Files.readString(customer)
                    .replace("createInCrm: always", "createInCrm: full-synchronization"));
            installation.inErp("update customer set blocked = 'All' where no = (select min(no) from customer)");
            installation.start();
            installation.fullSynchronization("customer");
            assertThat(installation.crm().rows("account")).as("created by the full synchronization").hasSize(9);

            installation.inErp("update customer set blocked = '', system_modified_at = current_timestamp where blocked = 'All'");
            synchronizeOverRest(installation);
            assertThat(installation.crm().rows("account")).as("a job over all records is none").hasSize(9);

            installation.fullSynchronization("customer");
            assertThat(installation.crm().rows("account")).hasSize(10);
        }
    }

    private static void synchronizeOverRest(Installation installation) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(installation.runtime().address() + "/api/mappings/customer/jobs"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"direction\": \"toCrm\", \"scope\": \"all\"}")).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(202);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> installation.runtime().jobs().isIdle());
    }
}
