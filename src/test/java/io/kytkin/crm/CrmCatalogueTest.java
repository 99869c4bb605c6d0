package io.kytkin.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.mapping.Column;
import io.kytkin.mapping.Kind;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrmCatalogueTest {
    private static final String OVERVIEW = """
            {"value":[{"LogicalName":"account","EntitySetName":"accounts","PrimaryIdAttribute":"accountid",
              "PrimaryNameAttribute":"name","ChangeTrackingEnabled":true,"IsOptimisticConcurrencyEnabled":true},
             {"LogicalName":"contact","EntitySetName":"contacts","PrimaryIdAttribute":"contactid"}]}""";
    private static final Map<String, String> METADATA = Map.of(
            "/Attributes?", """
            {"value":[
             {"LogicalName":"accountid","AttributeType":"Uniqueidentifier","IsValidForCreate":true,
              "IsValidForRead":true,"IsValidForUpdate":false,"RequiredLevel":{"Value":"SystemRequired"}},
             {"LogicalName":"name","AttributeType":"String","IsValidForCreate":true,"IsValidForRead":true,
              "IsValidForUpdate":true},
             {"LogicalName":"owneridname","AttributeType":"String","AttributeOf":"ownerid"},
             {"LogicalName":"creditlimit","AttributeType":"Money","IsValidForCreate":true,"IsValidForUpdate":true},
             {"LogicalName":"paymenttermscode","AttributeType":"Picklist","IsValidForCreate":true,
              "IsValidForUpdate":true},
             {"LogicalName":"birthday","AttributeType":"DateTime"},
             {"LogicalName":"createdon","AttributeType":"DateTime"},
             {"LogicalName":"ownerid","AttributeType":"Owner","IsValidForCreate":true},
             {"LogicalName":"parentcustomerid","AttributeType":"Customer","IsValidForCreate":true}]}""",
            "StringAttributeMetadata", "{\"value\":[{\"LogicalName\":\"name\",\"MaxLength\":160}]}",
            "MoneyAttributeMetadata",
            "{\"value\":[{\"LogicalName\":\"creditlimit\",\"MinValue\":0.0,"
                    + "\"MaxValue\":100000000000.0,\"Precision\":2}]}",
            "DateTimeAttributeMetadata",
            "{\"value\":[{\"LogicalName\":\"birthday\",\"DateTimeBehavior\":{\"Value\":\"DateOnly\"}},"
                    + "{\"LogicalName\":\"createdon\",\"DateTimeBehavior\":{\"Value\":\"UserLocal\"}}]}",
            "LookupAttributeMetadata",
            "{\"value\":[{\"LogicalName\":\"ownerid\",\"Targets\":[\"systemuser\",\"team\"]},"
                    + "{\"LogicalName\":\"parentcustomerid\",\"Targets\":[\"account\",\"contact\"]}]}",
            "PicklistAttributeMetadata",
            "{\"value\":[{\"LogicalName\":\"paymenttermscode\",\"OptionSet\":{\"Options\":["
                    + "{\"Value\":1,\"Label\":{\"UserLocalizedLabel\":{\"Label\":\"Net 30\"}}}]}}]}",
            "ManyToOneRelationships", """
            {"value":[{"ReferencingAttribute":"ownerid","ReferencedEntity":"owner",
              "ReferencingEntityNavigationPropertyName":"ownerid"},
             {"ReferencingAttribute":"parentcustomerid","ReferencedEntity":"account",
              "ReferencingEntityNavigationPropertyName":"parentcustomerid_account"},
             {"ReferencingAttribute":"parentcustomerid","ReferencedEntity":"contact",
              "ReferencingEntityNavigationPropertyName":"parentcustomerid_contact"}]}""",
            "'CreateMultiple'", "{\"value\":[{\"sdkmessagefilterid\":\"0e000000-0000-4000-8000-000000000009\"}]}");

    private ScriptedCrm crm;
    private CrmClient client;
    private CrmCatalogue catalogue;

    @BeforeEach
    void start() throws IOException {
        crm = new ScriptedCrm().otherwise(request -> request.target().endsWith("$batch")
                ? ScriptedCrm.batch(request, (line, number) -> answerTo(line)) : ScriptedCrm.Answer.of(200, OVERVIEW));
        client = new CrmClient(CrmSettings.withoutAuthentication(crm.url()), new CrmGate(0), new CrmRequests());
        catalogue = new CrmCatalogue(client);
    }

    @AfterEach
    void stop() {
        client.close();
        crm.close();
    }

    private static String answerTo(String line) {
        if (line.contains("MemoAttributeMetadata")) {
            return "HTTP/1.1 400 Bad Request\r\n\r\n{\"error\":{\"code\":\"0x0\",\"message\":\"no such cast\"}}";
        }
        String body = METADATA.entrySet().stream().filter(known -> line.contains(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst().orElse("{\"value\":[]}");
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body;
    }

    private static MappingDefinition mappingTo(String table) {
        return new MappingDefinition("customer", "customer", null, List.of("id"), List.of("no"), null, null, null,
                table, null, MappingDefinition.Create.ALWAYS, MappingDefinition.Create.NEVER, List.of(), null,
                MappingDefinition.Policy.ASK, MappingDefinition.Policy.ASK, null, null, Duration.ZERO, List.of());
    }

    @Test
    void a_table_is_known_by_two_requests_and_kept() {
        catalogue.table(mappingTo("account"));
        Table table = catalogue.table(mappingTo("account"));

        assertThat(crm.received()).hasSize(2);
        assertThat(table.collection()).isEqualTo("accounts");
        assertThat(table.key()).isEqualTo("accountid");
        assertThat(table.nameColumn()).isEqualTo("name");
        assertThat(table.abilities()).containsExactlyInAnyOrder(Table.Ability.CREATE_MULTIPLE,
                Table.Ability.CHANGE_TRACKING, Table.Ability.OPTIMISTIC_CONCURRENCY);
    }

    @Test
    void attributes_come_with_their_limits_options_and_abilities() {
        Table table = catalogue.table(mappingTo("account"));

        assertThat(table.column("name")).hasValueSatisfying(name -> {
            assertThat(name.length()).isEqualTo(160);
            assertThat(name.can(Column.Ability.UPDATE)).isTrue();
        });
        assertThat(table.column("accountid")).hasValueSatisfying(key -> {
            assertThat(key.can(Column.Ability.UPDATE)).isFalse();
            assertThat(key.can(Column.Ability.REQUIRED)).isTrue();
        });
        assertThat(table.column("creditlimit")).hasValueSatisfying(money -> {
            assertThat(money.minimum()).isEqualByComparingTo("0");
            assertThat(money.maximum()).isEqualByComparingTo("100000000000");
            assertThat(money.scale()).isEqualTo(2);
        });
        assertThat(table.column("paymenttermscode").orElseThrow().options()).containsEntry(1, "Net 30");
        assertThat(table.column("birthday").orElseThrow().kind()).isEqualTo(Kind.DATE);
        assertThat(table.column("createdon").orElseThrow().kind()).isEqualTo(Kind.DATE_TIME);
        assertThat(table.column("owneridname")).isEmpty();
    }

    @Test
    void references_are_written_under_the_name_that_each_target_has() {
        Table table = catalogue.table(mappingTo("account"));

        assertThat(table.column("ownerid").orElseThrow().navigations())
                .containsExactlyInAnyOrderEntriesOf(Map.of("systemuser", "ownerid", "team", "ownerid"));
        assertThat(table.column("parentcustomerid").orElseThrow().navigations()).containsExactlyInAnyOrderEntriesOf(
                Map.of("account", "parentcustomerid_account", "contact", "parentcustomerid_contact"));
    }

    @Test
    void an_unknown_table_is_named_with_the_nearest_one() {
        assertThatThrownBy(() -> catalogue.table(mappingTo("acount"))).isInstanceOf(MappingProblem.class)
                .hasMessageContaining("'acount'").hasMessageContaining("'account'");
    }
}
