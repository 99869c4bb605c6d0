package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.Fault;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.SynchJob;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariants 4 and 5 with customers and accounts that are edited on both sides. */
class TwoWayTest {
    private static final int CUSTOMERS = 20;
    private static final Map<Database, Installation> STARTED = new EnumMap<>(Database.class);
    private static int taken;

    /** Where ERP and state live. */
    private Installation installation;
    /** Each test takes another customer, so that they don't disturb one another. */
    private String no;
    private UUID account;

    private void start(Database database) {
        installation = STARTED.computeIfAbsent(database, TwoWayTest::install);
        no = TwoSides.no(++taken);
        account = installation.coupling("customer", no).coupling().crmId();
        installation.crm().resetStatistics();
    }

    private static Installation install(Database database) {
        Installation installation = Installation.on(database, erp ->
                CompanyGenerator.generate(erp, GeneratorSettings.customers(CUSTOMERS))).start();
        installation.fullSynchronization("customer");
        return installation;
    }

    @AfterAll
    static void close() {
        STARTED.values().forEach(Installation::close);
        STARTED.clear();
    }

    private String customer(String column) {
        return installation.customers().value(no, column);
    }

    private void editCustomer(String column, String value) {
        installation.customers().edit(no, column, value);
    }

    private void editAccount(String attribute, String value) {
        installation.crm().update("account", account, Map.of(attribute, value));
    }

    private String account(String attribute) {
        return installation.crm().row("account", account).path(attribute).asText(null);
    }

    private SynchJob latest(Direction direction) {
        return installation.runtime().jobs().store().latest("customer", direction, null).orElseThrow();
    }

    private List<ParkedRecord> parked() {
        return installation.runtime().parkedRecords().ofErpKey("customer", no);
    }

    /** Nothing is written on either side any more. */
    private void assertQuiet() {
        String modified = customer("system_modified_at");
        installation.assertQuiet("customer");
        assertThat(customer("system_modified_at")).isEqualTo(modified);
        assertThat(latest(Direction.TO_CRM).count(Outcome.UPDATED)).isZero();
        assertThat(latest(Direction.TO_ERP).count(Outcome.UPDATED)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void an_account_that_comes_and_goes_without_ever_being_coupled_harms_no_job(Database database) {
        start(database);
        UUID brief = installation.crm().create("account", Map.of("name", "Here for a moment"));
        installation.crm().delete("account", brief);

        installation.synchronizeChanges("customer");

        assertThat(latest(Direction.TO_ERP).state()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(latest(Direction.TO_ERP).count(Outcome.PARKED)).isZero();
        assertThat(installation.runtime().parkedRecords().counts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void an_edit_in_the_crm_reaches_the_erp_and_does_not_come_back(Database database) {
        start(database);
        editAccount("address1_line1", "Kauppatori 1");

        installation.synchronizeChanges("customer");

        assertThat(customer("address")).isEqualTo("Kauppatori 1");
        assertThat(latest(Direction.TO_ERP).count(Outcome.UPDATED)).isEqualTo(1);
        assertThat(installation.crm().statistics().writes()).isZero();
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void edits_of_different_fields_on_both_sides_both_survive(Database database) {
        start(database);
        editAccount("telephone1", "+358 2 111 222");
        editCustomer("city", "Naantali");

        installation.synchronizeChanges("customer");

        assertThat(customer("phone_no")).isEqualTo("+358 2 111 222");
        assertThat(customer("city")).isEqualTo("Naantali");
        assertThat(account("address1_city")).isEqualTo("Naantali");
        assertThat(account("telephone1")).isEqualTo("+358 2 111 222");
        assertThat(parked()).isEmpty();
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void the_same_field_changed_to_different_values_is_parked_with_both(Database database) {
        start(database);
        editAccount("address1_city", "Rauma");
        editCustomer("city", "Pori");

        installation.synchronizeChanges("customer");

        assertThat(customer("city")).isEqualTo("Pori");
        assertThat(account("address1_city")).isEqualTo("Rauma");
        assertThat(parked()).isNotEmpty().allSatisfy(record -> {
            assertThat(record.erpKey()).isEqualTo(no);
            assertThat(record.parking().parkingClass()).isEqualTo(ParkingClass.CONFLICT);
            assertThat(record.parking().erpValue()).isEqualTo("Pori");
            assertThat(record.parking().crmValue()).isEqualTo("Rauma");
        });
        agreeAgain();
    }

    /** Else the jobs of the other tests would try the record, too. */
    private void agreeAgain() {
        editAccount("address1_city", "Pori");
        installation.synchronizeChanges("customer");
        assertThat(parked()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void the_same_field_changed_to_the_same_value_is_no_conflict(Database database) {
        start(database);
        editAccount("address1_city", "Pori");
        editCustomer("city", "Pori");

        installation.synchronizeChanges("customer");

        assertThat(parked()).isEmpty();
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void an_edit_made_in_the_crm_between_read_and_write_is_not_overwritten(Database database) throws Exception {
        start(database);
        editCustomer("city", "Naantali");
        installation.crm().faults().add(Fault.delay(1_000).onMethod("POST").times(1));
        CompletableFuture<Void> job = CompletableFuture.runAsync(() -> installation.synchronizeChanges("customer"));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> installation.crm().statistics().reads() > 0);
        Thread.sleep(300);
        editAccount("telephone1", "+358 2 111 222");
        job.get();
        installation.synchronizeChanges("customer");

        assertThat(account("address1_city")).isEqualTo("Naantali");
        assertThat(account("telephone1")).isEqualTo("+358 2 111 222");
        assertThat(customer("phone_no")).isEqualTo("+358 2 111 222");
        assertThat(parked()).isEmpty();
        assertQuiet();
    }

    @ParameterizedTest
    @EnumSource
    void the_second_run_of_either_direction_reads_what_changed_only(Database database) {
        start(database);
        installation.synchronizeChanges("customer");
        editAccount("address1_line1", "Kauppatori 1");

        installation.synchronizeChanges("customer");

        assertThat(latest(Direction.TO_ERP).read()).isEqualTo(1);
        ObjectNode unchanged = installation.crm().rows("account").stream()
                .filter(row -> !row.get("accountid").asText().equals(account.toString())).findFirst().orElseThrow();
        assertThat(unchanged.get("address1_line1").asText()).isNotEqualTo("Kauppatori 1");
    }
}
