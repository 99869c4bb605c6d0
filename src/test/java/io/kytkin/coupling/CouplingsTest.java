package io.kytkin.coupling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.kytkin.Database;
import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.DerivedKey;
import io.kytkin.mapping.DeletePolicy;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Kind;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingDefinition.Create;
import io.kytkin.mapping.MappingDefinition.Policy;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import io.kytkin.mapping.TranslationSettings;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CouplingsTest {
    private static final MappingDefinition CUSTOMER = new MappingDefinition("customer", "customer", null, List.of("id"),
            List.of("no"), null, null, null, "account", null, Create.ALWAYS, Create.NEVER, List.of(), null, Policy.ASK,
            Policy.ASK, DeletePolicy.KEEP, DeletePolicy.KEEP, Duration.ofSeconds(60), List.of());
    private static final TranslationSettings SETTINGS = new TranslationSettings("CRONUS", "EUR", null, Clock.systemUTC());

    private static Couplings couplings(DataSource state) {
        Table account = new Table("account", "accounts", "accountid", "name",
                Table.byName(List.of(new Column("accountid", Kind.GUID, 0, -1, null, null, Map.of(), Set.of(), Map.of()))),
                Set.of());
        return new Couplings(state, new Bindings(mapping -> account, mapping -> account, SETTINGS), SETTINGS);
    }

    private static PageRecord create(String id, String name) {
        PageRecord record = new PageRecord(null, id, "No " + id, null, true);
        record.decide(new Decision(Decision.Action.CREATE, Map.of("name", name), Map.of(),
                new AgreedValues(Map.of("name", new AgreedValues.Pair(name, name))), Set.of("primarycontactid"), null,
                List.of()));
        return record;
    }

    private static Page page(long token, PageRecord... records) {
        return new Page(new Page.Origin(UUID.randomUUID(), 0, token, null), CUSTOMER, Direction.TO_CRM, List.of(records));
    }

    private static long lease(DataSource state) {
        return new Leases(state, "test").take("customer").orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void a_reservation_holds_the_key_and_the_values_before_anything_is_sent(Database database) throws SQLException {
        try (HikariDataSource state = database.createState()) {
            PageRecord record = create("1", "Ääni Oy");

            couplings(state).reserve(page(lease(state), record));

            Coupling stored = new CouplingStore(state).ofErpId("customer", "1").orElseThrow().coupling();
            assertThat(stored.state()).isEqualTo(Coupling.State.RESERVED);
            assertThat(stored.crmId()).isEqualTo(record.crmId()).isEqualTo(DerivedKey.of("CRONUS", "customer", "1", 0));
            assertThat(stored.agreed().of("name").crm()).isEqualTo("Ääni Oy");
            assertThat(stored.debts()).containsExactly("primarycontactid");
            assertThat(new CouplingStore(state).counts()).as("not coupled yet").isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void reserving_again_keeps_the_key_and_takes_the_new_values(Database database) throws SQLException {
        try (HikariDataSource state = database.createState()) {
            long token = lease(state);
            couplings(state).reserve(page(token, create("1", "old")));
            Coupling first = new CouplingStore(state).ofErpId("customer", "1").orElseThrow().coupling();
            PageRecord again = create("1", "new");
            again.coupledBy(first);

            couplings(state).reserve(page(token, again));

            Coupling second = new CouplingStore(state).ofErpId("customer", "1").orElseThrow().coupling();
            assertThat(second.crmId()).isEqualTo(first.crmId());
            assertThat(second.agreed().of("name").crm()).isEqualTo("new");
        }
    }

    @ParameterizedTest
    @EnumSource
    void under_an_old_token_nothing_is_reserved(Database database) {
        try (HikariDataSource state = database.createState()) {
            long token = lease(state);

            assertThatThrownBy(() -> couplings(state).reserve(page(token - 1, create("1", "name"))))
                    .isInstanceOf(LeaseLost.class);
            assertThat(new CouplingStore(state).ofErpId("customer", "1")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void two_records_of_a_mapping_never_couple_to_the_same_crm_record(Database database) throws SQLException {
        try (HikariDataSource state = database.createState()) {
            PageRecord record = create("1", "name");
            couplings(state).reserve(page(lease(state), record));

            assertThatThrownBy(() -> insert(state, "2", "customer", record.crmId()))
                    .isInstanceOf(UnableToExecuteStatementException.class).hasMessageContainingAll("insert into coupling");
            insert(state, "2", "vendor", record.crmId());
        }
    }

    private static void insert(DataSource state, String erpId, String mapping, UUID crmId) {
        Jdbi.create(state).useHandle(handle -> handle.createUpdate("insert into coupling (erp_id, mapping, id, erp_key, "
                        + "erp_code, crm_id, state, generation) values (:erpId, :mapping, :id, 'k', 'K', :crmId, 'coupled', 0)")
                .bind("erpId", erpId).bind("mapping", mapping).bind("id", UUID.randomUUID()).bind("crmId", crmId).execute());
    }

    @ParameterizedTest
    @EnumSource
    void a_match_with_somebody_elses_partner_does_not_count(Database database) {
        try (HikariDataSource state = database.createState()) {
            UUID taken = UUID.randomUUID();
            UUID free = UUID.randomUUID();
            insert(state, "coupled already", "customer", taken);
            insert(state, "rival in another mapping", "vendor", UUID.randomUUID());
            PageRecord record = new PageRecord(null, "1", "1", null, true);
            record.matches(List.of(account(taken), account(free)));
            record.contestedBy(List.of("coupled already", "rival in another mapping"));

            couplings(state).settleMatches(page(0, record));

            assertThat(record.candidates()).extracting(row -> row.get("accountid")).containsExactly(free);
            assertThat(record.rivals()).containsExactly("rival in another mapping");
        }
    }

    private static Row account(UUID id) {
        return new Row(new Row.Header(List.of("accountid")), new Object[] {id}, null);
    }

    @ParameterizedTest
    @EnumSource
    void couplings_are_found_by_code_by_crm_record_and_page_by_page(Database database) throws SQLException {
        try (HikariDataSource state = database.createState()) {
            PageRecord one = create("1", "one");
            couplings(state).reserve(page(lease(state), one, create("2", "two"), create("3", "three")));
            CouplingStore store = new CouplingStore(state);

            assertThat(store.list("customer", " no 1 ", null, null, 10)).singleElement()
                    .satisfies(stored -> assertThat(stored.coupling().erpId()).isEqualTo("1"));
            assertThat(store.list(null, null, one.crmId(), null, 10)).hasSize(1);
            List<CouplingStore.Stored> first = store.list("customer", null, null, null, 2);
            List<CouplingStore.Stored> rest = store.list("customer", null, null, first.get(1).id(), 2);
            assertThat(first).hasSize(2);
            assertThat(rest).hasSize(1).doesNotContainAnyElementsOf(first);
            assertThat(store.find(rest.get(0).id())).isPresent();
        }
    }
}
