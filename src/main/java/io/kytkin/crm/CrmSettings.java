package io.kytkin.crm;

import java.net.URI;
import java.time.Duration;

/**
 * How the CRM is reached. Blank and null mean the same: not set.
 *
 * @param url          the organization, for example {@code https://contoso.crm4.dynamics.com}; a path that names a
 *                     version of the Web API ({@code /api/data/v9.2}) is kept, else v9.2 is used
 * @param tenantId     the directory that issues tokens
 * @param clientId     the application; without one, requests carry no token (a sandbox)
 * @param clientSecret never shown: not in {@link #toString}, messages or logs
 * @param tokenUrl     where tokens come from; null: Microsoft's endpoint of the tenant
 * @param batchSize    records a request, 1 to 1000 (the limit of {@code $batch})
 * @param maxParallel  requests at once; 0: as many as the CRM recommends in {@code x-ms-dop-hint}
 * @param timeouts     patience with the network
 * @param defaultOwner e-mail address, domain name or id of the user who owns what nobody else can; null: the caller
 */
public record CrmSettings(String url, String tenantId, String clientId, String clientSecret, String tokenUrl,
                          int batchSize, int maxParallel, Timeouts timeouts, String defaultOwner) {
    /** The most operations that a {@code $batch} may hold. */
    public static final int LARGEST_BATCH = 1000;

    /**
     * Patience with the network.
     *
     * @param connect how long a connection may take; nothing was sent when it runs out
     * @param answer  how long the CRM may be silent; whether it ran is not known when it runs out
     */
    public record Timeouts(Duration connect, Duration answer) {
        /** Ten seconds to connect; two minutes to answer, as Microsoft's own clients wait by default. */
        public static Timeouts defaults() {
            return new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(2));
        }
    }

    /** @throws IllegalArgumentException with a sentence that names the setting at fault */
    public CrmSettings {
        URI address = addressOf(url);
        if (address.getHost() == null || address.getScheme() == null || !address.getScheme().startsWith("http")) {
            throw new IllegalArgumentException("crm.url is '" + url + "'; write the organization's address, for example"
                    + " https://contoso.crm4.dynamics.com");
        }
        if (batchSize < 1 || batchSize > LARGEST_BATCH) {
            throw new IllegalArgumentException("crm.batch-size is " + batchSize + "; it must be between 1 and "
                    + LARGEST_BATCH);
        }
        if (maxParallel < 0) {
            throw new IllegalArgumentException("crm.max-parallel is " + maxParallel
                    + "; write 0 for what the CRM recommends, or a number of requests");
        }
        if (isSet(clientId) && !isSet(clientSecret)) {
            throw new IllegalArgumentException("crm.client-id is set but crm.client-secret is not");
        }
        if (isSet(clientId) && !isSet(tenantId) && !isSet(tokenUrl)) {
            throw new IllegalArgumentException("crm.client-id is set but crm.tenant-id is not");
        }
    }

    /** Settings of a CRM that asks for no token, with a batch size of 100. */
    public static CrmSettings withoutAuthentication(String url) {
        return new CrmSettings(url, null, null, null, null, 100, 0, Timeouts.defaults(), null);
    }

    /** Whether requests carry a token. */
    public boolean authenticates() {
        return isSet(clientId);
    }

    /** Where tokens are asked for. */
    public String tokenEndpoint() {
        return isSet(tokenUrl) ? tokenUrl
                : "https://login.microsoftonline.com/" + tenantId + "/oauth2/v2.0/token";
    }

    @Override
    public String toString() {
        return "CrmSettings[url=" + url + ", tenantId=" + tenantId + ", clientId=" + clientId + ", clientSecret="
                + (isSet(clientSecret) ? "(set)" : "(not set)") + ", tokenUrl=" + tokenUrl + ", batchSize=" + batchSize
                + ", maxParallel=" + maxParallel + ", timeouts=" + timeouts + ", defaultOwner=" + defaultOwner + "]";
    }

    private static boolean isSet(String setting) {
        return setting != null && !setting.isBlank();
    }

    private static URI addressOf(String url) {
        try {
            return URI.create(isSet(url) ? url.strip() : "");
        } catch (IllegalArgumentException malformed) {
            return URI.create("");
        }
    }
}
