package io.kytkin.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.Table;
import io.kytkin.mapping.TranslationSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrmReaderTest {
    private static final MappingDefinition CUSTOMER = AccountPages.definition();

    private final Mappings mappings = new Mappings();
    private ScriptedCrm crm;
    private CrmClient client;

    @BeforeEach
    void start() throws IOException {
        crm = new ScriptedCrm();
        client = new CrmClient(CrmSettings.withoutAuthentication(crm.url()), new CrmGate(0), new CrmRequests());
    }

    @AfterEach
    void stop() {
        client.close();
        crm.close();
    }

    private RecordReader reader(Table.Ability... abilities) {
        Table erp = new Table("customer", "customer", null, null, Table.byName(List.of()), Set.of());
        return new CrmReader(client, new Bindings(definition -> erp, definition -> AccountPages.table(abilities),
                new TranslationSettings("CRONUS", "EUR", null, Clock.systemUTC())), new CrmCatalogue(client), mappings);
    }

    private String link(String rest) {
        return crm.url() + "/api/data/v9.2/accounts?" + rest;
    }

    private ScriptedCrm.Answer page(String rows, String linkName, String rest) {
        return ScriptedCrm.Answer.of(200, "{\"value\":[" + rows + "],\"@odata." + linkName + "\":\""
                + link(rest) + "\"}");
    }

    private static String account(int number, int state) {
        return "{\"@odata.etag\":\"W/\\\"" + number + "\\\"\",\"accountid\":\"" + AccountPages.key(number)
                + "\",\"name\":\"Customer " + number + "\",\"creditlimit\":1000.5000,\"_ownerid_value\":\""
                + AccountPages.OWNER + "\",\"statecode\":" + state + "}";
    }

    @Test
    void a_tracked_table_is_read_in_pages_and_then_from_its_delta_link() {
        crm.then(page(account(1, 0), "nextLink", "$skiptoken=2"))
                .then(page(account(2, 1), "deltaLink", "$deltatoken=7"))
                .then(ScriptedCrm.Answer.of(200, "{\"value\":[{\"@odata.context\":\"x\",\"id\":\"" + AccountPages.key(1)
                        + "\",\"reason\":\"deleted\"}],\"@odata.deltaLink\":\"" + link("$deltatoken=8") + "\"}"));
        RecordReader reader = reader(Table.Ability.CHANGE_TRACKING);

        RecordReader.Chunk first = reader.read(CUSTOMER, null, "", 1);
        RecordReader.Chunk second = reader.read(CUSTOMER, first.end(), "", 1);
        RecordReader.Chunk changes = reader.read(CUSTOMER, reader.storable(second.end(), "", Duration.ZERO), "", 1);

        assertThat(crm.received().get(0).header("Prefer")).isEqualTo("odata.track-changes,odata.maxpagesize=1");
        assertThat(first.last()).isFalse();
        assertThat(second.last()).isTrue();
        PageRecord record = first.records().get(0);
        assertThat(record.crmId()).isEqualTo(AccountPages.key(1));
        assertThat(record.inScope()).isTrue();
        assertThat(record.source().get("creditlimit")).isEqualTo(new BigDecimal("1000.5000"));
        assertThat(record.source().get("ownerid")).isEqualTo(AccountPages.OWNER);
        assertThat(record.source().version()).isEqualTo("W/\"1\"");
        assertThat(second.records().get(0).inScope()).isFalse();
        assertThat(changes.records()).singleElement().satisfies(deleted -> {
            assertThat(deleted.source()).isNull();
            assertThat(deleted.crmId()).isEqualTo(AccountPages.key(1));
        });
        assertThat(changes.end()).startsWith("/api/data/").isEqualTo(URI.create(link("$deltatoken=8")).getRawPath() + "?"
                + URI.create(link("$deltatoken=8")).getRawQuery());
    }

    @Test
    void an_expired_token_means_reading_everything() {
        crm.then(ScriptedCrm.Answer.refusal(400, "0x80044352", "full sync needed"))
                .then(page(account(1, 0), "deltaLink", "$deltatoken=9"));
        RecordReader.Chunk chunk = reader(Table.Ability.CHANGE_TRACKING).read(CUSTOMER, link("$deltatoken=1"), "", 100);
        assertThat(chunk.records()).hasSize(1);
        assertThat(crm.received().get(1).header("Prefer")).startsWith("odata.track-changes");
    }

    @Test
    void a_link_that_selects_less_than_the_mapping_needs_is_not_followed() {
        crm.then(page("", "deltaLink", "$deltatoken=9"));
        reader(Table.Ability.CHANGE_TRACKING).read(CUSTOMER, link("$select=accountid,name&$deltatoken=1"), "", 100);
        assertThat(crm.received()).singleElement()
                .satisfies(request -> assertThat(request.target()).doesNotContain("deltatoken"));
    }

    private static final MappingDefinition SUPPLIER = AccountPages.named("supplier", "statecode eq 1");

    private static List<Object> names(RecordReader.Chunk chunk) {
        return chunk.records().stream().filter(PageRecord::inScope).map(record -> record.source().get("name")).toList();
    }

    @Test
    void mappings_of_one_table_ask_once_and_each_takes_its_own_records() {
        crm.then(page(account(1, 0) + "," + account(2, 1), "deltaLink", "$deltatoken=8"));
        RecordReader reader = reader(Table.Ability.CHANGE_TRACKING);
        String tick = reader.bound(CUSTOMER, Duration.ofMillis(500));

        RecordReader.Chunk customers = reader.read(CUSTOMER, link("$deltatoken=7"), tick, 100);
        RecordReader.Chunk suppliers = reader.read(SUPPLIER, link("$deltatoken=7"), tick, 100);
        RecordReader.Chunk end = reader.read(SUPPLIER, suppliers.end(), tick, 100);

        assertThat(names(customers)).containsExactly("Customer 1");
        assertThat(names(suppliers)).containsExactly("Customer 2");
        assertThat(end.records()).isEmpty();
        assertThat(end.last()).isTrue();
        assertThat(end.end()).isEqualTo(customers.end()).contains("$deltatoken=8");
        assertThat(crm.received()).hasSize(1);
    }

    @Test
    void who_looked_seldom_is_told_all_that_the_others_saw_meanwhile() {
        crm.then(page(account(1, 0), "deltaLink", "$deltatoken=8")).then(page("", "deltaLink", "$deltatoken=9"))
                .then(page(account(2, 0), "deltaLink", "$deltatoken=10"));
        RecordReader reader = reader(Table.Ability.CHANGE_TRACKING);
        String position = link("$deltatoken=7");
        for (int poll = 0; poll < 3; poll++) {
            position = reader.read(CUSTOMER, position, "", 100).end();
        }

        RecordReader.Chunk first = reader.read(SUPPLIER, link("$deltatoken=7"), "", 100);
        RecordReader.Chunk second = reader.read(SUPPLIER, first.end(), "", 100);

        assertThat(first.records()).singleElement().extracting(PageRecord::crmId).isEqualTo(AccountPages.key(1));
        assertThat(second.records()).singleElement().extracting(PageRecord::crmId).isEqualTo(AccountPages.key(2));
        assertThat(second.end()).isEqualTo(position);
        assertThat(crm.received()).hasSize(3);
    }

    @Test
    void a_mapping_that_was_somewhere_else_goes_on_with_the_others_from_a_link_older_than_its_read() {
        crm.then(page("", "deltaLink", "$deltatoken=8")).then(page(account(1, 1), "deltaLink", "$deltatoken=9"));
        RecordReader reader = reader(Table.Ability.CHANGE_TRACKING);
        RecordReader.Chunk others = reader.read(CUSTOMER, link("$deltatoken=7"), "", 100);

        RecordReader.Chunk late = reader.read(SUPPLIER, link("$deltatoken=3"), "", 100);

        assertThat(names(late)).containsExactly("Customer 1");
        assertThat(late.end()).as("not $deltatoken=9, which would part their ways").isEqualTo(others.end());
    }

    @Test
    void a_job_that_somebody_waits_for_asks_also_right_after_another_mapping() {
        crm.then(page("", "deltaLink", "$deltatoken=8")).then(page(account(1, 1), "deltaLink", "$deltatoken=9"));
        RecordReader reader = reader(Table.Ability.CHANGE_TRACKING);
        String end = reader.read(CUSTOMER, link("$deltatoken=7"), reader.bound(CUSTOMER), 100).end();

        assertThat(names(reader.read(SUPPLIER, end, reader.bound(SUPPLIER), 100))).containsExactly("Customer 1");
    }

    @Test
    void the_first_read_of_a_tracked_table_selects_what_all_its_mappings_need() {
        crm.then(page("", "deltaLink", "$deltatoken=9"));
        mappings.put(new Mappings.Loaded("supplier", AccountPages.named("supplier", "creditlimit gt 5"), "f",
                List.of(Direction.TO_ERP), null, List.of()));
        RecordReader reader = reader(Table.Ability.CHANGE_TRACKING);
        MappingDefinition names = AccountPages.withFields("customer", "name");

        reader.read(names, null, "", 100);

        assertThat(crm.received().get(0).target()).contains("name", "creditlimit");
    }

    @Test
    void an_untracked_table_is_read_in_the_order_of_its_key_each_time() {
        crm.then(page(account(1, 0), "nextLink", "$skiptoken=2"))
                .then(ScriptedCrm.Answer.of(200, "{\"value\":[" + account(2, 0) + "]}"));
        RecordReader reader = reader();
        RecordReader.Chunk first = reader.read(CUSTOMER, null, "", 1);
        RecordReader.Chunk second = reader.read(CUSTOMER, first.end(), "", 1);

        assertThat(crm.received().get(0).target()).contains("$orderby=accountid");
        assertThat(crm.received().get(1).target()).contains("$skiptoken=2");
        assertThat(second.last()).isTrue();
        assertThat(reader.storable(second.end(), "", Duration.ZERO)).isNull();
    }

    @Test
    void a_record_is_gone_only_when_the_crm_says_so_of_its_key() {
        crm.otherwise(request -> request.target().endsWith("$batch")
                ? ScriptedCrm.batch(request, (line, number) -> number == 1
                        ? "HTTP/1.1 404 Not Found\r\n\r\n{\"error\":{\"code\":\"0x80040217\",\"message\":\"gone\"}}"
                        : "HTTP/1.1 200 OK\r\n\r\n" + account(3, 0))
                : ScriptedCrm.Answer.of(200, "{\"value\":[" + account(1, 0) + "]}"));
        List<PageRecord> records = reader().readByIds(CUSTOMER,
                List.of(AccountPages.key(1).toString(), AccountPages.key(2).toString(),
                AccountPages.key(3).toString()));

        assertThat(records).extracting(record -> record.source() != null).containsExactly(true, false, true);
        assertThat(crm.received()).hasSize(2);
    }

    @Test
    void a_record_that_may_not_be_read_is_not_taken_for_deleted() {
        crm.otherwise(request -> request.target().endsWith("$batch")
                ? ScriptedCrm.batch(request, (line, number) ->
                "HTTP/1.1 403 No\r\n\r\n{\"error\":{\"code\":\"0x80040220\"}}")
                : ScriptedCrm.Answer.of(200, "{\"value\":[]}"));
        assertThatThrownBy(() -> reader().readByIds(CUSTOMER, List.of(AccountPages.key(1).toString())))
                .isInstanceOf(CrmRefused.class).hasMessageContaining("403");
    }

    @Test
    void a_read_that_is_throttled_or_cut_is_repeated() {
        crm.then(ScriptedCrm.Answer.refusal(429, "0x80072322", "too many").with("Retry-After", "0"))
                .then(ScriptedCrm.Answer.cut()).then(page(account(1, 0), "deltaLink", "$deltatoken=7"));
        assertThat(reader(Table.Ability.CHANGE_TRACKING).read(CUSTOMER, null, "", 100).records()).hasSize(1);
        assertThat(crm.received()).hasSize(3);
    }

    @Test
    void a_count_is_read_past_its_byte_order_mark() {
        crm.otherwise(request -> ScriptedCrm.Answer.of(200, "\uFEFF42").with("Content-Type", "text/plain"));
        assertThat(reader().count(CUSTOMER)).isEqualTo(42);
        assertThat(crm.received().get(0).target()).contains("/accounts/$count?$filter=statecode%20eq%200");
    }
}
