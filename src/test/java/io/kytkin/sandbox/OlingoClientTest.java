package io.kytkin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.apache.olingo.client.api.EdmEnabledODataClient;
import org.apache.olingo.client.api.ODataClient;
import org.apache.olingo.client.api.communication.ODataClientErrorException;
import org.apache.olingo.client.api.communication.request.retrieve.ODataEntitySetRequest;
import org.apache.olingo.client.api.communication.response.ODataEntityCreateResponse;
import org.apache.olingo.client.api.domain.ClientDelta;
import org.apache.olingo.client.api.domain.ClientEntity;
import org.apache.olingo.client.api.domain.ClientEntitySet;
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.commons.api.edm.FullQualifiedName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Olingo's own client, unchanged, against the sandbox. */
class OlingoClientTest {
    private static SandboxCrm crm;
    private static String root;
    private final ODataClient client = ODataClientFactory.getClient();

    @BeforeAll
    static void start() {
        crm = SandboxCrm.start(SandboxSettings.defaults().withAuthentication(false).withAlternateKeys(true));
        root = crm.url() + "/api/data/v9.2";
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private ClientEntity account(String name) {
        ClientEntity entity = client.getObjectFactory()
            .newEntity(new FullQualifiedName("Microsoft.Dynamics.CRM", "account"));
        entity.getProperties().add(client.getObjectFactory().newPrimitiveProperty("name",
            client.getObjectFactory().newPrimitiveValueBuilder().buildString(name)));
        entity.getProperties().add(client.getObjectFactory().newPrimitiveProperty("creditlimit",
            client.getObjectFactory().newPrimitiveValueBuilder().buildDecimal(new BigDecimal("12.5"))));
        return entity;
    }

    @Test
    void it_reads_the_metadata() {
        Edm edm = client.getRetrieveRequestFactory().getMetadataRequest(root).execute().getBody();

        assertThat(edm.getEntityContainer().getEntitySet("accounts")).isNotNull();
        assertThat(edm.getEntityType(new FullQualifiedName("Microsoft.Dynamics.CRM", "contact"))
            .getNavigationProperty("parentcustomerid_account").getType().getName()).isEqualTo("account");
    }

    @Test
    void it_creates_reads_with_types_and_deletes() throws Exception {
        ODataEntityCreateResponse<ClientEntity> created = client.getCUDRequestFactory().getEntityCreateRequest(
            client.newURIBuilder(root).appendEntitySetSegment("accounts").build(), account("Olingo")).execute();
        URI address = URI.create(created.getHeader("OData-EntityId").iterator().next());
        EdmEnabledODataClient typed = ODataClientFactory.getEdmEnabledClient(root);

        ClientEntity read = typed.getRetrieveRequestFactory().getEntityRequest(address).execute().getBody();

        assertThat(read.getProperty("creditlimit").getPrimitiveValue().toCastValue(BigDecimal.class))
            .isEqualByComparingTo("12.5");
        assertThat(read.getProperty("createdon").getPrimitiveValue().getTypeName()).isEqualTo("Edm.DateTimeOffset");
        assertThat(client.getCUDRequestFactory().getDeleteRequest(address).execute().getStatusCode()).isEqualTo(204);
        assertThatThrownBy(() -> client.getRetrieveRequestFactory().getEntityRequest(address).execute())
            .isInstanceOfSatisfying(ODataClientErrorException.class, error ->
                assertThat(error.getODataError().getCode()).isEqualTo("0x80040217"));
    }

    @Test
    void it_queries_and_follows_changes() {
        ODataEntitySetRequest<ClientEntitySet> tracked = client.getRetrieveRequestFactory().getEntitySetRequest(
            client.newURIBuilder(root).appendEntitySetSegment("contacts").select("fullname").build());
        tracked.setPrefer("odata.track-changes");
        URI link = tracked.execute().getBody().getDeltaLink();
        UUID gone = crm.create("contact", Map.of("lastname", "Gone"));
        crm.create("contact", Map.of("lastname", "Stays"));
        crm.delete("contact", gone);

        ClientDelta changes = client.getRetrieveRequestFactory().getDeltaRequest(link).execute().getBody();
        ClientEntitySet found = client.getRetrieveRequestFactory().getEntitySetRequest(client.newURIBuilder(root)
            .appendEntitySetSegment("contacts").filter("lastname eq 'stays'").orderBy("fullname").count(true).build())
            .execute().getBody();

        assertThat(changes.getEntities()).hasSize(1);
        assertThat(changes.getDeletedEntities()).hasSize(1);
        assertThat(found.getCount()).isEqualTo(1);
    }
}
