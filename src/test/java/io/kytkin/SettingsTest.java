package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final Path FILE = Path.of("application.properties");

    @TempDir
    private Path folder;

    private Settings settings(Map<String, String> environment) {
        return Settings.read(FILE, environment);
    }

    @Test
    void every_setting_stands_in_the_file_with_its_default() throws IOException {
        Properties written = new Properties();
        try (Reader reader = Files.newBufferedReader(FILE)) {
            written.load(reader);
        }

        assertThat(written.stringPropertyNames())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Setting.values()).map(Setting::key).toList());
        for (Setting setting : Setting.values()) {
            assertThat(written.getProperty(setting.key())).as(setting.key()).isEqualTo(setting.defaultValue());
        }
    }

    @Test
    void the_environment_wins_over_the_file() {
        assertThat(settings(Map.of("ERP_COMPANY", "Kaislaranta")).text(Setting.ERP_COMPANY)).isEqualTo("Kaislaranta");
    }

    @Test
    void an_unknown_setting_is_refused_by_name() throws IOException {
        Path file = Files.writeString(folder.resolve("application.properties"), "crm.ulr = https://contoso.crm4.dynamics.com");

        assertThatThrownBy(() -> Settings.read(file, Map.of())).isInstanceOf(SettingProblem.class)
                .hasMessageContaining("crm.ulr");
    }

    @Test
    void settings_for_routes_and_for_camel_are_handed_on_and_the_environment_wins_over_them_too() throws IOException {
        Path file = Files.writeString(folder.resolve("application.properties"),
                "custom.price.list = BASE\ncustom.country = FI\ncamel.main.tracing = false\n");

        assertThat(Settings.read(file, Map.of("CUSTOM_COUNTRY", "SE", "CUSTOM_LONGEST_NAME", "80")).passedOn()).isEqualTo(
                Map.of("custom.price.list", "BASE", "custom.country", "SE", "custom.longest-name", "80",
                        "camel.main.tracing", "false"));
    }

    @Test
    void a_number_out_of_its_bounds_names_the_bounds() {
        assertThatThrownBy(() -> settings(Map.of("CRM_BATCH_SIZE", "5000"))).hasMessageContaining("1 to 1000");
    }

    @Test
    void a_client_id_without_a_secret_stops_the_start() {
        assertThatThrownBy(() -> settings(Map.of("CRM_URL", "https://contoso.crm4.dynamics.com", "CRM_CLIENT_ID", "x")))
                .hasMessageContaining("crm.client-secret");
    }

    @Test
    void credentials_for_a_database_that_is_not_named_stop_the_start() {
        assertThatThrownBy(() -> settings(Map.of("ERP_USERNAME", "kytkin"))).isInstanceOf(SettingProblem.class)
                .hasMessageContaining("erp.jdbc-url is blank");
        assertThatThrownBy(() -> settings(Map.of("STATE_PASSWORD", "kytkin-123"))).isInstanceOf(SettingProblem.class)
                .hasMessageContaining("state.jdbc-url is blank").message().doesNotContain("kytkin-123");
    }

    @Test
    void a_token_is_never_sent_in_clear() {
        assertThatThrownBy(() -> settings(Map.of("CRM_URL", "http://contoso.example")))
                .hasMessageContaining("https");
    }

    @Test
    void any_host_but_loopback_needs_credentials() {
        assertThatThrownBy(() -> settings(Map.of("HTTP_HOST", "0.0.0.0")))
                .hasMessageContaining("http.username");
        assertThat(settings(Map.of("HTTP_HOST", "0.0.0.0", "HTTP_USERNAME", "admin", "HTTP_PASSWORD", "x"))
                .text(Setting.HTTP_HOST)).isEqualTo("0.0.0.0");
    }

    @Test
    void a_schedule_that_is_none_and_a_folder_that_can_t_be_made_stop_the_start() throws IOException {
        assertThatThrownBy(() -> settings(Map.of("SCHEDULE_DEFAULT", "every day")))
                .hasMessageContaining("schedule.default = every day");
        Path file = Files.writeString(folder.resolve("no-folder"), "");
        assertThatThrownBy(() -> settings(Map.of("DATA_DIRECTORY", file.resolve("data").toString())))
                .isInstanceOf(SettingProblem.class).hasMessageContaining("data.directory");
    }

    @Test
    void a_taken_port_stops_the_start_with_the_name_of_its_setting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Installation installation = Installation.on(erp -> { })) {
            installation.with("HTTP_PORT", String.valueOf(taken.getLocalPort()));

            assertThatThrownBy(installation::start).isInstanceOf(SettingProblem.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort())).hasMessageContaining("http.port");
        }
    }

    @Test
    void an_address_is_shown_without_its_passwords() {
        assertThat(Databases.withoutSecrets("jdbc:postgresql://kytkin:secret@db/kytkin?password=secret"))
                .isEqualTo("jdbc:postgresql://db/kytkin");
    }
}
