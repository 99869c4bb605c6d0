package io.kytkin;

import io.kytkin.web.WebSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.text.ParseException;
import java.util.List;
import org.quartz.CronExpression;

/** Stops a start whose settings are wrong or contradict each other, with one plain sentence. */
final class SettingsCheck {
    private final Settings settings;

    SettingsCheck(Settings settings) {
        this.settings = settings;
    }

    /** @throws SettingProblem that says which setting is wrong and what to write instead */
    void run() {
        settings.batchSize();
        settings.pagesAtOnce();
        settings.number(Setting.CRM_TIMEOUT_SECONDS, 1, 3600);
        settings.number(Setting.SANDBOX_PORT, 0, 65_535);
        settings.httpPort();
        settings.zone();
        checkSchedule();
        checkDataDirectory();
        checkDatabase(Setting.ERP_JDBC_URL, Setting.ERP_USERNAME, Setting.ERP_PASSWORD);
        checkDatabase(Setting.STATE_JDBC_URL, Setting.STATE_USERNAME, Setting.STATE_PASSWORD);
        checkCrm();
        checkHost();
        if (!Files.isDirectory(settings.routesDirectory())) {
            throw new SettingProblem("routes.directory = " + settings.text(Setting.ROUTES_DIRECTORY) + ": there is no folder "
                    + settings.routesDirectory().toAbsolutePath() + ".");
        }
    }

    private void checkSchedule() {
        for (Setting schedule : List.of(Setting.SCHEDULE_DEFAULT, Setting.SCHEDULE_SWEEP)) {
            try {
                new CronExpression(settings.text(schedule));
            } catch (ParseException e) {
                throw new SettingProblem(schedule.key() + " = " + settings.text(schedule) + " is no Quartz cron expression ("
                        + e.getMessage() + "); write one like " + schedule.defaultValue() + ".", e);
            }
        }
    }

    private void checkDataDirectory() {
        try {
            if (settings.usesSandbox() || settings.usesDemoCompany() || settings.isBlank(Setting.STATE_JDBC_URL)) {
                Files.createDirectories(settings.dataDirectory());
            }
        } catch (IOException e) {
            throw new SettingProblem("data.directory = " + settings.dataDirectory() + " can't be made: " + e.getMessage() + ".",
                    e);
        }
        if (Files.exists(settings.dataDirectory()) && !Files.isWritable(settings.dataDirectory())) {
            throw new SettingProblem("data.directory = " + settings.dataDirectory() + " can't be written to.");
        }
    }

    /** Credentials for a database that is embedded would be ignored; whoever wrote them meant another one. */
    private void checkDatabase(Setting url, Setting username, Setting password) {
        if (settings.isBlank(url) && !(settings.isBlank(username) && settings.isBlank(password))) {
            throw new SettingProblem(username.key() + " or " + password.key() + " is set but " + url.key() + " is blank; set "
                    + url.key() + ", or take them out to use the embedded database.");
        }
    }

    private void checkCrm() {
        if (settings.usesSandbox()) {
            if (!settings.isBlank(Setting.CRM_CLIENT_ID) || !settings.isBlank(Setting.CRM_CLIENT_SECRET)) {
                throw new SettingProblem("crm.client-id or crm.client-secret is set but crm.url is blank; "
                        + "set crm.url, or take them out to use the embedded sandbox CRM.");
            }
            return;
        }
        URI url;
        try {
            url = URI.create(settings.text(Setting.CRM_URL));
        } catch (IllegalArgumentException e) {
            throw new SettingProblem("crm.url = " + settings.text(Setting.CRM_URL) + " is no address.", e);
        }
        if (url.getHost() == null || !("https".equals(url.getScheme()) || "http".equals(url.getScheme()))) {
            throw new SettingProblem("crm.url = " + url + " is no address; write one like https://contoso.crm4.dynamics.com.");
        }
        boolean hasId = !settings.isBlank(Setting.CRM_CLIENT_ID);
        if (hasId == settings.isBlank(Setting.CRM_CLIENT_SECRET)) {
            throw new SettingProblem("crm.client-id and crm.client-secret must be set together.");
        }
        if (hasId && settings.isBlank(Setting.CRM_TENANT_ID) && settings.isBlank(Setting.CRM_TOKEN_URL)) {
            throw new SettingProblem("crm.client-id is set, so crm.tenant-id (or crm.token-url) must be set too.");
        }
        if (!"https".equals(url.getScheme()) && !WebSettings.isLoopback(url.getHost())) {
            throw new SettingProblem("crm.url = " + url + " would send the token in clear; write https.");
        }
    }

    private void checkHost() {
        boolean hasName = !settings.isBlank(Setting.HTTP_USERNAME);
        if (hasName == settings.isBlank(Setting.HTTP_PASSWORD)) {
            throw new SettingProblem("http.username and http.password must be set together.");
        }
        if (!WebSettings.isLoopback(settings.text(Setting.HTTP_HOST)) && !hasName) {
            throw new SettingProblem("http.host = " + settings.text(Setting.HTTP_HOST) + " is reachable from outside, so "
                    + "http.username and http.password must be set; or leave http.host at 127.0.0.1.");
        }
    }
}
