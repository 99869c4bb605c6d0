package io.kytkin.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line of the sandbox refuses: in one sentence, and with the exit code of what could not run. */
@Timeout(60)
class SandboxCommandTest {
    @TempDir
    private Path folder;

    private static String refusal(String... arguments) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int code = SandboxCommand.run(arguments, Map.of(), System.out, new PrintStream(errors, true, StandardCharsets.UTF_8));
        assertThat(code).isEqualTo(2);
        String printed = errors.toString(StandardCharsets.UTF_8).strip();
        assertThat(printed.lines()).hasSize(1);
        assertThat(printed).matches("(?s).*[.?]");
        return printed;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --port          | 99999      | from 0 to 65535, not '99999'
            --port          | -1         | from 0 to 65535, not '-1'
            --port          | http       | from 0 to 65535, not 'http'
            --page-size     | 0          | from 1 to
            --base-currency | euro       | three capital letters
            --client-id     | me         | an id like
            --no-change-tracking | acount | names 'acount'
            --host          | ' '        | needs a value
            --client-secret-from-environment | NONE | no variable NONE
            """)
    void a_value_that_can_t_be_is_refused_with_its_option(String option, String value, String reason) {
        assertThat(refusal(option, value)).contains(option.equals("--client-secret-from-environment") ? "" : option)
                .contains(reason);
    }

    @Test
    void an_option_without_its_value_is_refused() {
        assertThat(refusal("--port")).isEqualTo("The option --port needs a value behind it.");
    }

    @Test
    void a_host_that_is_none_and_a_port_that_is_taken_are_refused() throws IOException {
        assertThat(refusal("--port", "0", "--host", "no.such.host.invalid")).contains("no.such.host.invalid");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(refusal("--port", String.valueOf(taken.getLocalPort()))).contains(String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void a_file_of_records_that_can_t_be_read_or_taken_is_refused() throws IOException {
        assertThat(refusal("--port", "0", "--seed", folder.resolve("none.json").toString())).contains("none.json");
        Path noJson = Files.writeString(folder.resolve("records.json"), "accounts: []");
        assertThat(refusal("--port", "0", "--seed", noJson.toString())).contains("records.json");
        Path noTable = Files.writeString(folder.resolve("table.json"), "{\"acounts\": [{\"name\": \"x\"}]}");
        assertThat(refusal("--port", "0", "--seed", noTable.toString())).contains("table.json").contains("no table acounts");
    }

    @Test
    void a_data_file_in_a_place_that_is_no_folder_is_refused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(refusal("--port", "0", "--data", file.resolve("crm.mv.db").toString())).contains("crm.mv.db");
    }
}
