package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.Scope;
import java.io.IOException;
import java.time.Duration;
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

/** Customers whose mapping fills the ERP's inbox; the tests are the ERP that works it off (docs/erp-inbox.md). */
class ErpInboxTest {
    private static final ObjectMapper JSON = new ObjectMapper();

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
        private TwoSides sides;
        private Jdbi erp;

        Rules(Database database) {
            this.database = database;
        }

        @BeforeAll
        void start() throws IOException {
            sides = TwoSides.start(database, SandboxSettings.defaults(), 20, file -> file
                    .replace("direct:write-erp-table", "direct:write-erp-inbox")
                    .replaceAll(" +erpNumber: .*\n", "")
                    .replaceAll(".*direct:company-contacts.*\n", ""));
            erp = sides.installation().jdbi();
        }

        @AfterAll
        void close() {
            sides.close();
        }

        private List<Map<String, Object>> entries(String recordKey) {
            return erp.withHandle(handle -> handle.createQuery("select entry_no, action, record_id, record_key, crm_id, "
                    + "cast(fields as varchar(4000)) as fields, cast(seen as varchar(4000)) as seen, state, read_at "
                    + "from kytkin_inbox where record_key = :key order by entry_no").bind("key", recordKey).mapToMap().list());
        }

        private static JsonNode json(Map<String, Object> entry, String column) throws IOException {
            return JSON.readTree(entry.get(column).toString());
        }

        private List<ParkedRecord> parked(UUID account) {
            return sides.installation().runtime().parkedRecords().list("customer", null, null, 50).stream()
                    .filter(record -> account.equals(record.crmId())).toList();
        }

        /** The ERP takes the entry over as it is. */
        private void accept(String no) throws IOException {
            Map<String, Object> entry = entries(no).get(entries(no).size() - 1);
            JsonNode fields = json(entry, "fields");
            fields.fieldNames().forEachRemaining(column -> sides.editCustomer(no, column, fields.get(column).asText()));
            answer(entry, "done", null, null);
        }

        private void answer(Map<String, Object> entry, String state, String answer, String field) {
            erp.useHandle(handle -> handle.createUpdate("update kytkin_inbox set state = :state, answer = :answer, "
                            + "field = :field, answered_at = current_timestamp where entry_no = :entry")
                    .bind("state", state).bind("answer", answer).bind("field", field).bind("entry", entry.get("entry_no"))
                    .execute());
        }

        private void awaitRead(String no, int entry) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> entries(no).get(entry).get("read_at") != null);
        }

        private void all() {
            sides.installation().run(new JobRequest("customer", Direction.TO_ERP, Scope.ALL, List.of(), "test", null));
        }

        @Test
        void an_edit_waits_in_the_inbox_until_the_erp_has_taken_it_over() throws IOException {
            String no = TwoSides.no(1);
            String before = sides.customer(no, "address");
            sides.editAccount(no, "address1_line1", "Satamatie 1");

            sides.synchronize();
            all();

            assertThat(entries(no)).singleElement().satisfies(entry -> {
                assertThat(entry).containsEntry("action", "update").containsEntry("state", "new")
                        .containsEntry("crm_id", sides.accountId(no).toString());
                assertThat(json(entry, "fields")).isEqualTo(JSON.createObjectNode().put("address", "Satamatie 1"));
                assertThat(json(entry, "seen")).isEqualTo(JSON.createObjectNode().put("address", before));
            });
            assertThat(sides.customer(no, "address")).isEqualTo(before);
            assertThat(parked(sides.accountId(no))).singleElement().satisfies(record -> assertThat(record.parking().reason())
                    .isEqualTo("It is in the ERP's inbox and waits for the ERP's answer."));

            accept(no);
            awaitRead(no, 0);

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> parked(sides.accountId(no)).isEmpty());
            sides.installation().crm().resetStatistics();
            sides.synchronize();
            all();
            assertThat(sides.installation().crm().statistics().writes()).isZero();
            assertThat(entries(no)).hasSize(1);
        }

        @Test
        void a_refusal_parks_the_record_with_the_erp_s_reason_until_the_value_is_corrected() throws IOException {
            String no = TwoSides.no(2);
            sides.editAccount(no, "address1_postalcode", "XX");
            sides.synchronize();

            answer(entries(no).get(0), "refused", "Post Code XX does not exist.", "post_code");
            awaitRead(no, 0);

            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(parked(sides.accountId(no)))
                    .singleElement().satisfies(record -> {
                        assertThat(record.parking().parkingClass()).isEqualTo(ParkingClass.DATA);
                        assertThat(record.parking().reason())
                                .isEqualTo("The ERP refuses the change: Post Code XX does not exist.");
                        assertThat(record.parking().field()).isEqualTo("post_code");
                    }));
            sides.editAccount(no, "address1_postalcode", "00100");
            sides.synchronize();
            accept(no);
            awaitRead(no, 1);
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> parked(sides.accountId(no)).isEmpty());
            assertThat(sides.customer(no, "post_code")).isEqualTo("00100");
        }

        @Test
        void a_further_edit_changes_the_entry_that_still_waits_and_taking_it_back_withdraws_it() throws IOException {
            String no = TwoSides.no(3);
            String before = sides.account(no, "telephone1");
            sides.editAccount(no, "telephone1", "1");
            sides.synchronize();
            sides.editAccount(no, "telephone1", "2");
            sides.synchronize();

            assertThat(entries(no)).hasSize(1);
            assertThat(json(entries(no).get(0), "fields").path("phone_no").asText()).isEqualTo("2");

            sides.editAccount(no, "telephone1", before);
            sides.synchronize();

            assertThat(entries(no)).isEmpty();
            assertThat(parked(sides.accountId(no))).isEmpty();
        }

        @Test
        void where_the_erp_changes_a_value_its_own_counts_and_travels_back() throws IOException {
            String no = TwoSides.no(4);
            sides.editAccount(no, "address1_city", "Åbo");
            sides.synchronize();

            sides.editCustomer(no, "city", "Turku");
            answer(entries(no).get(0), "done", null, null);
            awaitRead(no, 0);
            sides.synchronize();

            assertThat(sides.account(no, "address1_city")).isEqualTo("Turku");
            assertThat(sides.customer(no, "city")).isEqualTo("Turku");
        }

        @Test
        void a_new_account_becomes_the_customer_that_the_erp_makes_under_the_id_it_was_given() throws IOException {
            UUID account = sides.installation().crm().create("account", Map.of("name", "Uusi Postilaatikko Oy",
                    "customertypecode", 3, "address1_country", "FI"));
            sides.synchronize();
            all();

            List<Map<String, Object>> entries = erp.withHandle(handle -> handle.createQuery("select entry_no, action, record_id, "
                    + "cast(fields as varchar(4000)) as fields from kytkin_inbox where crm_id = :id")
                    .bind("id", account.toString()).mapToMap().list());
            assertThat(entries).singleElement().satisfies(entry -> {
                assertThat(entry).containsEntry("action", "insert");
                assertThat(json(entry, "fields").path("name").asText()).isEqualTo("Uusi Postilaatikko Oy");
                assertThat(json(entry, "fields").path("gen_bus_posting_group").asText()).isEqualTo("DOMESTIC");
            });
            erp.useHandle(handle -> handle.createUpdate("insert into customer (no, name, country_region_code, system_id, "
                            + "system_modified_at) values ('ERP1', 'Uusi Postilaatikko Oy', 'FI', cast(:id as uuid), current_timestamp)")
                    .bind("id", entries.get(0).get("record_id")).execute());
            sides.installation().run(new JobRequest("customer", Direction.TO_CRM, Scope.CHANGED, List.of(), "test", null));
            answer(entries.get(0), "done", null, null);

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> parked(account).isEmpty());
            sides.synchronize();
            assertThat(sides.installation().runtime().couplings().list("customer", "ERP1", null, null, 5)).singleElement()
                    .satisfies(stored -> {
                        assertThat(stored.coupling().crmId()).isEqualTo(account);
                        assertThat(stored.coupling().isCoupled()).isTrue();
                    });
            assertThat(sides.installation().crm().rows("account").stream()
                    .filter(row -> row.path("name").asText().equals("Uusi Postilaatikko Oy"))).hasSize(1);
        }
    }
}
