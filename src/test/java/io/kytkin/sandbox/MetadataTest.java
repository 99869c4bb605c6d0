package io.kytkin.sandbox;

import static io.kytkin.sandbox.WebClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.sandbox.WebClient.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the CRM tells about itself, and the one thing about it that can be changed: alternate keys. */
class MetadataTest {
    private SandboxCrm crm;
    private WebClient web;

    @BeforeEach
    void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false)
            .withoutChangeTracking(Set.of("contact")).withoutOptimisticConcurrency(Set.of("uom")));
        web = new WebClient(crm);
    }

    @AfterEach
    void stop() {
        crm.close();
    }

    @Test
    void the_metadata_document_is_well_formed_and_keeps_the_server_s_secrets() throws Exception {
        for (String query : new String[] {"", "?annotations=true"}) {
            Answer answer = web.get("$metadata" + query);
            assertThat(answer.header("Content-Type")).startsWith("application/xml");
            DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(answer.text().getBytes(StandardCharsets.UTF_8)));
            assertThat(answer.text()).contains("Alias=\"mscrm\"", "<EntitySet Name=\"accounts\"")
                .doesNotContain("Sandbox.V1", " MaxLength=\"", "AlternateKeys\"");
        }
        assertThat(web.get("$metadata").text()).doesNotContain("Org.OData");
        assertThat(web.get("$metadata?annotations=true").text()).contains("Org.OData.Core.V1.Computed");
    }

    @Test
    void the_service_document_names_every_entity_set() throws IOException {
        assertThat(web.get("").value().findValuesAsText("name")).contains("accounts", "systemusers",
            "transactioncurrencies", "productpricelevels", "sdkmessagefilters", "EntityDefinitions");
    }

    @Test
    void a_table_is_described_by_its_names_and_abilities() throws IOException {
        JsonNode account = web.get("EntityDefinitions(LogicalName='account')?$select=LogicalName,EntitySetName,"
            + "PrimaryIdAttribute,PrimaryNameAttribute,ChangeTrackingEnabled,IsOptimisticConcurrencyEnabled").json();
        JsonNode tracked = web.get("EntityDefinitions?$select=LogicalName&$filter=" + encoded(
            "ChangeTrackingEnabled eq true")).value();

        assertThat(account.get("EntitySetName").asText()).isEqualTo("accounts");
        assertThat(account.get("PrimaryNameAttribute").asText()).isEqualTo("name");
        assertThat(account.get("IsOptimisticConcurrencyEnabled").asBoolean()).isTrue();
        assertThat(account.has("DisplayName")).isFalse();
        assertThat(tracked.findValuesAsText("LogicalName")).contains("account").doesNotContain("contact");
        assertThat(web.get("EntityDefinitions(LogicalName='uom')").json().get("IsOptimisticConcurrencyEnabled")
            .asBoolean()).isFalse();
        assertThat(web.get("EntityDefinitions(LogicalName='nothing')").status()).isEqualTo(404);
        assertThat(web.get("EntityDefinitions(" + account.get("MetadataId").asText() + ")?$select=LogicalName").json()
            .get("LogicalName").asText()).isEqualTo("account");
    }

    @Test
    void columns_are_described_by_kind() throws IOException {
        String columns = "EntityDefinitions(LogicalName='account')/Attributes";
        String cast = columns + "/Microsoft.Dynamics.CRM.";

        assertThat(web.get(cast + "StringAttributeMetadata?$select=LogicalName,MaxLength&$filter=" + encoded(
            "LogicalName eq 'accountnumber'")).value().get(0).get("MaxLength").asInt()).isEqualTo(20);
        assertThat(web.get(cast + "IntegerAttributeMetadata?$select=LogicalName,MaxValue").value()
            .findValuesAsText("LogicalName")).contains("numberofemployees").doesNotContain("paymenttermscode");
        assertThat(web.get(cast + "MoneyAttributeMetadata?$select=LogicalName,Precision").value()
            .findValuesAsText("LogicalName")).contains("creditlimit");
        assertThat(web.get(columns + "(LogicalName='paymenttermscode')/Microsoft.Dynamics.CRM."
            + "PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)").json()
            .at("/OptionSet/Options/1/Label/UserLocalizedLabel/Label").asText()).isEqualTo("2% 10, Net 30");
        assertThat(web.get(columns + "(LogicalName='ownerid')?$select=AttributeType").json().get("AttributeType")
            .asText()).isEqualTo("Owner");
        assertThat(web.get(columns + "?$select=LogicalName&$filter=" + encoded("AttributeType eq"
            + " Microsoft.Dynamics.CRM.AttributeTypeCode'State'")).value().findValuesAsText("LogicalName"))
            .containsExactly("statecode");
        assertThat(web.get(cast + "StatusAttributeMetadata?$expand=OptionSet").json()
            .at("/value/0/OptionSet/Options/1/State").asInt()).isEqualTo(1);
    }

    @Test
    void relationships_name_both_ends() throws IOException {
        JsonNode relationship = web.get("EntityDefinitions(LogicalName='contact')/ManyToOneRelationships?$filter="
            + encoded("ReferencingEntityNavigationPropertyName eq 'parentcustomerid_account'")).value().get(0);

        assertThat(relationship.get("ReferencedEntity").asText()).isEqualTo("account");
        assertThat(relationship.get("ReferencingAttribute").asText()).isEqualTo("parentcustomerid");
        assertThat(web.get("RelationshipDefinitions/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata?$select="
            + "SchemaName&$filter=" + encoded("ReferencedEntity eq 'uom'")).value()).isNotEmpty();
    }

    @Test
    void there_are_no_global_option_sets_and_none_can_be_made() throws IOException {
        assertThat(web.get("GlobalOptionSetDefinitions?$select=Name").value()).isEmpty();
        assertThat(web.get("GlobalOptionSetDefinitions/Microsoft.Dynamics.CRM.OptionSetMetadata").value()).isEmpty();
        assertThat(web.get("GlobalOptionSetDefinitions(Name='budgetstatus')").status()).isEqualTo(404);
        assertThat(web.post("GlobalOptionSetDefinitions", "{\"Name\":\"new_choice\"}").status()).isEqualTo(501);
    }

    @Test
    void bulk_actions_are_told_by_message_filters() throws IOException {
        String query = "sdkmessagefilters?$select=sdkmessagefilterid&$filter=" + encoded(
            "sdkmessageid/name eq 'CreateMultiple' and primaryobjecttypecode eq ");

        assertThat(web.get(query + encoded("'account'")).value()).hasSize(1);
        assertThat(web.get(query + encoded("'uom'")).value()).isEmpty();
    }

    @Test
    void functions_answer_who_and_which_version_and_how_many() throws IOException {
        assertThat(UUID.fromString(web.get("WhoAmI").json().get("UserId").asText())).isNotNull();
        assertThat(web.get("WhoAmI()").header("x-ms-dop-hint")).isEqualTo("8");
        assertThat(web.get("RetrieveVersion()").json().get("Version").asText()).startsWith("9.2.");
        assertThat(web.get("RetrieveTotalRecordCount(EntityNames=@n)?@n=" + encoded("['organization']")).json()
            .at("/EntityRecordCountCollection/Values/0").asInt()).isEqualTo(1);
    }

    @Test
    void a_key_can_be_added_and_then_addresses_records() throws IOException {
        UUID id = crm.create("account", Map.of("name", "A", "accountnumber", "C1"));
        assertThat(web.get("accounts(accountnumber='C1')").status()).isEqualTo(400);

        Answer added = web.post("EntityDefinitions(LogicalName='account')/Keys", "{\"SchemaName\":\"new_Number\","
            + "\"KeyAttributes\":[\"accountnumber\"]}");

        assertThat(added.status()).as(added.text()).isEqualTo(204);
        assertThat(web.get("accounts(accountnumber='C1')").json().get("accountid").asText()).isEqualTo(id.toString());
        JsonNode key = web.get("EntityDefinitions(LogicalName='account')?$select=LogicalName&$expand=Keys($select="
            + "KeyAttributes,EntityKeyIndexStatus)").json().at("/Keys/0");
        assertThat(key.get("KeyAttributes").get(0).asText()).isEqualTo("accountnumber");
        assertThat(key.get("EntityKeyIndexStatus").asText()).isEqualTo("Active");
        assertThat(web.get("$metadata").text()).contains("OData.Community.Keys.V1.AlternateKeys",
            "PropertyPath=\"accountnumber\"");
    }

    @Test
    void a_key_over_values_that_are_not_unique_is_refused() throws IOException {
        crm.create("account", Map.of("name", "A", "accountnumber", "C1"));
        crm.create("account", Map.of("name", "B", "accountnumber", "c1"));

        assertThat(web.post("EntityDefinitions(LogicalName='account')/Keys", "{\"KeyAttributes\":"
            + "[\"accountnumber\"]}").status()).isEqualTo(412);
        assertThat(web.get("accounts(accountnumber='C1')").status()).isEqualTo(400);
    }

    @Test
    void a_solution_brings_its_keys() throws IOException {
        String body = "{\"OverwriteUnmanagedCustomizations\":false,\"PublishWorkflows\":false,\"ImportJobId\":\""
            + UUID.randomUUID() + "\",\"CustomizationFile\":\"" + solution() + "\"}";

        Answer started = web.post("ImportSolutionAsync", body);

        assertThat(started.status()).as(started.text()).isEqualTo(200);
        JsonNode operation = web.get("asyncoperations(" + started.json().get("AsyncOperationId").asText()
            + ")?$select=statecode,statuscode").json();
        assertThat(operation.get("statecode").asInt()).isEqualTo(3);
        assertThat(operation.get("statuscode").asInt()).isEqualTo(30);
        assertThat(web.patch("contacts(externaluseridentifier='E1')", "{\"lastname\":\"L\"}").status())
            .isEqualTo(204);
        assertThat(web.post("ImportSolution", body).status()).isEqualTo(204);
        assertThat(web.post("ImportSolution", "{\"CustomizationFile\":\"bm8gemlw\"}").status()).isEqualTo(400);
    }

    private static String solution() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("customizations.xml"));
            zip.write(("<ImportExportXml><Entities><Entity><Name>Contact</Name><EntityInfo><entity Name=\"Contact\">"
                + "<EntityKeys><EntityKey Name=\"new_External\"><LogicalName>new_external</LogicalName>"
                + "<EntityKeyAttributes><AttributeName>externaluseridentifier</AttributeName></EntityKeyAttributes>"
                + "</EntityKey></EntityKeys></entity></EntityInfo></Entity></Entities></ImportExportXml>")
                .getBytes(StandardCharsets.UTF_8));
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
