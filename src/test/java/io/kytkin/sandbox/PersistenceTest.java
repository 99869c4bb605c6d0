package io.kytkin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data file carries everything over a restart. */
class PersistenceTest {
    @TempDir
    private Path folder;

    private SandboxSettings settings() {
        return SandboxSettings.defaults().withAuthentication(false).withDataFile(folder.resolve("crm.mv.db"));
    }

    @Test
    void rows_keys_and_delta_links_survive_a_restart() throws IOException {
        UUID kept;
        UUID gone;
        String delta;
        long version;
        try (SandboxCrm crm = SandboxCrm.start(settings().withAlternateKeys(true))) {
            WebClient web = new WebClient(crm);
            kept = crm.create("account", Map.of("name", "kept", "accountnumber", "K", "creditlimit", 12.34,
                "description", "Ü".repeat(1500)));
            gone = crm.create("account", Map.of("name", "gone"));
            String link = web.get("accounts?$select=name", "Prefer", "odata.track-changes").json()
                .get("@odata.deltaLink").asText();
            delta = link.substring(link.indexOf("/api/"));
            crm.delete("account", gone);
            version = crm.row("account", kept).get("versionnumber").asLong();
        }
        try (SandboxCrm crm = SandboxCrm.start(settings())) {
            WebClient web = new WebClient(crm);
            assertThat(crm.isNew()).isFalse();
            assertThat(crm.row("account", kept).get("description").asText()).hasSize(1500);
            assertThat(crm.row("account", kept).get("versionnumber").asLong()).isEqualTo(version);
            assertThat(web.get("accounts(accountnumber='K')").status()).isEqualTo(200);
            assertThat(web.get(delta).value().findValuesAsText("id")).containsExactly(gone.toString());
            crm.update("account", kept, Map.of("name", "changed"));
            assertThat(crm.row("account", kept).get("versionnumber").asLong()).isGreaterThan(version);
        }
    }

    @Test
    void a_second_start_seeds_nothing_twice() {
        byte[] users = ("{\"systemusers\":[{\"systemuserid\":\"5a1e5000-0000-4000-8000-000000000001\",\"lastname\":"
            + "\"A\",\"domainname\":\"a@x\"}]}").getBytes(StandardCharsets.UTF_8);
        for (int start = 0; start < 2; start++) {
            try (SandboxCrm crm = SandboxCrm.start(settings())) {
                crm.seed(new ByteArrayInputStream(users));
                assertThat(crm.count("systemuser")).isEqualTo(3);
            }
        }
    }

    @Test
    void a_port_or_a_file_in_use_is_said_in_one_sentence() {
        try (SandboxCrm crm = SandboxCrm.start(settings())) {
            int port = Integer.parseInt(crm.url().substring(crm.url().lastIndexOf(':') + 1));
            assertThatThrownBy(() -> SandboxCrm.start(SandboxSettings.defaults().withPort(port)))
                .hasMessageContaining("can't listen on 127.0.0.1:" + port);
            assertThatThrownBy(() -> SandboxCrm.start(settings())).hasMessageContaining("crm.mv.db");
        }
    }

    @Test
    void a_mistake_on_the_command_line_is_said_in_one_sentence() {
        assertThat(complaint("--port", "many")).startsWith("The option --port needs a whole number from ");
        assertThat(complaint("--client-id", "app")).startsWith("The option --client-id needs an id like");
        assertThat(complaint("--nonsense")).startsWith("The sandbox does not know the option --nonsense.");
        assertThat(complaint("--client-secret-from-environment", "NONE"))
            .startsWith("The environment has no variable NONE");
    }

    private static String complaint(String... arguments) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = SandboxCommand.run(arguments, Map.of(), System.out,
            new PrintStream(errors, true, StandardCharsets.UTF_8));
        assertThat(code).isEqualTo(2);
        return errors.toString(StandardCharsets.UTF_8);
    }
}
