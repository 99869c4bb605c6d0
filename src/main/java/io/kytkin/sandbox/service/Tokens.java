package io.kytkin.sandbox.service;

import io.kytkin.sandbox.SandboxSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Hands out tokens for client credentials and knows which are still good. A restart forgets them all. */
final class Tokens {
    private static final int BYTES = 32;

    private final SandboxSettings settings;
    private final StatisticsCounter statistics;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> expiry = new ConcurrentHashMap<>();

    Tokens(SandboxSettings settings, StatisticsCounter statistics) {
        this.settings = settings;
        this.statistics = statistics;
    }

    /**
     * Answers a token request.
     *
     * @param form the decoded form
     * @param basic user and password of a Basic Authorization header, or null
     * @param firstVersion asked at the older endpoint, which takes a resource instead of a scope
     */
    ApiResponse issue(String tenant, Map<String, String> form, String basic, boolean firstVersion) {
        String id = form.get("client_id");
        String secret = form.get("client_secret");
        if (basic != null && basic.contains(":")) {
            id = basic.substring(0, basic.indexOf(':'));
            secret = basic.substring(basic.indexOf(':') + 1);
        }
        if (!settings.tenant().equals(tenant)) {
            return refusal(400, "invalid_request", 90002, "Tenant '" + tenant + "' not found.");
        }
        if (!"client_credentials".equals(form.get("grant_type"))) {
            return refusal(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '"
                + form.get("grant_type") + "'.");
        }
        if (!settings.clientId().equals(id)) {
            return refusal(400, "unauthorized_client", 700016, "Application with identifier '" + id
                + "' was not found in the directory '" + tenant + "'.");
        }
        if (secret == null || !same(settings.clientSecret(), secret)) {
            return refusal(401, "invalid_client", 7000215, "Invalid client secret provided.");
        }
        if (firstVersion) {
            return form.containsKey("resource") ? granted(form.get("resource"))
                : refusal(400, "invalid_request", 900144, "The request body must contain the following parameter:"
                + " 'resource'.");
        }
        String scope = form.get("scope");
        if (scope == null || !scope.endsWith("/.default")) {
            return refusal(400, "invalid_scope", 1002012, "The provided value for scope " + scope + " is not valid."
                + " Client credential flows must have a scope value with /.default suffixed to the resource"
                + " identifier.");
        }
        return granted(null);
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** A token; the older endpoint names the resource and writes numbers as text. */
    private ApiResponse granted(String resource) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant now = settings.clock().instant();
        expiry.values().removeIf(now::isAfter);
        expiry.put(token, now.plusSeconds(settings.tokenSeconds()));
        statistics.token();
        return ApiResponse.json(200, JsonRows.object(json -> {
            json.writeStringField("token_type", "Bearer");
            if (resource == null) {
                json.writeNumberField("expires_in", settings.tokenSeconds());
                json.writeNumberField("ext_expires_in", settings.tokenSeconds());
            } else {
                String seconds = String.valueOf(settings.tokenSeconds());
                json.writeStringField("expires_in", seconds);
                json.writeStringField("ext_expires_in", seconds);
                json.writeStringField("expires_on",
                    String.valueOf(now.plusSeconds(settings.tokenSeconds()).getEpochSecond()));
                json.writeStringField("not_before", String.valueOf(now.getEpochSecond()));
                json.writeStringField("resource", resource);
            }
            json.writeStringField("access_token", token);
        })).with("Content-Type", "application/json; charset=utf-8").with("Cache-Control", "no-store, no-cache");
    }

    private static ApiResponse refusal(int status, String error, int code, String description) {
        return ApiResponse.json(status, JsonRows.object(json -> {
            json.writeStringField("error", error);
            json.writeStringField("error_description", "AADSTS" + code + ": " + description);
            json.writeArrayFieldStart("error_codes");
            json.writeNumber(code);
            json.writeEndArray();
        })).with("Content-Type", "application/json; charset=utf-8");
    }

    /** Whether an Authorization header carries a good token; always when authentication is off. */
    boolean isGood(String authorization) {
        if (!settings.authentication()) {
            return true;
        }
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return false;
        }
        Instant until = expiry.get(authorization.substring(7).trim());
        return until != null && settings.clock().instant().isBefore(until);
    }

    /** Makes every token handed out worthless. */
    void revokeAll() {
        expiry.clear();
    }
}
