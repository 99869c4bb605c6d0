package io.kytkin.crm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CrmConnectionTest {
    private static final UUID ID = UUID.fromString("0e000000-0000-4000-8000-00000000000a");

    private ScriptedCrm crm;
    private CrmClient client;
    private CrmConnection connection;

    @BeforeEach
    void start() throws IOException {
        crm = new ScriptedCrm();
        client = new CrmClient(CrmSettings.withoutAuthentication(crm.url()), new CrmGate(0), new CrmRequests());
        connection = new CrmConnection(client, new CrmCatalogue(client));
    }

    @AfterEach
    void stop() {
        client.close();
        crm.close();
    }

    @Test
    void the_organization_and_its_base_currency_are_known_after_two_requests() {
        crm.otherwise(request -> request.target().endsWith("$batch")
                ? ScriptedCrm.batch(request, (line, number) -> "HTTP/1.1 200 OK\r\n\r\n" + (number == 1
                        ? "{\"Version\":\"9.2.1.2\"}" : "{\"name\":\"Contoso\",\"_basecurrencyid_value\":\"" + ID
                                + "\",\"basecurrencyid\":{\"isocurrencycode\":\"EUR\"}}"))
                : ScriptedCrm.Answer.of(200, "{\"OrganizationId\":\"" + ID + "\",\"UserId\":\"" + ID + "\"}")
                        .with("x-ms-dop-hint", "12"));
        assertThat(connection.connect()).isEqualTo(new CrmOrganization(ID, "Contoso", ID, "9.2.1.2", ID, "EUR", 12));
        assertThat(crm.received()).hasSize(2);
        assertThat(client.gate().places()).isEqualTo(12);
    }

    @Test
    void something_else_than_a_crm_is_recognised() {
        crm.otherwise(request -> ScriptedCrm.Answer.of(200, "<html>"));
        assertThatThrownBy(connection::connect).isInstanceOf(CrmFailure.class);
        crm.otherwise(request -> ScriptedCrm.Answer.of(200, "{}"));
        assertThatThrownBy(connection::connect).hasMessageContaining("crm.url");
    }

    @Test
    void a_default_owner_is_found_by_mail_domain_name_or_id() {
        crm.otherwise(request ->
                ScriptedCrm.Answer.of(200, "{\"value\":[{\"systemuserid\":\"" + ID + "\",\"isdisabled\":false}]}"));
        assertThat(connection.defaultOwner("o'hara@contoso.example")).isEqualTo(ID);
        assertThat(connection.defaultOwner(ID.toString())).isEqualTo(ID);
        assertThat(connection.defaultOwner(" ")).isNull();
        assertThat(crm.received().get(0).target()).contains("o''hara@contoso.example", "domainname");
        assertThat(crm.received().get(1).target()).contains("systemuserid%20eq%20" + ID);
    }

    @Test
    void a_default_owner_who_is_unknown_or_disabled_is_refused_in_a_sentence() {
        crm.then(ScriptedCrm.Answer.of(200, "{\"value\":[]}"))
                .then(ScriptedCrm.Answer.of(200, "{\"value\":[{\"systemuserid\":\"" + ID
                + "\",\"isdisabled\":true}]}"));
        assertThatThrownBy(() -> connection.defaultOwner("nobody"))
                .hasMessageContaining("crm.default-owner is 'nobody'");
        assertThatThrownBy(() -> connection.defaultOwner("gone")).hasMessageContaining("disabled");
    }
}
