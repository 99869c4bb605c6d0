package io.kytkin.sandbox;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;

/**
 * How a sandbox CRM behaves. Start from {@link #defaults()} and change what matters.
 *
 * @param host the address to listen on
 * @param port the port; 0 takes a free one
 * @param dataFile where rows survive a restart; null for memory only
 * @param baseCurrency ISO code of the organization's base currency
 * @param clientId the application that may ask for tokens
 * @param clientSecret its secret
 * @param tenant the tenant in the token address
 * @param authentication whether requests need a token
 * @param alternateKeys whether the alternate keys a solution would add exist from the beginning
 * @param withoutChangeTracking logical names of tables that do not track changes
 * @param withoutOptimisticConcurrency logical names of tables that take no etags
 * @param maxPageSize most rows on a page
 * @param dopHint the recommended parallel requests, told by every answer; 0 for none
 * @param tokenSeconds how long a token lives
 * @param limits service protection limits
 * @param millisPerRequest milliseconds each request takes before it is carried out
 * @param microsPerRecord microseconds each record written or read adds before the answer
 * @param countCreates whether to count how often each id was asked to be created
 * @param clock the time of created and changed, of tokens and of delta links
 */
public record SandboxSettings(String host, int port, Path dataFile, String baseCurrency, String clientId,
                              String clientSecret, String tenant, boolean authentication, boolean alternateKeys,
                              Set<String> withoutChangeTracking, Set<String> withoutOptimisticConcurrency,
                              int maxPageSize, int dopHint, int tokenSeconds, ServiceLimits limits,
                              int millisPerRequest, int microsPerRecord, boolean countCreates, Clock clock) {
    /** An organization of its own on a free port of this machine, with documented limits and no artificial delay. */
    public static SandboxSettings defaults() {
        return new SandboxSettings("127.0.0.1", 0, null, "EUR", "5a0d0000-0000-4000-8000-0000000000c1",
            "sandbox-secret", "sandbox", true, false, Set.of(), Set.of(), 5000, 8, 3599, ServiceLimits.DOCUMENTED, 0, 0,
            true, Clock.systemUTC());
    }

    /** The same with another value: the address to listen on. */
    public SandboxSettings withHost(String other) {
        return new SandboxSettings(other, port, dataFile, baseCurrency, clientId, clientSecret, tenant,
            authentication, alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint,
            tokenSeconds, limits, millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: the port; 0 takes a free one. */
    public SandboxSettings withPort(int other) {
        return new SandboxSettings(host, other, dataFile, baseCurrency, clientId, clientSecret, tenant,
            authentication, alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint,
            tokenSeconds, limits, millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: where rows survive a restart; null for memory only. */
    public SandboxSettings withDataFile(Path other) {
        return new SandboxSettings(host, port, other, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            limits, millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: ISO code of the organization's base currency. */
    public SandboxSettings withBaseCurrency(String other) {
        return new SandboxSettings(host, port, dataFile, other, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            limits, millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: the application that may ask for tokens. */
    public SandboxSettings withClientId(String other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, other, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            limits, millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: its secret. */
    public SandboxSettings withClientSecret(String other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, other, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            limits, millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: the tenant in the token address. */
    public SandboxSettings withTenant(String other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, other, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            limits, millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: whether requests need a token. */
    public SandboxSettings withAuthentication(boolean other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, other,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            limits, millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: whether the alternate keys a solution would add exist from the beginning. */
    public SandboxSettings withAlternateKeys(boolean other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            other, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds, limits,
            millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: logical names of tables that do not track changes. */
    public SandboxSettings withoutChangeTracking(Set<String> other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, other, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds, limits,
            millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: logical names of tables that take no etags. */
    public SandboxSettings withoutOptimisticConcurrency(Set<String> other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, other, maxPageSize, dopHint, tokenSeconds, limits, millisPerRequest,
            microsPerRecord, countCreates, clock);
    }

    /** The same with another value: most rows on a page. */
    public SandboxSettings withMaxPageSize(int other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, other, dopHint, tokenSeconds, limits,
            millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: the recommended parallel requests, told by every answer; 0 for none. */
    public SandboxSettings withDopHint(int other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, other, tokenSeconds,
            limits, millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: how long a token lives. */
    public SandboxSettings withTokenSeconds(int other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, other, limits,
            millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: service protection limits. */
    public SandboxSettings withLimits(ServiceLimits other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            other, millisPerRequest, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: milliseconds each request takes before it is carried out. */
    public SandboxSettings withMillisPerRequest(int other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            limits, other, microsPerRecord, countCreates, clock);
    }

    /** The same with another value: microseconds each record written or read adds before the answer. */
    public SandboxSettings withMicrosPerRecord(int other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            limits, millisPerRequest, other, countCreates, clock);
    }

    /** The same with another value: whether to count how often each id was asked to be created. */
    public SandboxSettings withCountCreates(boolean other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            limits, millisPerRequest, microsPerRecord, other, clock);
    }

    /** The same with another value: the time of created and changed, of tokens and of delta links. */
    public SandboxSettings withClock(Clock other) {
        return new SandboxSettings(host, port, dataFile, baseCurrency, clientId, clientSecret, tenant, authentication,
            alternateKeys, withoutChangeTracking, withoutOptimisticConcurrency, maxPageSize, dopHint, tokenSeconds,
            limits, millisPerRequest, microsPerRecord, countCreates, other);
    }

    /** The settings without the secret. */
    @Override
    public String toString() {
        return "SandboxSettings[" + host + ":" + port + ", dataFile=" + dataFile + ", clientId=" + clientId
            + ", authentication=" + authentication + "]";
    }
}
