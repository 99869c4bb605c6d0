package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Invariant 1, the reverse: a customer account made in the CRM becomes one customer, numbered by the ERP's own series. */
class NewErpRecordTest {

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

        Rules(Database database) {
            this.database = database;
        }

        @BeforeAll
        void start() {
            installation = Installation.on(database,
                    erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(20))).start();
            erp = Jdbi.create(installation.erp());
            erp.useHandle(handle -> handle.execute("insert into no_series_line (series_code, line_no, starting_no, "
                    + "last_no_used, system_id, system_modified_at) values ('CUSTOMER', 10000, 'K0001', 'K0009', "
                    + "cast('00000000-0000-0000-0000-000000000001' as uuid), current_timestamp)"));
            installation.fullSynchronization("customer");
        }

        @AfterAll
        void close() {
            installation.close();
        }

        private UUID account(String name, Map<String, ?> more) {
            Map<String, Object> values = new HashMap<>(Map.of("name", name, "customertypecode", 3));
            values.putAll(more);
            return installation.crm().create("account", values);
        }

        private List<Map<String, Object>> customers(String name) {
            return erp.withHandle(handle -> handle.createQuery("select * from customer where name = :name")
                    .bind("name", name).mapToMap().list());
        }

        private Map<String, Object> customer(String name) {
            assertThat(customers(name)).hasSize(1);
            return customers(name).get(0);
        }

        private String lastNumber() {
            return erp.withHandle(handle -> handle.createQuery("select last_no_used from no_series_line")
                    .mapTo(String.class).one());
        }

        private SynchJob latest(Direction direction) {
            return installation.runtime().jobs().store().latest("customer", direction, null).orElseThrow();
        }

        private List<ParkedRecord> parked() {
            return installation.runtime().parkedRecords().list("customer", null, null, 50);
        }

        private List<CouplingStore.Stored> coupling(UUID crmId) {
            return installation.runtime().couplings().list("customer", null, crmId, null, 10);
        }

        private SynchJob all() {
            SynchJob job = installation.run(new JobRequest("customer", Direction.TO_ERP, Scope.ALL, List.of(), "test", null));
            assertThat(job.state()).isEqualTo(SynchJob.State.FINISHED);
            return job;
        }

        @Test
        void an_account_becomes_a_customer_with_the_next_number_and_a_template_s_values() {
            String next = "K" + String.format("%04d", Integer.parseInt(lastNumber().substring(1)) + 1);
            UUID id = account("Uusi Asiakas Oy", Map.of("address1_line1", "Kirkkokatu 5", "address1_country", "FI"));

            installation.synchronizeChanges("customer");

            assertThat(latest(Direction.TO_ERP).count(Outcome.CREATED)).isEqualTo(1);
            assertThat(customer("Uusi Asiakas Oy")).containsEntry("no", next).containsEntry("address", "Kirkkokatu 5")
                    .containsEntry("gen_bus_posting_group", "DOMESTIC").containsEntry("city", "");
            assertThat(lastNumber()).isEqualTo(next);
            assertThat(coupling(id).get(0).coupling().erpKey()).isEqualTo(next);
        }

        @Test
        void a_new_customer_does_not_come_back_as_a_change() {
            account("Hiljainen Oy", Map.of());
            installation.synchronizeChanges("customer");
            Object written = customer("Hiljainen Oy").get("system_modified_at");
            installation.synchronizeChanges("customer");
            installation.crm().resetStatistics();

            installation.synchronizeChanges("customer");
            all();

            assertThat(installation.crm().statistics().writes()).isZero();
            assertThat(customer("Hiljainen Oy")).containsEntry("system_modified_at", written);
        }

        @Test
        void where_no_other_template_fits_otherwise_counts() {
            account("Fjord AS", Map.of("address1_country", "NO"));

            installation.synchronizeChanges("customer");

            assertThat(customer("Fjord AS")).containsEntry("gen_bus_posting_group", "EXPORT");
        }

        @Test
        void numbers_that_a_person_gave_are_passed_over() {
            int last = Integer.parseInt(lastNumber().substring(1));
            String taken = "K" + String.format("%04d", last + 1);
            installation.inErp("insert into customer (no, name, blocked, system_id, system_modified_at) values ('" + taken
                    + "', 'By hand', 'All', cast('" + UUID.randomUUID() + "' as uuid), current_timestamp)");
            account("After the taken one", Map.of());

            installation.synchronizeChanges("customer");

            assertThat(customer("After the taken one")).containsEntry("no", "K" + String.format("%04d", last + 2));
        }

        @Test
        void a_customer_whose_coupling_was_lost_is_known_again_by_its_id() {
            UUID id = account("Lost and found", Map.of());
            installation.synchronizeChanges("customer");
            Database.execute(installation.state(), "delete from coupling where crm_id = '" + id + "'");

            // It has no post code, so it can't be matched.
            all();

            assertThat(customers("Lost and found")).hasSize(1);
            assertThat(coupling(id)).hasSize(1);
        }

        @Test
        void a_reserved_customer_that_never_arrived_is_created_once() {
            UUID id = account("Nearly there", Map.of());
            installation.synchronizeChanges("customer");
            Object systemId = customer("Nearly there").get("system_id");
            installation.inErp("delete from customer where name = 'Nearly there'");
            Jdbi.create(installation.state()).useHandle(handle -> {
                long reservation = handle.createUpdate("insert into reservation (mapping) values ('customer')")
                        .executeAndReturnGeneratedKeys("id").mapTo(Long.class).one();
                handle.execute("update coupling set reservation = ? where crm_id = ?", reservation, id);
            });

            all();

            assertThat(customer("Nearly there")).containsEntry("system_id", systemId);
            assertThat(all().count(Outcome.CREATED)).isZero();
        }

        @Test
        void a_customer_whose_making_was_cut_off_gets_its_company_contact_from_whichever_direction_comes_first() {
            for (Direction first : Direction.values()) {
                UUID id = account("Cut off " + first, Map.of());
                installation.synchronizeChanges("customer");
                Object no = customer("Cut off " + first).get("no");
                installation.inErp("delete from contact where no = 'C" + no + "'");
                installation.inErp("delete from contact_business_relation where no = '" + no + "'");
                Jdbi.create(installation.state()).useHandle(handle -> {
                    long reservation = handle.createUpdate("insert into reservation (mapping) values ('customer')")
                            .executeAndReturnGeneratedKeys("id").mapTo(Long.class).one();
                    handle.execute("update coupling set reservation = ?, erp_key = '', erp_code = '' where crm_id = ?",
                            reservation, id);
                });

                installation.run(new JobRequest("customer", first, Scope.ALL, List.of(), "test", null));

                assertThat(coupling(id).get(0).coupling().erpKey()).as(first.name()).isEqualTo(no);
                List<String> companies = erp.withHandle(handle -> handle.createQuery("select c.name from contact c "
                        + "join contact_business_relation r on r.contact_no = c.no where r.no = :no").bind("no", no)
                        .mapTo(String.class).list());
                assertThat(companies).as(first.name()).containsExactly("Cut off " + first);
            }
        }

        @Test
        void a_record_that_the_erp_refuses_does_not_stop_the_others_and_takes_no_number() {
            installation.inErp("alter table customer add constraint no_fax check (fax_no <> 'none')");
            int before = Integer.parseInt(lastNumber().substring(1));
            account("Good one", Map.of());
            UUID refused = account("Bad one", Map.of("fax", "none"));
            account("Good two", Map.of());

            installation.synchronizeChanges("customer");

            assertThat(customers("Good one")).hasSize(1);
            assertThat(customers("Good two")).hasSize(1);
            assertThat(customers("Bad one")).isEmpty();
            assertThat(Integer.parseInt(lastNumber().substring(1))).isEqualTo(before + 2);
            assertThat(parked()).singleElement().satisfies(record -> {
                assertThat(record.crmId()).isEqualTo(refused);
                assertThat(record.parking().parkingClass()).isEqualTo(ParkingClass.DATA);
                assertThat(record.parking().reason()).containsIgnoringCase("no_fax");
            });

            installation.crm().update("account", refused, Map.of("fax", "123"));
            installation.synchronizeChanges("customer");

            assertThat(customers("Bad one")).hasSize(1);
            assertThat(parked()).isEmpty();
        }

        @Test
        void without_a_number_series_the_record_waits_and_says_so() {
            String last = lastNumber();
            installation.inErp("update no_series_line set last_no_used = ''");
            UUID waiting = account("Numberless", Map.of());

            installation.synchronizeChanges("customer");

            assertThat(parked()).singleElement().satisfies(record ->
                    assertThat(record.parking().reason()).contains("has no last number used"));
            installation.inErp("update no_series_line set last_no_used = '" + last + "'");
            installation.crm().update("account", waiting, Map.of("fax", "1"));
            installation.synchronizeChanges("customer");
            assertThat(customers("Numberless")).hasSize(1);
            assertThat(parked()).isEmpty();
        }
    }
}
