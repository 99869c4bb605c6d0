package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.SynchJob;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Invariant 6: the fewest requests, counted at the CRM. */
class RequestCountTest {

    @Test
    void ten_thousand_customers_cost_at_most_110_write_requests_and_an_unchanged_second_run_none() {
        try (Installation installation = Installation.on(erp ->
                CompanyGenerator.generate(erp, GeneratorSettings.customers(10_000))).start()) {
            installation.fullSynchronization("salesperson", "currency", "customer-price-group");
            installation.crm().resetStatistics();

            FullSynchronization run = installation.fullSynchronization("customer");

            assertThat(installation.job(run, "customer").count(Outcome.CREATED)).isEqualTo(10_000);
            assertThat(installation.crm().statistics().writes()).isLessThanOrEqualTo(110);
            assertThat(installation.crm().rows("account")).hasSize(10_000);
            installation.crm().resetStatistics();
            FullSynchronization second = installation.fullSynchronization("customer");
            assertThat(installation.job(second, "customer").count(Outcome.UNCHANGED)).isEqualTo(10_000);
            assertThat(installation.crm().statistics().writes()).isZero();
        }
    }

    @Test
    void a_hundred_refused_among_a_thousand_cost_two_writes_a_page_and_are_parked_with_field_value_and_reason() {
        try (Installation installation = Installation.on(erp ->
                CompanyGenerator.generate(erp, GeneratorSettings.customers(1_000))).start()) {
            installation.inErp("update customer set city = 'Refusal' where no like '%0'");
            installation.crm().faults().add(Fault.refuseRecords("address1_city", "Refusal", null).onTable("accounts"));
            installation.fullSynchronization("salesperson", "currency", "customer-price-group");
            installation.crm().resetStatistics();

            FullSynchronization run = installation.fullSynchronization("customer");

            SynchJob job = installation.job(run, "customer");
            assertThat(job.count(Outcome.PARKED)).isEqualTo(100);
            assertThat(installation.crm().rows("account")).hasSize(900)
                    .noneMatch(account -> account.path("address1_city").asText().equals("Refusal"));
            assertThat(installation.crm().statistics().writes()).isLessThanOrEqualTo(2 * 10);
            List<ParkedRecord> parked = installation.runtime().parkedRecords().list("customer", null, null, 1000);
            assertThat(parked).extracting(ParkedRecord::erpKey).hasSize(100).doesNotHaveDuplicates()
                    .allMatch(no -> no.endsWith("0"));
            assertThat(parked).extracting(ParkedRecord::parking).allSatisfy(parking -> {
                assertThat(parking.parkingClass()).isEqualTo(ParkingClass.DATA);
                assertThat(parking.field()).isEqualTo("address1_city");
                assertThat(parking.erpValue()).isEqualTo("Refusal");
                assertThat(parking.reason()).contains("The account is refused because of its address1_city");
            });
        }
    }
}
