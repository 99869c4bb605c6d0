package io.kytkin.crm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import io.kytkin.mapping.TranslationSettings;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The routes {@code read-crm} and {@code write-crm} as they stand in the route file, over real HTTP. */
class CrmStagesTest {
    private static final String ENTITY_SETS = """
            {"value":[{"LogicalName":"account","EntitySetName":"accounts"},
                      {"LogicalName":"systemuser","EntitySetName":"systemusers"}]}""";
    private static final String CREATED = "HTTP/1.1 204 No Content\r\n\r\n";

    private ScriptedCrm crm;
    private CrmClient client;
    private CamelContext camel;

    /** Stands where the couplings are: whether and when a page was reserved is what the routes owe it. */
    public static final class Reservations {
        private int reserved;

        public void reserve(Page page) {
            reserved += page.toWrite().size();
        }
    }

    private final Reservations reservations = new Reservations();

    @BeforeEach
    void start() throws Exception {
        crm = new ScriptedCrm();
        client = new CrmClient(CrmSettings.withoutAuthentication(crm.url()), new CrmGate(0), new CrmRequests());
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        client.close();
        crm.close();
    }

    private Page through(String route, Page page, Table.Ability... abilities) throws Exception {
        CrmCatalogue catalogue = new CrmCatalogue(client);
        Bindings bindings = new Bindings(definition -> new Table("customer", "customer", null, null,
                Table.byName(List.of()), Set.of()), definition -> AccountPages.table(abilities),
                new TranslationSettings("CRONUS", "EUR", AccountPages.DEFAULT_OWNER, Clock.systemUTC()));
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("crmPages", new CrmPages(client, bindings, catalogue));
        camel.getRegistry().bind("couplings", reservations);
        camel.getRegistry().bind("olingo4", new CrmOlingoComponent(client));
        camel.start();
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("errors.camel.yaml",
                Files.readString(Path.of("routes/errors.camel.yaml"))), ResourceHelper.fromString("stages.camel.yaml",
                onlyTheCrmStages()));
        crm.received().clear();
        return camel.createProducerTemplate().requestBody(route, page, Page.class);
    }

    /** The product's own routes {@code ask-crm} and {@code write-crm}, without those that need the rest of Kytkin. */
    private static String onlyTheCrmStages() throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        ArrayNode routes = yaml.createArrayNode();
        yaml.readTree(Path.of("routes/stages.camel.yaml").toFile()).forEach(part -> {
            if (Set.of("ask-crm", "write-crm").contains(part.at("/route/id").asText())) {
                routes.add(part);
            }
        });
        return yaml.writeValueAsString(routes);
    }

    private static boolean asksForEntitySets(ScriptedCrm.Received request) {
        return request.target().contains("/EntityDefinitions");
    }

    private List<ScriptedCrm.Received> writes() {
        return crm.received().stream().filter(request -> request.method().equals("POST")).toList();
    }

    /** Answers each operation of a batch; anything else as given. */
    private void answering(ScriptedCrm.Answer toBulk, IntFunction<String> toOperation) {
        crm.otherwise(request -> {
            if (asksForEntitySets(request)) {
                return ScriptedCrm.Answer.of(200, ENTITY_SETS);
            }
            return request.target().endsWith("$batch") ? batchAnswer(request, toOperation) : toBulk;
        });
    }

    private static ScriptedCrm.Answer batchAnswer(ScriptedCrm.Received request, IntFunction<String> toOperation) {
        return ScriptedCrm.batch(request, (line, number) -> toOperation.apply(number));
    }

    private static String refusal(int status, String code, String message) {
        return "HTTP/1.1 " + status + " No\r\nContent-Type: application/json\r\n\r\n{\"error\":{\"code\":\"" + code
                + "\",\"message\":\"" + message + "\"}}";
    }

    @Test
    void new_records_go_in_one_bulk_action_with_our_keys() throws Exception {
        answering(ScriptedCrm.Answer.of(200, "{\"Ids\":[\"" + AccountPages.key(1) + "\",\"" + AccountPages.key(2)
                + "\"]}"), null);

        Page page = through("direct:write-crm", AccountPages.creates(2), Table.Ability.CREATE_MULTIPLE);

        assertThat(page.records()).extracting(PageRecord::outcome).containsOnly(Outcome.CREATED);
        assertThat(reservations.reserved).isEqualTo(2);
        assertThat(writes()).hasSize(1);
        assertThat(writes().get(0).target()).isEqualTo("/api/data/v9.2/accounts/Microsoft.Dynamics.CRM.CreateMultiple");
        JsonNode first = CrmJson.MAPPER.readTree(writes().get(0).body()).at("/Targets/0");
        assertThat(first.get("@odata.type").asText()).isEqualTo("Microsoft.Dynamics.CRM.account");
        assertThat(first.get("accountid").asText()).isEqualTo(AccountPages.key(1).toString());
        assertThat(first.get("creditlimit").decimalValue()).isEqualByComparingTo("1000.50");
        assertThat(first.get("ownerid@odata.bind").asText()).isEqualTo("/systemusers(" + AccountPages.OWNER + ")");
        assertThat(client.requests().ofJob(page.origin().job().toString())).isEqualTo(1);
    }

    @Test
    void a_refused_part_does_not_stop_the_others() throws Exception {
        answering(ScriptedCrm.Answer.refusal(400, "0x80044331", "too long"), operation -> operation == 2
                ? refusal(400, "0x80044331", "The length of the 'name' attribute exceeds 160") : CREATED);

        Page page = through("direct:write-crm", AccountPages.creates(3), Table.Ability.CREATE_MULTIPLE);

        assertThat(page.records()).extracting(PageRecord::outcome)
                .containsExactly(Outcome.CREATED, Outcome.PARKED, Outcome.CREATED);
        assertThat(page.records().get(1).parking()).satisfies(parking -> {
            assertThat(parking.parkingClass()).isEqualTo(ParkingClass.DATA);
            assertThat(parking.field()).isEqualTo("name");
            assertThat(parking.erpValue()).isEqualTo("Customer 2");
        });
        assertThat(writes()).hasSize(2);
        assertThat(writes().get(1).header("Prefer")).isEqualTo("odata.continue-on-error");
    }

    @Test
    void updates_never_create_and_never_overwrite_an_edit_made_since_the_read() throws Exception {
        answering(null, operation -> switch (operation) {
            case 1 -> CREATED;
            case 2 -> refusal(404, "0x80040217", "account Does Not Exist");
            default -> refusal(412, "0x80060882", "version");
        });
        Page page = AccountPages.updates(3);
        page.records().get(2)
                .meets(new Row(new Row.Header(List.of("accountid")), new Object[] {AccountPages.key(3)}, "W/\"7\""));

        page = through("direct:write-crm", page, Table.Ability.UPDATE_MULTIPLE, Table.Ability.OPTIMISTIC_CONCURRENCY);

        assertThat(writes()).hasSize(1);
        assertThat(writes().get(0).body()).contains("PATCH /api/data/v9.2/accounts(" + AccountPages.key(1) + ")",
                "If-Match: *\r\n", "If-Match: W/\"7\"\r\n");
        assertThat(page.records().get(0).outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(page.records().get(1).parking().parkingClass()).isEqualTo(ParkingClass.PARTNER_DELETED);
        assertThat(page.records().get(2).parking().parkingClass()).isEqualTo(ParkingClass.TRANSIENT);
    }

    @Test
    void updates_of_a_one_way_mapping_go_in_one_bulk_action() throws Exception {
        answering(ScriptedCrm.Answer.of(204, ""), null);
        Page page = through("direct:write-crm", AccountPages.updates(2), Table.Ability.UPDATE_MULTIPLE);
        assertThat(writes()).hasSize(1);
        assertThat(writes().get(0).target()).endsWith("UpdateMultiple");
        assertThat(page.records()).extracting(PageRecord::outcome).containsOnly(Outcome.UPDATED);
    }

    @Test
    void an_unknown_answer_parks_the_page_and_repeats_nothing() throws Exception {
        answering(ScriptedCrm.Answer.cut(), null);
        Page page = through("direct:write-crm", AccountPages.creates(2), Table.Ability.CREATE_MULTIPLE);
        assertThat(writes()).hasSize(1);
        assertThat(page.records()).allMatch(record -> record.parking().parkingClass() == ParkingClass.TRANSIENT);
    }

    @Test
    void what_certainly_did_not_run_is_sent_again_after_the_wait() throws Exception {
        ScriptedCrm.Answer throttled = ScriptedCrm.Answer.refusal(429, "0x80072322", "too many").with("Retry-After",
                "1");
        List<ScriptedCrm.Answer> answers = new ArrayList<>(List.of(throttled, ScriptedCrm.Answer.of(200, "{}")));
        crm.otherwise(request -> asksForEntitySets(request) ? ScriptedCrm.Answer.of(200, ENTITY_SETS)
                : answers.remove(0));

        Page page = through("direct:write-crm", AccountPages.creates(1), Table.Ability.CREATE_MULTIPLE);

        assertThat(page.records().get(0).outcome()).isEqualTo(Outcome.CREATED);
        assertThat(writes()).hasSize(2);
        assertThat(writes().get(1).nanos() - writes().get(0).nanos()).isGreaterThan(950_000_000L);
        assertThat(reservations.reserved).isEqualTo(1);
    }

    @Test
    void a_record_that_its_owner_may_not_own_goes_to_the_default_owner() throws Exception {
        int[] batches = {0};
        crm.otherwise(request -> {
            if (asksForEntitySets(request)) {
                return ScriptedCrm.Answer.of(200, ENTITY_SETS);
            }
            boolean first = batches[0]++ == 0;
            return batchAnswer(request, operation -> first && operation == 1
                    ? refusal(403, "0x80040220", "missing prvReadAccount") : CREATED);
        });

        Page page = through("direct:write-crm", AccountPages.creates(2));

        assertThat(page.records()).extracting(PageRecord::outcome).containsOnly(Outcome.CREATED);
        assertThat(writes()).hasSize(2);
        assertThat(writes().get(1).body()).contains("/systemusers(" + AccountPages.DEFAULT_OWNER + ")")
                .contains(AccountPages.key(1).toString()).doesNotContain(AccountPages.key(2).toString());
        assertThat(page.records().get(0).decision().notices()).singleElement().asString().contains("default owner");
    }

    @Test
    void a_key_that_exists_already_is_read_before_anything_else_is_sent() throws Exception {
        answering(null, operation -> refusal(412, "0x80040237", "exists"));
        Page page = through("direct:write-crm", AccountPages.creates(1));
        assertThat(page.records().get(0).parking().parkingClass()).isEqualTo(ParkingClass.TRANSIENT);
        assertThat(writes()).hasSize(1);
    }

    @Test
    void a_page_without_writes_reserves_and_sends_nothing() throws Exception {
        Page page = through("direct:write-crm", AccountPages.page(AccountPages.definition(),
                List.of(AccountPages.record(1))));
        assertThat(page.records().get(0).outcome()).isNull();
        assertThat(crm.received()).isEmpty();
        assertThat(reservations.reserved).isZero();
    }

    @Test
    void reservations_are_read_by_key_and_new_records_by_their_match_values_in_one_request() throws Exception {
        crm.otherwise(request -> ScriptedCrm.Answer.of(200, """
                {"value":[{"@odata.etag":"W/\\"5\\"","accountid":"%s","name":"changed by a user"},
                          {"accountid":"%s","name":"CUSTOMER 2 ","address1_postalcode":"00152"},
                          {"accountid":"%s","name":"customer 2","address1_postalcode":"00152"}]}"""
                .formatted(AccountPages.key(1), AccountPages.key(8), AccountPages.key(9))));
        PageRecord reserved = AccountPages.record(1);
        reserved.coupledBy(AccountPages.coupling(1, Coupling.State.RESERVED));
        PageRecord fresh = AccountPages.record(2);
        Page page = through("direct:ask-crm", AccountPages.page(AccountPages.definition("name", "post_code"),
                List.of(reserved, fresh, AccountPages.record(3))));

        assertThat(crm.received()).hasSize(1);
        String target = URLDecoder.decode(crm.received().get(0).target(), StandardCharsets.UTF_8);
        assertThat(target).contains("(statecode eq 0)", "@p1='accountid'", "[\"" + AccountPages.key(1) + "\"]",
                "@p3='name'&@p4=[\"Customer 2\",\"Customer 3\"]&@p5='address1_postalcode'&@p6=[\"00152\",\"00153\"]");
        assertThat(reserved.target().version()).isEqualTo("W/\"5\"");
        assertThat(fresh.candidates()).hasSize(2);
        assertThat(page.records().get(2).candidates()).isEmpty();
    }

    @Test
    void on_the_way_to_the_erp_other_crm_records_with_the_same_match_values_are_rivals() throws Exception {
        crm.otherwise(request -> ScriptedCrm.Answer.of(200, "{\"value\":[{\"accountid\":\"%s\",\"name\":\"A\"},"
                .formatted(AccountPages.key(1))
                + "{\"accountid\":\"%s\",\"name\":\"a\"}]}".formatted(AccountPages.key(2))));
        Row account = new Row(new Row.Header(List.of("accountid", "name")), new Object[] {AccountPages.key(1), "A"},
                null);
        PageRecord contested = new PageRecord(account, null, null, AccountPages.key(1), true);
        contested.matches(List.of(account));
        Page page = new Page(new Page.Origin(UUID.randomUUID(), 0, 1, null), AccountPages.definition("name"),
                Direction.TO_ERP, List.of(contested));
        through("direct:ask-crm", page);
        assertThat(contested.rivals()).containsExactly(AccountPages.key(2).toString());
    }

    @Test
    void a_question_too_long_for_an_address_goes_inside_a_batch() throws Exception {
        crm.otherwise(request -> batchAnswer(request, operation ->
                "HTTP/1.1 200 OK\r\n\r\n{\"value\":[{\"accountid\":\""
                + AccountPages.key(7) + "\",\"name\":\"Customer 7\",\"address1_postalcode\":\"00157\"}]}"));
        List<PageRecord> records = new ArrayList<>();
        for (int number = 0; number < 350; number++) {
            records.add(AccountPages.record(number));
        }
        through("direct:ask-crm", AccountPages.page(AccountPages.definition("name", "post_code"), records));

        assertThat(crm.received()).hasSize(1);
        assertThat(crm.received().get(0).target()).endsWith("$batch");
        assertThat(records.get(7).candidates()).hasSize(1);
        assertThat(records.get(8).candidates()).isEmpty();
    }

    @Test
    void a_page_that_needs_to_know_nothing_asks_nothing() throws Exception {
        through("direct:ask-crm", AccountPages.page(AccountPages.definition(), List.of(AccountPages.record(1))));
        assertThat(crm.received()).isEmpty();
    }

    @Test
    void a_bulk_action_that_is_too_large_is_halved() throws Exception {
        answering(ScriptedCrm.Answer.refusal(413, "", "too large"), operation -> CREATED);
        Page page = through("direct:write-crm", AccountPages.creates(5), Table.Ability.CREATE_MULTIPLE);
        assertThat(writes()).hasSize(3);
        assertThat(page.records()).extracting(PageRecord::outcome).containsOnly(Outcome.CREATED);
    }

    @Test
    void a_value_that_can_not_be_sent_parks_its_record_only() throws Exception {
        answering(ScriptedCrm.Answer.of(200, "{}"), operation -> CREATED);
        Page page = AccountPages.creates(2);
        Decision decision = AccountPages.decision(1, Decision.Action.CREATE);
        page.records().get(0).decide(new Decision(decision.action(), decision.values(), Map.of("ownerid", "account"),
                decision.agreed(), Set.of(), null, List.of()));
        page = through("direct:write-crm", page, Table.Ability.CREATE_MULTIPLE);
        assertThat(page.records()).extracting(PageRecord::outcome).containsExactly(Outcome.PARKED, Outcome.CREATED);
        assertThat(page.records().get(0).parking().reason())
                .contains("account.ownerid can't refer to the table 'account'");
    }

    @Test
    void a_mixed_page_is_one_batch() throws Exception {
        answering(null, operation -> CREATED);
        Page page = AccountPages.creates(2);
        page.records().get(1).decide(AccountPages.decision(2, Decision.Action.UPDATE));
        page = through("direct:write-crm", page, Table.Ability.CREATE_MULTIPLE, Table.Ability.UPDATE_MULTIPLE);
        assertThat(writes()).hasSize(1);
        assertThat(page.records()).extracting(PageRecord::outcome).containsExactly(Outcome.CREATED, Outcome.UPDATED);
    }
}
