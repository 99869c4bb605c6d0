package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.DemoCompany;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.ParkedRecord;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a mapping gives records without a partner one. */
class CreationTest {
    @TempDir
    private Path routes;

    private Installation with(Consumer<DataSource> erp, String mapping, String property) throws IOException {
        Installation installation = Installation.on(erp).withOwnRoutes(routes);
        OwnRoutes.replace(installation.ownRoutes().mapping(mapping), property + ": always", property + ": full-synchronization");
        return installation;
    }

    @Test
    void with_full_synchronization_no_other_job_creates_records() throws IOException {
        try (Installation installation = with(tenCustomers(), "customer", "createInCrm")) {
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

    @Test
    void what_a_full_synchronization_had_to_park_is_created_in_the_crm_once_its_parent_is_there() throws IOException {
        try (Installation installation = with(tenCustomers(), "customer", "createInCrm")) {
            installation.inErp("update customer set currency_code = 'ISK' where no = (select min(no) from customer)");
            installation.start().fullSynchronization("customer");
            assertThat(installation.crm().rows("account")).hasSize(9);

            installation.synchronizeChanges("customer");
            assertThat(parked(installation, "customer")).as("its currency is not there yet").hasSize(1);
            currency(installation);
            installation.synchronizeChanges("currency");
            installation.synchronizeChanges("customer");

            assertThat(installation.crm().rows("account")).hasSize(10);
            assertThat(parked(installation, "customer")).isEmpty();
        }
    }

    @Test
    void what_a_full_synchronization_had_to_park_is_created_in_the_crm_once_it_is_corrected() throws IOException {
        try (Installation installation = with(tenCustomers(), "customer", "createInCrm")) {
            installation.inErp("update customer set name = '' where no = (select min(no) from customer)");
            installation.start().fullSynchronization("customer");
            assertThat(parked(installation, "customer")).extracting(record -> record.parking().parkingClass())
                    .containsExactly(ParkingClass.DATA);

            installation.inErp("update customer set name = 'Corrected Oy', system_modified_at = current_timestamp where name = ''");
            installation.synchronizeChanges("customer");

            assertThat(installation.crm().rows("account")).hasSize(10);
            assertThat(parked(installation, "customer")).isEmpty();
        }
    }

    @Test
    void what_a_full_synchronization_had_to_park_is_created_in_the_erp_once_its_parent_is_there() throws IOException {
        try (Installation installation = with(DemoCompany::install, "contact", "createInErp").start()) {
            UUID account = installation.crm().create("account", Map.of("name", "Later Oy"));
            UUID contact = installation.crm().create("contact", Map.of("firstname", "Aino", "lastname", "Myöhäinen",
                    "parentcustomerid_account@odata.bind", "/accounts(" + account + ")"));
            installation.fullSynchronization("contact");
            assertThat(parked(installation, "contact")).filteredOn(record -> contact.equals(record.crmId()))
                    .extracting(record -> record.parking().parkingClass()).containsExactly(ParkingClass.DEPENDENCY);

            installation.crm().update("account", account, Map.of("customertypecode", 3));
            installation.synchronizeChanges("customer");
            installation.synchronizeChanges("contact");

            List<String> made = installation.jdbi().withHandle(erp -> erp.createQuery("select no from contact "
                    + "where surname = 'Myöhäinen'").mapTo(String.class).list());
            assertThat(made).hasSize(1);
            assertThat(parked(installation, "contact")).noneMatch(record -> contact.equals(record.crmId()));
        }
    }

    private static Consumer<DataSource> tenCustomers() {
        return erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(10));
    }

    private static List<ParkedRecord> parked(Installation installation, String mapping) {
        return installation.runtime().parkedRecords().list(mapping, null, null, 500);
    }

    private static void currency(Installation installation) {
        installation.inErp("insert into currency (code, description, system_id, system_modified_at) values ('ISK', "
                + "'Icelandic krona', cast('" + UUID.randomUUID() + "' as uuid), current_timestamp)");
        installation.inErp("insert into currency_exchange_rate (currency_code, starting_date, exchange_rate_amount, "
                + "relational_exch_rate_amount, system_id, system_modified_at) values ('ISK', date '2025-01-01', 100, 0.67, "
                + "cast('" + UUID.randomUUID() + "' as uuid), current_timestamp)");
    }

    private static void synchronizeOverRest(Installation installation) {
        HttpResponse<String> answer = installation.rest().post("/api/mappings/customer/jobs",
                "{\"direction\": \"toCrm\", \"scope\": \"all\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> installation.runtime().jobs().isIdle());
    }
}
