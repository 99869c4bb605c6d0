package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.coupling.CouplingStore;
import io.kytkin.coupling.PersonsCouplings;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 12: deletes by policy, never by surprise; and renames. Each test has customers of its own. */
class DeletesTest {
    @TempDir
    private static Path routes;

    private static Installation installation;

    private String no;
    private UUID account;

    @BeforeAll
    static void start() throws IOException {
        installation = Installation.on(Database.POSTGRESQL, erp -> CompanyGenerator.generate(erp,
                new GeneratorSettings(20, 0, 0, 20, 5, 20))).withOwnRoutes(routes).start();
        installation.fullSynchronization("customer", "contact");
        installation.synchronizeChanges("customer");
        installation.synchronizeChanges("contact");
    }

    @AfterAll
    static void close() {
        installation.close();
    }

    /** @param onCrmDelete takes the place of that in the customer's mapping file */
    private void start(String customer, String onCrmDelete) throws IOException {
        start(customer, "deactivate", onCrmDelete);
    }

    private void start(String customer, String onErpDelete, String onCrmDelete) throws IOException {
        installation.ownRoutes().edit("customer", text -> text.replaceAll("onErpDelete: .*", "onErpDelete: " + onErpDelete)
                .replaceAll("onCrmDelete: .*", "onCrmDelete: " + onCrmDelete));
        installation.runtime().mappingFiles().refresh();
        installation.runtime().mappingFiles().refresh();
        no = customer;
        account = coupling(customer).coupling().crmId();
    }

    /** What one test leaves behind is nothing to the next. */
    @AfterEach
    void forget() {
        for (String left : List.of(no, "C10000006")) {
            CouplingStore.Stored coupling = coupling(left);
            if (coupling != null && !coupling.coupling().isCoupled() || !parked().isEmpty() && coupling != null) {
                new PersonsCouplings(installation.state(), "default").forget("customer", coupling.id());
                installation.inErp("delete from customer where no = '" + left + "'");
            }
        }
    }

    private CouplingStore.Stored coupling(String no) {
        return installation.coupling("customer", no);
    }

    private String customer(String column) {
        return installation.customers().value(no, column);
    }

    private ObjectNode account(UUID id) {
        return installation.crm().row("account", id);
    }

    private List<ParkedRecord> parked() {
        return installation.runtime().parkedRecords().list("customer", null, null, 50);
    }

    private SynchJob latest(Direction direction) {
        return installation.runtime().jobs().store().latest("customer", direction, null).orElseThrow();
    }

    private void assertQuiet() {
        installation.assertQuiet("customer");
    }

    @Test
    void a_kept_customer_stays_as_it_is_and_its_coupling_is_broken() throws Exception {
        start("C10000001", "keep");
        installation.crm().delete("account", account);

        installation.synchronizeChanges("customer");

        assertThat(latest(Direction.TO_ERP).state()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(latest(Direction.TO_ERP).count(Outcome.DELETED)).isEqualTo(1);
        assertThat(latest(Direction.TO_ERP).count(Outcome.PARKED)).isZero();
        assertThat(coupling(no).coupling().state()).isEqualTo(Coupling.State.BROKEN);
        assertThat(customer("blocked")).isEmpty();
        assertThat(parked()).isEmpty();
        assertQuiet();
    }

    @Test
    void a_restored_account_is_created_once_under_a_new_key() throws Exception {
        start("C10000002", "restore");
        installation.crm().delete("account", account);

        installation.synchronizeChanges("customer");
        installation.synchronizeChanges("customer");

        Coupling restored = coupling(no).coupling();
        assertThat(restored.state()).isEqualTo(Coupling.State.COUPLED);
        assertThat(restored.crmId()).isNotEqualTo(account);
        assertThat(restored.generation()).isEqualTo(1);
        assertThat(account(restored.crmId()).get("name").asText()).isEqualTo(customer("name"));
        assertThat(installation.crm().rows("account").stream().filter(row -> row.get("name").equals(
                account(restored.crmId()).get("name")))).hasSize(1);
        assertThat(parked()).isEmpty();
        assertQuiet();
    }

    @Test
    void an_account_found_missing_when_it_is_updated_is_restored_by_the_same_job() throws Exception {
        start("C10000003", "restore");
        installation.synchronizeChanges("customer");
        installation.crm().delete("account", account);
        installation.inErp("update customer set city = 'Pori', system_modified_at = current_timestamp where no = '" + no
                + "'");

        installation.synchronizeChanges("customer");

        Coupling restored = coupling(no).coupling();
        assertThat(restored.crmId()).isNotEqualTo(account);
        assertThat(account(restored.crmId()).get("address1_city").asText()).isEqualTo("Pori");
        assertThat(installation.crm().rows("account").stream().filter(row -> row.get("name").equals(
                account(restored.crmId()).get("name")))).hasSize(1);
        assertQuiet();
        assertThat(parked()).isEmpty();
    }

    @Test
    void a_customer_is_blocked_where_the_policy_says_so() throws Exception {
        start("C10000004", "deactivate blocked = 'All'");
        installation.crm().delete("account", account);

        installation.synchronizeChanges("customer");

        assertThat(customer("blocked")).isEqualTo("All");
        assertThat(coupling(no).coupling().state()).isEqualTo(Coupling.State.BROKEN);
        assertQuiet();
    }

    @Test
    void a_customer_is_deleted_where_the_policy_says_so_but_never_with_an_edit_nobody_sent() throws Exception {
        start("C10000005", "delete");
        UUID other = coupling("C10000006").coupling().crmId();
        installation.inErp("update customer set city = 'Pori' where no = 'C10000006'");
        installation.crm().delete("account", account);
        installation.crm().delete("account", other);

        installation.synchronizeChanges("customer");

        assertThat(customer("no")).isNull();
        assertThat(coupling(no)).isNull();
        assertThat(coupling("C10000006").coupling().state()).isEqualTo(Coupling.State.COUPLED);
        assertThat(parked()).singleElement().satisfies(record -> {
            assertThat(record.parking().parkingClass()).isEqualTo(ParkingClass.PARTNER_DELETED);
            assertThat(record.parking().reason()).contains("city");
        });
    }

    @Test
    void a_customer_deleted_in_the_erp_is_restored_once_with_the_next_number_and_keeps_its_account() throws Exception {
        start("C10000016", "restore", "keep");
        String name = customer("name");
        String street = customer("address");
        installation.inErp("insert into no_series_line (series_code, line_no, starting_no, last_no_used, system_id, "
                + "system_modified_at) values ('CUSTOMER', 10000, 'K0001', 'K0009', '" + UUID.randomUUID()
                + "', current_timestamp)");
        int accounts = installation.crm().rows("account").size();
        installation.inErp("delete from customer where no = '" + no + "'");

        SynchJob sweep = installation.run(
                new JobRequest("customer", Direction.TO_CRM, Scope.DELETES, List.of(), "test", null));
        assertThat(sweep.state()).as(sweep.message()).isEqualTo(SynchJob.State.FINISHED);
        installation.synchronizeChanges("customer");

        assertThat(customer("no")).as("the number of a deleted customer is not given out again").isNull();
        no = "K0010";
        assertThat(customer("name")).isEqualTo(name);
        assertThat(customer("address")).isEqualTo(street);
        assertThat(numberOfCustomers(name)).isEqualTo(1);
        assertThat(coupling(no).coupling().crmId()).isEqualTo(account);
        assertThat(coupling(no).coupling().isCoupled()).isTrue();
        assertThat(coupling("C10000016")).isNull();
        assertThat(account(account).get("statecode").asInt()).isZero();
        assertThat(installation.crm().rows("account")).hasSize(accounts);
        assertThat(parked()).isEmpty();
        installation.synchronizeChanges("customer");
        assertThat(account(account).get("creditlimit").asDouble()).as("the ERP alone knew it").isZero();
        assertQuiet();
        edit("city = 'Pori'");
        installation.synchronizeChanges("customer");
        assertThat(account(account).get("address1_city").asText()).isEqualTo("Pori");
    }

    private static int numberOfCustomers(String name) {
        return installation.jdbi().withHandle(handle -> handle.createQuery("select count(*) from customer where name = :name")
                .bind("name", name).mapTo(Integer.class).one());
    }

    @Test
    void a_renamed_customer_keeps_its_account_and_contacts_find_it_before_the_rename_was_read() throws Exception {
        start("C10000007", "keep");
        UUID contact = contactOf(account);
        installation.inErp("update customer set no = 'RENAMED', system_modified_at = current_timestamp where no = '" + no
                + "'");
        installation.inErp("update contact_business_relation set no = 'RENAMED' where no = '" + no + "'");
        installation.inErp("update contact set phone_no = '+358 77', system_modified_at = current_timestamp "
                + "where system_id = (select system_id from contact where type = 'Person' and company_no = (select contact_no "
                + "from contact_business_relation where no = 'RENAMED'))");

        installation.synchronizeChanges("contact");

        assertThat(installation.crm().row("contact", contact).get("telephone1").asText()).isEqualTo("+358 77");
        assertThat(coupling("RENAMED").coupling().crmId()).isEqualTo(account);
        assertThat(coupling(no)).isNull();
        assertThat(installation.runtime().parkedRecords().list("contact", null, null, 50)).isEmpty();
        no = "RENAMED";
        assertQuiet();
    }

    @Test
    void a_salesperson_renamed_in_the_erp_still_owns_the_accounts_of_all_customers() throws Exception {
        start("C10000008", "keep");
        UUID user = installation.crm().create("systemuser", Map.of("firstname", "Sanna", "lastname", "Seller",
                "internalemailaddress", "sanna@example.com", "domainname", "sanna@example.com"));
        installation.inErp("update salesperson_purchaser set code = 'SANNA', e_mail = 'sanna@example.com' "
                + "where code = (select max(code) from salesperson_purchaser)");
        installation.fullSynchronization("salesperson");
        installation.inErp("update customer set salesperson_code = 'SANNA', system_modified_at = current_timestamp "
                + "where no >= 'C10000008'");
        installation.synchronizeChanges("customer");
        assertThat(account(account).get("_ownerid_value").asText()).isEqualTo(user.toString());
        installation.crm().resetStatistics();

        installation.inErp("update salesperson_purchaser set code = 'SELLER' where code = 'SANNA'");
        installation.inErp("update customer set salesperson_code = 'SELLER', system_modified_at = current_timestamp "
                + "where salesperson_code = 'SANNA'");
        installation.synchronizeChanges("customer");

        assertThat(account(account).get("_ownerid_value").asText()).isEqualTo(user.toString());
        assertThat(installation.crm().statistics().writes()).isZero();
        assertThat(installation.runtime().couplings().list("salesperson", "SELLER", null, null, 1)).hasSize(1);
    }

    @Test
    void an_inactive_account_does_not_hold_its_contacts_back() throws Exception {
        start("C10000009", "keep");
        UUID contact = contactOf(account);
        installation.crm().update("account", account, Map.of("statecode", 1));
        installation.synchronizeChanges("customer");
        installation.inErp("update contact set phone_no = '+358 99', system_modified_at = current_timestamp "
                + "where type = 'Person' and company_no = (select contact_no from contact_business_relation "
                + "where no = '" + no + "')");

        installation.synchronizeChanges("contact");

        assertThat(installation.crm().row("contact", contact).get("telephone1").asText()).isEqualTo("+358 99");
    }

    @Test
    void a_customer_that_leaves_the_filter_and_comes_back_brings_its_edits() throws Exception {
        start("C10000010", "keep");
        edit("blocked = 'All'");
        edit("city = 'Pori'");
        installation.synchronizeChanges("customer");
        assertThat(account(account).get("address1_city").asText()).isNotEqualTo("Pori");

        edit("blocked = ''");
        installation.synchronizeChanges("customer");

        assertThat(account(account).get("address1_city").asText()).isEqualTo("Pori");
        assertThat(coupling(no).coupling().crmId()).isEqualTo(account);
        assertQuiet();
    }

    @Test
    void an_account_merged_into_a_free_one_hands_its_customer_over() throws Exception {
        start("C10000011", "keep");
        UUID winner = installation.crm().create("account", Map.of("name", customer("name"), "customertypecode", 3));
        installation.synchronizeChanges("customer");
        installation.crm().merge("account", winner, account);

        installation.synchronizeChanges("customer");
        installation.synchronizeChanges("customer");

        assertThat(coupling(no).coupling().crmId()).isEqualTo(winner);
        assertThat(coupling(no).coupling().isCoupled()).isTrue();
        assertThat(account(winner).get("address1_city").asText()).isEqualTo(customer("city"));
        assertThat(parked()).isEmpty();
        assertQuiet();
    }

    @Test
    void an_account_merged_into_a_coupled_one_is_parked_once_and_names_both() throws Exception {
        start("C10000012", "keep");
        UUID winner = coupling("C10000013").coupling().crmId();
        installation.crm().merge("account", winner, account);

        installation.synchronizeChanges("customer");
        installation.synchronizeChanges("customer");

        assertThat(parked()).singleElement().satisfies(record ->
                assertThat(record.parking().reason()).contains("'C10000012'").contains("'C10000013'"));
        assertThat(coupling(no).coupling().crmId()).isEqualTo(account);

        new PersonsCouplings(installation.state(), "default").uncouple("customer", List.of(coupling("C10000013").id()));
        installation.runtime().parkedRecords().retry("customer", null, null);
        installation.synchronizeChanges("customer");

        assertThat(coupling(no).coupling().crmId()).isEqualTo(winner);
        installation.inErp("update customer set city = 'Pori', system_modified_at = current_timestamp where no = 'C10000013'");
        installation.synchronizeChanges("customer");
        assertThat(coupling("C10000013").coupling().state()).as("what a person took apart stays apart")
                .isEqualTo(Coupling.State.UNCOUPLED);
    }

    @Test
    void contacts_that_a_merge_moved_are_held_until_a_person_has_decided_about_their_customers() throws Exception {
        start("C10000014", "keep");
        UUID contact = contactOf(account);
        installation.synchronizeChanges("contact");
        String company = companyOf(contact);
        UUID winner = coupling("C10000015").coupling().crmId();
        installation.crm().merge("account", winner, account);
        assertThat(contactOf(winner)).isNotNull();

        installation.synchronizeChanges("contact");
        installation.synchronizeChanges("customer");

        assertThat(parkedOf(contact)).singleElement().satisfies(record ->
                assertThat(record.parking().reason()).startsWith("The CRM moved it to another customer because two were merged"));
        assertThat(companyOf(contact)).isEqualTo(company);

        new PersonsCouplings(installation.state(), "default").uncouple("customer", List.of(coupling(no).id()));
        installation.synchronizeChanges("contact");

        assertThat(companyOf(contact)).isNotEqualTo(company);
        assertThat(parkedOf(contact)).isEmpty();
    }

    private List<ParkedRecord> parkedOf(UUID contact) {
        return installation.runtime().parkedRecords().list("contact", null, null, 50).stream()
                .filter(record -> contact.equals(record.crmId())).toList();
    }

    /** The company of the contact in the ERP. */
    private String companyOf(UUID contact) throws Exception {
        String no = installation.runtime().couplings().list("contact", null, contact, null, 1).get(0).coupling().erpKey();
        return installation.jdbi().withHandle(handle -> handle.createQuery("select company_no from contact where no = :no")
                .bind("no", no).mapTo(String.class).one());
    }

    private void edit(String assignment) {
        installation.inErp("update customer set " + assignment + ", system_modified_at = current_timestamp where no = '" + no
                + "'");
    }

    private static UUID contactOf(UUID account) {
        return installation.crm().rows("contact").stream().filter(row ->
                        account.toString().equals(row.path("_parentcustomerid_value").asText()))
                .map(row -> UUID.fromString(row.get("contactid").asText())).findFirst().orElseThrow();
    }
}
