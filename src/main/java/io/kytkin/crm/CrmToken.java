package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.http.client.entity.UrlEncodedFormEntity;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.message.BasicNameValuePair;
import org.apache.http.util.EntityUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bearer token of the application (OAuth2 client credentials), shared by all requests. It is fetched again five
 * minutes before it ends, or after four fifths of a shorter life; several threads that need one wait for one fetch.
 * Neither token nor secret is ever part of a message, a log line or a text form.
 */
final class CrmToken {
    private static final Logger LOG = LoggerFactory.getLogger(CrmToken.class);
    private static final Duration EARLY = Duration.ofMinutes(5);

    private final CrmSettings settings;
    private final String scope;
    private final CloseableHttpClient http;
    private final Clock clock;
    private String bearer;
    private Instant refreshAt = Instant.MIN;
    private Instant endsAt = Instant.MIN;

    CrmToken(CrmSettings settings, ServiceAddress address, CloseableHttpClient http, Clock clock) {
        this.settings = settings;
        this.scope = address.origin() + "/.default";
        this.http = http;
        this.clock = clock;
    }

    /**
     * A token that is valid now; null when the settings name no client.
     *
     * @throws CrmUnauthorized when the client is refused
     * @throws CrmUnavailable  when the token endpoint can't be reached or fails
     */
    synchronized String bearer() {
        if (!settings.authenticates()) {
            return null;
        }
        Instant now = clock.instant();
        if (now.isBefore(refreshAt)) {
            return bearer;
        }
        try {
            fetch(now);
        } catch (CrmUnavailable failed) {
            if (!now.isBefore(endsAt)) {
                throw failed;
            }
            LOG.warn("The CRM's token could not be renewed; the present one is used until {}: {}", endsAt,
                    failed.getMessage());
        }
        return bearer;
    }

    /** The CRM answered 401 to this token: the next call fetches another, unless somebody already did. */
    synchronized void refused(String token) {
        if (token != null && token.equals(bearer)) {
            refreshAt = Instant.MIN;
            endsAt = Instant.MIN;
        }
    }

    private void fetch(Instant now) {
        HttpPost request = new HttpPost(settings.tokenEndpoint());
        request.setEntity(new UrlEncodedFormEntity(List.of(
                new BasicNameValuePair("grant_type", "client_credentials"),
                new BasicNameValuePair("client_id", settings.clientId()),
                new BasicNameValuePair("client_secret", settings.clientSecret()),
                new BasicNameValuePair("scope", scope)), StandardCharsets.UTF_8));
        request.setHeader("Accept", "application/json");
        try (CloseableHttpResponse response = http.execute(request)) {
            accept(response.getStatusLine().getStatusCode(), EntityUtils.toByteArray(response.getEntity()), now);
        } catch (IOException unreachable) {
            throw new CrmUnavailable("The token endpoint " + settings.tokenEndpoint() + " can't be reached: "
                    + unreachable.getMessage(), unreachable);
        }
    }

    private void accept(int status, byte[] body, Instant now) throws IOException {
        if (status >= 500 || status == 429) {
            throw new CrmUnavailable("The token endpoint " + settings.tokenEndpoint() + " answered " + status + ".",
                    null);
        }
        JsonNode answer = body.length == 0 ? null : CrmJson.MAPPER.readTree(body);
        if (status != 200 || answer == null || !answer.path("access_token").isTextual()) {
            String error = answer == null ? "no reason given" : answer.path("error").asText("no reason given");
            throw new CrmUnauthorized("The token endpoint refuses the client " + settings.clientId() + " (" + status
                    + " " + error + "). Check crm.tenant-id, crm.client-id and crm.client-secret.");
        }
        long seconds = answer.path("expires_in").asLong(3599);
        Duration life = Duration.ofSeconds(seconds);
        Duration early = life.dividedBy(5).compareTo(EARLY) < 0 ? life.dividedBy(5) : EARLY;
        bearer = answer.path("access_token").asText();
        endsAt = now.plus(life);
        refreshAt = endsAt.minus(early);
    }
}
