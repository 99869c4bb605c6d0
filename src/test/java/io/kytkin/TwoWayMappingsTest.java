package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.DemoCompany;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Contacts, items and resources of the demo company that are edited and made in the CRM. They are read by a query and written as tables. */
class TwoWayMappingsTest {

    @Nested
    class OnH2 extends Rules {
        OnH2() {
            super(Database.H2);
        }
    }

    @Nested
    class OnPostgresql extends Rules {
        OnPostgresql() {
            super(Database.POSTGRESQL);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class Rules {
        private final Database database;
        private Installation installation;
        private Jdbi erp;
        private int written;

        Rules(Database database) {
            this.database = database;
        }

        @BeforeAll
        void start() {
            installation = Installation.on(database, DemoCompany::install).start();
            erp = installation.jdbi();
            Instant before = Instant.now();
            installation.fullSynchronization();
            List.of("customer", "contact", "item", "resource").forEach(installation::synchronizeChanges);
            for (String table : List.of("customer", "contact", "item", "resource")) {
                written += erp.withHandle(handle -> handle.createQuery("select count(*) from " + table
                        + " where system_modified_at > :before").bind("before", before).mapTo(Integer.class).one());
            }
        }

        @AfterAll
        void close() {
            installation.close();
        }

        private Map<String, Object> erpRow(String table, String column, Object value) {
            return erp.withHandle(handle -> handle.createQuery("select * from " + table + " where " + column + " = :value")
                    .bind("value", value).mapToMap().one());
        }

        private int rows(String table, String column, Object value) {
            return erp.withHandle(handle -> handle.createQuery("select count(*) from " + table + " where " + column
                    + " = :value").bind("value", value).mapTo(Integer.class).one());
        }

        private UUID crmId(String mapping, String erpKey) {
            return installation.coupling(mapping, erpKey).coupling().crmId();
        }

        private ObjectNode crmRow(String table, UUID id) {
            return installation.crm().row(table, id);
        }

        private SynchJob latest(String mapping, Direction direction) {
            return installation.runtime().jobs().store().latest(mapping, direction, null).orElseThrow();
        }

        /** Nothing is written on either side any more, also when all is read. */
        private void assertQuiet(String mapping) {
            installation.synchronizeChanges(mapping);
            installation.crm().resetStatistics();
            installation.run(new JobRequest(mapping, Direction.TO_ERP, Scope.ALL, List.of(), "test", null));
            installation.run(new JobRequest(mapping, Direction.TO_CRM, Scope.ALL, List.of(), "test", null));
            for (Direction direction : Direction.values()) {
                assertThat(latest(mapping, direction).count(Outcome.UPDATED)).as(direction.name()).isZero();
                assertThat(latest(mapping, direction).count(Outcome.CREATED)).as(direction.name()).isZero();
            }
            assertThat(installation.crm().statistics().writes()).isZero();
        }

        private UUID contactOf(UUID account, String first, String last, Map<String, ?> more) {
            Map<String, Object> values = new HashMap<>(Map.of("firstname", first, "lastname", last,
                    "parentcustomerid_account@odata.bind", "/accounts(" + account + ")"));
            values.putAll(more);
            return installation.crm().create("contact", values);
        }

        @Test
        void the_first_synchronization_changes_nothing_in_the_erp() {
            assertThat(written).isZero();
        }

        @Test
        void an_edit_of_a_contact_in_the_crm_reaches_the_erp_with_the_name_built_anew() {
            UUID id = crmId("contact", "Y10002");
            installation.crm().update("contact", id, Map.of("lastname", "O'Hara", "telephone1", "+353 1 5550 99"));

            installation.synchronizeChanges("contact");

            assertThat(erpRow("contact", "no", "Y10002")).containsEntry("surname", "O'Hara")
                    .containsEntry("phone_no", "+353 1 5550 99").containsEntry("name", "Seán O'Hara")
                    .containsEntry("company_no", "Y10001");
            assertQuiet("contact");
        }

        @Test
        void a_contact_under_another_contact_is_out_of_scope_and_waits_for_nothing() {
            UUID id = installation.crm().create("contact", Map.of("firstname", "Aino", "lastname", "Alainen",
                    "parentcustomerid_contact@odata.bind", "/contacts(" + crmId("contact", "Y10002") + ")"));

            installation.synchronizeChanges("contact");
            installation.run(new JobRequest("contact", Direction.TO_ERP, Scope.RECORDS, List.of(id.toString()), "test", null));

            assertThat(latest("contact", Direction.TO_ERP).count(Outcome.OUT_OF_SCOPE)).isEqualTo(1);
            assertThat(installation.runtime().parkedRecords().list("contact", null, null, 500))
                    .noneMatch(parked -> id.equals(parked.crmId()));
            assertThat(rows("contact", "surname", "Alainen")).isZero();
        }

        @Test
        void a_contact_made_under_an_account_becomes_a_person_of_the_customer_s_company() {
            UUID account = crmId("customer", "10020");
            UUID id = contactOf(account, "Aino", "Uusitalo", Map.of("emailaddress1", "aino@customer10020.example"));

            installation.synchronizeChanges("contact");

            Map<String, Object> contact = erpRow("contact", "surname", "Uusitalo");
            assertThat(contact).containsEntry("type", "Person").containsEntry("company_no", "Y10004")
                    .containsEntry("name", "Aino Uusitalo").containsEntry("e_mail", "aino@customer10020.example");
            assertThat(contact.get("no").toString()).matches("Y102\\d\\d");
            assertThat(crmId("contact", contact.get("no").toString())).isEqualTo(id);
            assertQuiet("contact");
        }

        @Test
        void a_contact_that_moves_to_another_account_changes_its_company() {
            UUID id = crmId("contact", "Y10005");
            UUID account = crmId("customer", "10010");
            installation.crm().update("contact", id, Map.of("parentcustomerid_account@odata.bind", "/accounts(" + account + ")"));

            installation.synchronizeChanges("contact");

            assertThat(erpRow("contact", "no", "Y10005")).containsEntry("company_no", "Y10001");
            assertQuiet("contact");
        }

        @Test
        void a_new_account_and_its_contact_become_a_customer_and_a_person_of_it() {
            UUID account = installation.crm().create("account", Map.of("name", "Meriharakka Oy", "customertypecode", 3));
            UUID person = contactOf(account, "Onni", "Harakka", Map.of());
            installation.crm().update("account", account,
                    Map.of("primarycontactid@odata.bind", "/contacts(" + person + ")"));

            installation.synchronizeChanges("customer");
            installation.synchronizeChanges("contact");
            installation.synchronizeChanges("customer");

            String no = erpRow("customer", "name", "Meriharakka Oy").get("no").toString();
            String company = erpRow("contact_business_relation", "no", no).get("contact_no").toString();
            assertThat(erpRow("contact", "no", company)).containsEntry("type", "Company").containsEntry("name", "Meriharakka Oy");
            assertThat(erpRow("contact", "surname", "Harakka")).containsEntry("company_no", company);
            assertThat(erpRow("customer", "no", no)).as("the reference that had to wait for the contact")
                    .containsEntry("primary_contact_no", erpRow("contact", "surname", "Harakka").get("no"));
            assertQuiet("contact");
            assertQuiet("customer");
        }

        @Test
        void a_contact_whose_customer_has_no_company_contact_waits_with_a_reason() {
            UUID account = installation.crm().create("account", Map.of("name", "Yksinäinen Oy", "customertypecode", 3));
            UUID id = contactOf(account, "Eino", "Yksin", Map.of());
            installation.synchronizeChanges("customer");
            String no = erpRow("customer", "name", "Yksinäinen Oy").get("no").toString();
            installation.inErp("delete from contact_business_relation where no = '" + no + "'");

            installation.synchronizeChanges("contact");

            assertThat(installation.runtime().parkedRecords().list("contact", ParkingClass.TRANSIENT, null, 9)).singleElement().satisfies(parked -> {
                assertThat(parked.crmId()).isEqualTo(id);
                assertThat(parked.parking().reason()).isEqualTo(
                        "The ERP has no company_no for this customer_no; it is tried again until there is one.");
                assertThat(parked.parking().erpValue()).isEqualTo(no);
            });
            assertThat(rows("contact", "surname", "Yksin")).isZero();
            assertThat(installation.runtime().couplings().list("contact", null, id, null, 1)).isEmpty();
            installation.crm().delete("contact", id);
        }

        @Test
        void a_product_renamed_in_the_crm_renames_the_item_and_leaves_what_the_erp_computes() {
            UUID id = crmId("item", "K-1010");
            installation.crm().update("product", id, Map.of("name", "Storm lantern, polished brass"));

            synchronizeUntilThereIs("item", "description", "Storm lantern, polished brass");

            assertThat(erpRow("item", "no", "K-1010")).containsEntry("description", "Storm lantern, polished brass");
            assertQuiet("item");
        }

        private UUID product(String name, int type, String unit, Map<String, ?> more) {
            ObjectNode pattern = crmRow("product", crmId(type == 1 ? "item" : "resource", unit));
            Map<String, Object> values = new HashMap<>(Map.of("name", name, "productnumber", name, "producttypecode", type,
                    "productstructure", 1, "quantitydecimal", 2,
                    "defaultuomscheduleid@odata.bind", "/uomschedules(" + pattern.path("_defaultuomscheduleid_value").asText() + ")",
                    "defaultuomid@odata.bind", "/uoms(" + pattern.path("_defaultuomid_value").asText() + ")"));
            values.putAll(more);
            UUID id = installation.crm().create("product", values);
            installation.crm().update("product", id, Map.of("statecode", 0, "statuscode", 1));
            return id;
        }

        @Test
        void a_product_made_in_the_crm_becomes_an_item_with_its_price_and_unit_and_takes_the_item_s_number() {
            UUID id = product("Fog horn", 1, "K-1010", Map.of("price", 49.5));

            synchronizeUntilThereIs("item", "description", "Fog horn");
            installation.synchronizeChanges("item");

            Map<String, Object> item = erpRow("item", "description", "Fog horn");
            assertThat(item.get("no").toString()).matches("K-16\\d0");
            assertThat((BigDecimal) item.get("unit_price")).isEqualByComparingTo("49.5");
            assertThat(item).containsEntry("base_unit_of_measure", "PCS").containsEntry("type", "Inventory");
            assertThat(erpRow("item_unit_of_measure", "item_no", item.get("no"))).containsEntry("code", "PCS");
            assertThat(crmRow("product", id).path("productnumber").asText()).isEqualTo(item.get("no"));
            assertThat(crmRow("product", id).path("price").decimalValue()).isEqualByComparingTo("49.5");
            assertQuiet("item");
        }

        /** Mappings of one CRM table take what one of them was told less than a second before, so one run may miss it. */
        private void synchronizeUntilThereIs(String mapping, String column, String value) {
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
                installation.synchronizeChanges(mapping);
                return rows(mapping, column, value) == 1;
            });
        }

        @Test
        void a_service_made_in_the_crm_becomes_a_resource() {
            product("Lantern repair", 3, "R-010", Map.of("price", 70));

            synchronizeUntilThereIs("resource", "name", "Lantern repair");
            installation.synchronizeChanges("resource");

            Map<String, Object> resource = erpRow("resource", "name", "Lantern repair");
            assertThat(resource).containsEntry("base_unit_of_measure", "HOUR");
            assertThat((BigDecimal) resource.get("unit_price")).isEqualByComparingTo("70");
            assertQuiet("resource");
        }
    }
}
