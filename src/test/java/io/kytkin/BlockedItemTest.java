package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.DemoCompany;
import io.kytkin.sandbox.Fault;
import io.kytkin.sync.JobRequest;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of the product of an item that is blocked in the ERP. The CRM does not retire a product that an active price
 * list holds, so its price list items go first ({@code onErpLeave: delete}), then it is retired ({@code onErpLeave:
 * deactivate}).
 */
class BlockedItemTest {
    private static final int ACTIVE = 0;
    private static final int RETIRED = 1;
    private static final List<String> PRICES = List.of("item-default-price", "resource-default-price", "sales-price",
            "price-list-line-item", "price-list-line-resource");
    private Installation installation;

    @BeforeEach
    void start() {
        installation = Installation.on(DemoCompany::install).start();
        installation.fullSynchronization();
        List.of("item", "resource").forEach(installation::synchronizeChanges);
        PRICES.forEach(installation::synchronizeChanges);
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private void edit(String table, String no, String assignment) {
        installation.inErp("update " + table + " set " + assignment + ", system_modified_at = current_timestamp where no = '"
                + no + "'");
    }

    /** As the schedules do: what is parked comes again when its back-off is over. */
    private void synchronize(String table) {
        installation.synchronizeChanges(table);
        PRICES.forEach(installation::synchronizeChanges);
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(500)).until(() -> {
            installation.synchronizeChanges(table);
            return parked(table).isEmpty();
        });
    }

    private List<ParkedRecord> parked(String mapping) {
        return installation.runtime().parkedRecords().list(mapping, ParkingClass.TRANSIENT, null, 100);
    }

    private int state(String no) {
        return product(no).get("statecode").asInt();
    }

    private ObjectNode product(String no) {
        return installation.crm().rows("product").stream().filter(row -> row.get("productnumber").asText().equals(no))
                .findFirst().orElseThrow();
    }

    /** The names of the price lists that hold the product, each as often as it does. */
    private List<String> priceLists(String no) {
        String id = product(no).get("productid").asText();
        return installation.crm().rows("productpricelevel").stream()
                .filter(row -> row.get("_productid_value").asText().equals(id))
                .map(row -> installation.crm().row("pricelevel", UUID.fromString(row.get("_pricelevelid_value").asText()))
                        .get("name").asText()).sorted().toList();
    }

    /** Compares all records once more; the two prices of the demo company that the CRM refuses are sent, but not taken. */
    private void assertThatAnotherRunWritesNothing(String table) {
        List<ObjectNode> before = written();

        Stream.concat(Stream.of(table), PRICES.stream()).forEach(mapping -> {
            SynchJob job = installation.run(new JobRequest(mapping, Direction.TO_CRM, Scope.ALL, List.of(), "test", null));
            assertThat(job.count(Outcome.CREATED) + job.count(Outcome.UPDATED) + job.count(Outcome.MERGED)
                    + job.count(Outcome.COUPLED) + job.count(Outcome.DELETED)).as(job.toString()).isZero();
        });

        assertThat(written()).isEqualTo(before);
    }

    /** Products and price list items, with their versions. */
    private List<ObjectNode> written() {
        return Stream.of("product", "productpricelevel").flatMap(table -> installation.crm().rows(table).stream()).toList();
    }

    @Test
    void a_blocked_item_leaves_its_price_lists_and_then_its_product_is_retired_until_it_is_unblocked() {
        List<String> before = priceLists("K-1010");
        assertThat(before).as("the default list, groups' lists, lists of the new pricing").hasSizeGreaterThan(3)
                .doesNotHaveDuplicates();

        edit("item", "K-1010", "blocked = true");
        installation.synchronizeChanges("item");

        assertThat(state("K-1010")).isEqualTo(ACTIVE);
        assertThat(parked("item")).singleElement().satisfies(item -> {
            assertThat(item.erpKey()).isEqualTo("K-1010");
            assertThat(item.attempts()).isEqualTo(1);
            assertThat(item.parking().reason()).isEqualTo("the product is retired once it is in no active price list or "
                    + "bundle; its price list items go first");
            assertThat(item.nextAttemptAt()).as("soon").isBefore(Instant.now().plusSeconds(6));
        });

        synchronize("item");

        assertThat(priceLists("K-1010")).isEmpty();
        assertThat(state("K-1010")).isEqualTo(RETIRED);
        assertThat(product("K-1010").get("statuscode").asInt()).isEqualTo(2);
        assertThatAnotherRunWritesNothing("item");

        edit("item", "K-1010", "blocked = false, unit_price = 77");
        synchronize("item");

        assertThat(state("K-1010")).isEqualTo(ACTIVE);
        assertThat(product("K-1010").get("statuscode").asInt()).isEqualTo(1);
        assertThat(product("K-1010").get("price").asInt()).as("what was edited meanwhile").isEqualTo(77);
        assertThat(priceLists("K-1010")).as("once each").isEqualTo(before);
        assertThatAnotherRunWritesNothing("item");
    }

    @Test
    void the_price_of_an_unblocked_item_waits_until_its_product_is_active_again() {
        List<String> before = priceLists("K-1010");
        edit("item", "K-1010", "blocked = true");
        synchronize("item");
        edit("item", "K-1010", "blocked = false");

        PRICES.forEach(installation::synchronizeChanges);

        assertThat(priceLists("K-1010")).isEmpty();
        assertThat(parked("sales-price")).isNotEmpty().allSatisfy(price -> assertThat(price.parking().reason())
                .isEqualTo("the product is retired; it gets its price list item once it is active again"));

        installation.synchronizeChanges("item");
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(500)).until(() -> {
            PRICES.forEach(installation::synchronizeChanges);
            return PRICES.stream().allMatch(mapping -> parked(mapping).isEmpty());
        });
        assertThat(priceLists("K-1010")).isEqualTo(before);
    }

    @Test
    void a_price_that_the_crm_refused_until_its_product_is_active_is_in_doubt_nowhere() {
        edit("item", "K-1010", "blocked = true");
        synchronize("item");
        edit("item", "K-1010", "blocked = false");

        installation.synchronizeChanges("sales-price");

        String price = parked("sales-price").get(0).erpKey();
        assertThat(installation.coupling("sales-price", price)).isNull();
        assertThat(RestClient.json(installation.rest().get("/api/records/sales-price/" + price)).path("explanation").asText())
                .contains("is not in the CRM: the product is retired");
    }

    @Test
    void a_product_that_is_not_retired_yet_still_tells_our_own_name_from_an_edit() {
        installation.crm().faults().add(Fault.rewriteValues("name", "^Written", "WRITTEN"));
        Stream.of("description = 'Written by us'", "blocked = true").forEach(assignment -> {
            edit("item", "K-1010", assignment);
            installation.run(new JobRequest("item", Direction.TO_CRM, Scope.CHANGED, List.of(), "test", null));
        });
        assertThat(parked("item")).hasSize(1);
        assertThat(product("K-1010").get("name").asText()).isEqualTo("WRITTEN by us");

        installation.run(new JobRequest("item", Direction.TO_ERP, Scope.CHANGED, List.of(), "test", null));

        String description = installation.jdbi().withHandle(erp -> erp.createQuery(
                "select description from item where no = 'K-1010'").mapTo(String.class).one());
        assertThat(description).isEqualTo("Written by us");
    }

    @Test
    void the_product_of_a_blocked_resource_is_retired_too() {
        String no = installation.jdbi().withHandle(erp -> erp.createQuery("select min(no) from resource where blocked = false")
                .mapTo(String.class).one());
        assertThat(priceLists(no)).isNotEmpty();

        edit("resource", no, "blocked = true");
        synchronize("resource");

        assertThat(priceLists(no)).isEmpty();
        assertThat(state(no)).isEqualTo(RETIRED);
    }

    @Test
    void more_blocked_items_than_the_threshold_keep_their_prices_until_a_person_allows_it() {
        int prices = installation.crm().rows("productpricelevel").size();
        installation.inErp("update item set blocked = true, system_modified_at = current_timestamp");

        installation.synchronizeChanges("item-default-price");

        SynchJob stopped = installation.runtime().jobs().store().latest("item-default-price", Direction.TO_CRM, null)
                .orElseThrow();
        assertThat(stopped.state()).isEqualTo(SynchJob.State.FAILED);
        assertThat(stopped.message()).contains("records were deleted in the ERP or left the erpFilter", "allowDeletes");
        assertThat(installation.crm().rows("productpricelevel")).hasSize(prices);

        SynchJob allowed = installation.run(new JobRequest("item-default-price", Direction.TO_CRM, Scope.DELETES, List.of(),
                "test", null, true));

        assertThat(allowed.state()).as(allowed.message()).isEqualTo(SynchJob.State.FINISHED);
        assertThat(installation.crm().rows("productpricelevel")).hasSize((int) (prices - allowed.count(Outcome.DELETED)));
        assertThat(allowed.count(Outcome.DELETED)).isGreaterThan(10);
    }

    @Test
    void an_item_that_is_unblocked_before_a_person_allows_it_keeps_its_price() {
        int prices = installation.crm().rows("productpricelevel").size();
        installation.inErp("update item set blocked = true, system_modified_at = current_timestamp where blocked = false");
        installation.synchronizeChanges("item-default-price");
        installation.inErp("update item set blocked = false");

        installation.run(new JobRequest("item-default-price", Direction.TO_CRM, Scope.DELETES, List.of(), "test", null,
                true));

        assertThat(installation.crm().rows("productpricelevel")).hasSize(prices);
        assertThat(installation.runtime().parkedRecords().list("item-default-price", ParkingClass.PARTNER_DELETED, null, 10))
                .isEmpty();
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
        synchronize("item");
        installation.crm().update("product", UUID.fromString(product("K-1020").get("productid").asText()),
                Map.of("statecode", ACTIVE));
        installation.synchronizeChanges("item");

        assertThatAnotherRunWritesNothing("item");
        assertThat(state("K-1020")).isEqualTo(ACTIVE);
    }
}
