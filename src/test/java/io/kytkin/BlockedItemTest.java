package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Direction;
import io.kytkin.sandbox.DemoCompany;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.Scope;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of the product of an item that is blocked in the ERP: {@code onErpLeave: deactivate}. */
class BlockedItemTest {
    private static final int ACTIVE = 0;
    private static final int RETIRED = 1;
    private static Installation installation;

    @BeforeAll
    static void start() {
        installation = Installation.on(SandboxSettings.defaults().withAuthentication(false), Installation.memory("erp"),
                Installation.memory("state"), DemoCompany::install).start();
        installation.fullSynchronization();
        List.of("item", "resource").forEach(installation::synchronizeChanges);
    }

    @AfterAll
    static void close() {
        installation.close();
    }

    private static void edit(String table, String no, String assignment) {
        installation.inErp("update " + table + " set " + assignment + ", system_modified_at = current_timestamp where no = '"
                + no + "'");
        installation.synchronizeChanges(table);
    }

    private static int state(String no) {
        return product(no).get("statecode").asInt();
    }

    private static ObjectNode product(String no) {
        return installation.crm().rows("product").stream().filter(row -> row.get("productnumber").asText().equals(no))
                .findFirst().orElseThrow();
    }

    @Test
    void a_product_is_retired_when_its_item_is_blocked_and_active_again_when_that_is_unblocked() {
        edit("item", "K-1010", "blocked = true");
        assertThat(state("K-1010")).isEqualTo(RETIRED);
        assertThat(product("K-1010").get("statuscode").asInt()).isEqualTo(2);

        edit("item", "K-1010", "blocked = false, unit_price = 77");
        assertThat(state("K-1010")).isEqualTo(ACTIVE);
        assertThat(product("K-1010").get("statuscode").asInt()).isEqualTo(1);
        assertThat(product("K-1010").get("price").asInt()).as("what was edited meanwhile").isEqualTo(77);
    }

    @Test
    void the_product_of_a_blocked_resource_is_retired_too() {
        String no = installation.jdbi().withHandle(erp -> erp.createQuery("select min(no) from resource where blocked = false")
                .mapTo(String.class).one());

        edit("resource", no, "blocked = true");

        assertThat(state(no)).isEqualTo(RETIRED);
    }

    @Test
    void a_blocked_item_gets_no_product_and_its_price_waits_for_nothing() {
        assertThat(installation.crm().rows("product")).noneMatch(row -> row.get("productnumber").asText().equals("K-1560"));
        assertThat(installation.runtime().parkedRecords().list("sales-price", null, null, 100))
                .noneMatch(parked -> parked.erpKey().contains("K-1560"));
    }

    @Test
    void a_product_that_a_person_made_active_again_stays_so_and_nothing_is_sent_twice() {
        edit("item", "K-1020", "blocked = true");
        installation.crm().update("product", UUID.fromString(product("K-1020").get("productid").asText()),
                Map.of("statecode", ACTIVE));
        installation.synchronizeChanges("item");
        installation.crm().resetStatistics();

        installation.run(new JobRequest("item", Direction.TO_CRM, Scope.ALL, List.of(), "test", null));

        assertThat(state("K-1020")).isEqualTo(ACTIVE);
        assertThat(installation.crm().statistics().writes()).isZero();
    }
}
