package io.kytkin;

import java.util.Locale;

/** Every setting, once. What each means, with an example, is said in {@code application.properties}. */
public enum Setting {
    CRM_URL("crm.url", ""),
    CRM_TENANT_ID("crm.tenant-id", ""),
    CRM_CLIENT_ID("crm.client-id", ""),
    CRM_CLIENT_SECRET("crm.client-secret", ""),
    CRM_TOKEN_URL("crm.token-url", ""),
    CRM_BATCH_SIZE("crm.batch-size", "100"),
    CRM_MAX_PARALLEL("crm.max-parallel", "8"),
    CRM_TIMEOUT_SECONDS("crm.timeout-seconds", "120"),
    CRM_LONGEST_PAUSE_SECONDS("crm.longest-pause-seconds", "60"),
    CRM_DEFAULT_OWNER("crm.default-owner", ""),
    ERP_JDBC_URL("erp.jdbc-url", ""),
    ERP_USERNAME("erp.username", ""),
    ERP_PASSWORD("erp.password", ""),
    ERP_COMPANY("erp.company", "default"),
    ERP_LOCAL_CURRENCY("erp.local-currency", "EUR"),
    ERP_TIME_ZONE("erp.time-zone", "Europe/Helsinki"),
    ERP_CONNECT_SECONDS("erp.connect-seconds", "10"),
    ERP_LONGEST_PAUSE_SECONDS("erp.longest-pause-seconds", "60"),
    ERP_INBOX("erp.inbox", "kytkin_inbox"),
    STATE_JDBC_URL("state.jdbc-url", ""),
    STATE_USERNAME("state.username", ""),
    STATE_PASSWORD("state.password", ""),
    DATA_DIRECTORY("data.directory", "data"),
    HTTP_HOST("http.host", "127.0.0.1"),
    HTTP_PORT("http.port", "8080"),
    HTTP_USERNAME("http.username", ""),
    HTTP_PASSWORD("http.password", ""),
    ROUTES_DIRECTORY("routes.directory", "routes"),
    SCHEDULE_DEFAULT("schedule.default", "* * * * * ?"),
    POLL_SHORTEST_SECONDS("poll.shortest-seconds", "1"),
    POLL_LONGEST_SECONDS("poll.longest-seconds", "30"),
    HEALTH_STALLED_MINUTES("health.stalled-minutes", "15"),
    CRM_DAILY_REQUESTS("crm.daily-requests", "0"),
    SCHEDULE_SWEEP("schedule.sweep", "0 15 * * * ?"),
    DELETES_MOST("deletes.most", "10"),
    DELETES_MOST_PERCENT("deletes.most-percent", "5"),
    SANDBOX_PORT("sandbox.port", "0");

    private final String key;
    private final String defaultValue;

    Setting(String key, String defaultValue) {
        this.key = key;
        this.defaultValue = defaultValue;
    }

    /** The name in {@code application.properties}. */
    public String key() {
        return key;
    }

    public String defaultValue() {
        return defaultValue;
    }

    /** Whether its value is never shown: not in logs, not by REST, not to routes. */
    public boolean isSecret() {
        return key.endsWith("password") || key.endsWith("secret");
    }

    /** The environment variable that wins over the file. */
    public String environmentVariable() {
        return environmentVariableOf(key);
    }

    static String environmentVariableOf(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
