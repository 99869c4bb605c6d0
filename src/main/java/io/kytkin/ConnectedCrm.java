package io.kytkin;

import io.kytkin.crm.CrmCatalogue;
import io.kytkin.crm.CrmClient;
import io.kytkin.crm.CrmConnection;
import io.kytkin.crm.CrmGate;
import io.kytkin.crm.CrmOrganization;
import io.kytkin.crm.CrmRequests;
import io.kytkin.crm.CrmSettings;
import io.kytkin.mapping.SideClocks;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The CRM, and what it said of itself when this process connected.
 *
 * @param requests counts all that the client sends
 */
record ConnectedCrm(CrmClient client, CrmRequests requests, CrmCatalogue catalogue, CrmConnection connection,
                    CrmOrganization organization) {

    /**
     * Connects to it; a service that is only slow or busy is asked again.
     *
     * @param url    its address; the sandbox's if that is embedded
     * @param clocks takes what the CRM's clock says
     * @param parts  takes the client
     * @throws io.kytkin.crm.CrmFailure when it refuses or can't be reached
     */
    static ConnectedCrm connect(Settings settings, String url, SideClocks clocks, OpenParts parts) {
        CrmRequests requests = new CrmRequests();
        CrmSettings crm = settings(settings, url);
        CrmClient client = parts.keep(new CrmClient(crm, new CrmGate(crm.maxParallel()), requests, clocks,
                settings.seconds(Setting.CRM_LONGEST_PAUSE_SECONDS, 1, 3600)));
        CrmCatalogue catalogue = new CrmCatalogue(client);
        CrmConnection connection = new CrmConnection(client, catalogue);
        return new ConnectedCrm(client, requests, catalogue, connection, connection.connectPatiently());
    }

    private static CrmSettings settings(Settings settings, String url) {
        return new CrmSettings(url, settings.text(Setting.CRM_TENANT_ID), settings.text(Setting.CRM_CLIENT_ID),
                settings.text(Setting.CRM_CLIENT_SECRET), settings.text(Setting.CRM_TOKEN_URL), settings.batchSize(),
                settings.pagesAtOnce(), new CrmSettings.Timeouts(Duration.ofSeconds(10),
                settings.seconds(Setting.CRM_TIMEOUT_SECONDS, 1, 3600)),
                settings.text(Setting.CRM_DEFAULT_OWNER));
    }

    /**
     * Who owns records of blank, unknown or refused salespeople; we ourselves, if nobody is named.
     *
     * @param named as {@code crm.default-owner} has it; may be blank
     * @throws IllegalArgumentException with a sentence when nobody, a disabled user, or more than one is meant
     */
    UUID defaultOwner(String named) {
        return Optional.ofNullable(connection.defaultOwner(named)).orElse(organization.user());
    }
}
