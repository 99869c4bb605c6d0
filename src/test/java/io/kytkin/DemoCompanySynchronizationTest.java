package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.DemoCompany;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.SynchJob;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The main job: an empty CRM holds the demo company afterwards, coupled, in dependency order. */
class DemoCompanySynchronizationTest {
    private static Installation installation;
    private static FullSynchronization run;

    @BeforeAll
    static void synchronize() {
        installation = Installation.on(DemoCompany::install).start();
        run = installation.fullSynchronization();
    }

    @AfterAll
    static void close() {
        installation.close();
    }

    private static Map<String, ObjectNode> byKey(String mapping, String table, String primaryKey) {
        Map<String, String> keys = installation.runtime().couplings().list(mapping, null, null, null, 1000).stream()
                .map(CouplingStore.Stored::coupling)
                .collect(Collectors.toMap(coupling -> coupling.crmId().toString(), coupling -> coupling.erpKey()));
        return installation.crm().rows(table).stream().filter(row -> keys.containsKey(row.get(primaryKey).asText()))
                .collect(Collectors.toMap(row -> keys.get(row.get(primaryKey).asText()), row -> row));
    }

    @Test
    void every_mapping_file_is_in_force() {
        assertThat(installation.runtime().mappings().all()).isNotEmpty()
                .allSatisfy(loaded -> assertThat(loaded.mistakes()).as(loaded.name()).isEmpty());
    }

    @Test
    void every_line_finishes() {
        assertThat(run.lines()).allSatisfy(line -> assertThat(line.state()).as(line.mapping() + ": " + line.message())
                .isEqualTo(FullSynchronization.LineState.FINISHED));
        assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
    }

    @Test
    void every_record_read_is_accounted_for() {
        assertThat(installation.jobs(run)).allSatisfy(job -> {
            long counted = 0;
            for (Outcome outcome : Outcome.values()) {
                counted += job.count(outcome);
            }
            assertThat(counted).as(job.mapping()).isEqualTo(job.read());
        });
    }

    @Test
    void each_coupling_is_true_and_each_crm_record_is_coupled_once() {
        Set<UUID> seen = new HashSet<>();
        for (CouplingStore.Stored stored : installation.runtime().couplings().list("customer", null, null, null, 1000)) {
            assertThat(stored.coupling().isCoupled()).isTrue();
            assertThat(seen.add(stored.coupling().crmId())).isTrue();
            assertThat(installation.crm().row("account", stored.coupling().crmId())).isNotNull();
        }
        assertThat(installation.crm().rows("account")).hasSize(seen.size());
    }

    @Test
    void a_customer_arrives_with_its_values_currency_and_owner() {
        Map<String, ObjectNode> accounts = byKey("customer", "account", "accountid");
        SynchJob job = installation.job(run, "customer");

        assertThat(job.count(Outcome.CREATED)).isEqualTo(accounts.size()).isGreaterThan(100);
        assertThat(accounts.values()).allSatisfy(account -> {
            assertThat(account.get("customertypecode").asInt()).isEqualTo(3);
            assertThat(account.get("_transactioncurrencyid_value").isNull()).isFalse();
            assertThat(account.get("_ownerid_value").isNull()).isFalse();
        });
    }

    @Test
    void a_second_pass_gives_accounts_their_primary_contacts() {
        assertThat(installation.crm().rows("account"))
                .anyMatch(account -> account.hasNonNull("_primarycontactid_value"));
    }

    @Test
    void a_contact_belongs_to_the_account_of_its_company() {
        Set<String> accounts = installation.crm().rows("account").stream().map(row -> row.get("accountid").asText())
                .collect(Collectors.toSet());
        List<ObjectNode> contacts = installation.crm().rows("contact");

        assertThat(contacts).isNotEmpty().allSatisfy(contact ->
                assertThat(accounts).contains(contact.get("_parentcustomerid_value").asText()));
    }

    @Test
    void products_are_published_with_a_price_in_the_default_price_list() {
        List<ObjectNode> products = installation.crm().rows("product");
        Set<String> priced = installation.crm().rows("productpricelevel").stream()
                .map(row -> row.get("_pricelevelid_value").asText() + row.get("_productid_value").asText())
                .collect(Collectors.toSet());

        assertThat(products).isNotEmpty().allSatisfy(product -> {
            assertThat(product.get("statecode").asInt()).isZero();
            assertThat(priced).contains(product.get("_pricelevelid_value").asText() + product.get("productid").asText());
        });
    }

    @Test
    void salespeople_are_coupled_to_users_by_e_mail_and_none_is_created() {
        SynchJob job = installation.job(run, "salesperson");

        assertThat(job.count(Outcome.CREATED)).isZero();
        assertThat(installation.runtime().couplings().list("salesperson", null, null, null, 100)).isNotEmpty();
    }

    @Test
    void the_local_currency_is_coupled_to_the_base_currency_of_the_crm() {
        assertThat(installation.runtime().couplings().list("currency", "EUR", null, null, 10)).hasSize(1);
    }

    @Test
    void what_is_parked_has_a_reason_and_a_second_run_writes_nothing() {
        installation.crm().resetStatistics();
        FullSynchronization second = installation.fullSynchronization();

        assertThat(installation.runtime().parkedRecords().list(null, null, null, 1000))
                .allSatisfy(parked -> assertThat(parked.parking().reason()).isNotBlank());
        assertThat(second.state()).isEqualTo(FullSynchronization.State.FINISHED);
        assertThat(installation.jobs(second)).allSatisfy(job -> {
            assertThat(job.count(Outcome.CREATED)).as(job.mapping()).isZero();
            assertThat(job.count(Outcome.UPDATED)).as(job.mapping()).isZero();
        });
        assertThat(installation.crm().statistics().created()).isEmpty();
        assertThat(installation.crm().statistics().updated()).isEmpty();
    }
}
