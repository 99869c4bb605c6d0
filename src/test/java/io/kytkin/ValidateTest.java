package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.sandbox.SandboxSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kytkin validate}: what it finds in which file. */
class ValidateTest {
    @TempDir
    private Path folder;
    private OwnRoutes routes;
    private Installation installation;

    @BeforeEach
    void install() throws IOException {
        installation = Installation.on(erp -> { }).withOwnRoutes(folder.resolve("routes")).with("ERP_JDBC_URL", "")
                .with("STATE_JDBC_URL", "").with("DATA_DIRECTORY", folder.resolve("data").toString());
        routes = installation.ownRoutes();
    }

    @AfterEach
    void close() {
        installation.close();
        // The command ends with its process; here other tests may still want to read what loading says.
        Configurator.setLevel(MappingFiles.class, Level.INFO);
    }

    private void edit(String file, String from, String to) throws IOException {
        OwnRoutes.replace(routes.file(file), from, to);
    }

    private String place(String file, String text) throws IOException {
        return routes.file(file) + ":" + (Files.readString(routes.file(file)).split(java.util.regex.Pattern.quote(text), 2)[0]
                .lines().count()) + ": ";
    }

    /** @return what it prints */
    private String validate(boolean isAllWell) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        assertThat(new ValidateCommand(installation.settings(), new PrintStream(printed, true, StandardCharsets.UTF_8)).isAllWell())
                .as(printed.toString(StandardCharsets.UTF_8)).isEqualTo(isAllWell);
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("\tat ");
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_step_that_does_not_exist_is_told_by_file_and_line_also_in_a_file_that_only_the_runtime_loads() throws Exception {
        edit("monitoring", "- bean: {", "- baen: {");
        edit("errors", "maximumRedeliveries: 600\n", "maximumRedelivery: 600\n");

        assertThat(validate(false)).contains(place("monitoring", "- baen: {"), "baen")
                .contains(place("errors", "maximumRedelivery: 600"), "maximumRedelivery")
                .contains("2 mistakes", "The mapping files are checked when");
    }

    @Test
    void a_shared_route_that_names_no_bean_is_told_by_file_and_line() throws Exception {
        edit("stages", "ref: erpPages, method: rivals", "ref: erpPage, method: rivals");

        assertThat(validate(false)).contains(place("stages", "id: read-crm\n"), "'read-crm'", "erpPage", "1 mistake");
    }

    @Test
    void a_mapping_may_use_settings_of_one_s_own_but_no_secret() throws Exception {
        String secret = SandboxSettings.defaults().clientSecret();
        installation.with("CUSTOM_BLOCKED", "All").with("CRM_CLIENT_SECRET", secret)
                .with("CRM_CLIENT_ID", SandboxSettings.defaults().clientId())
                .with("CRM_TOKEN_URL", installation.crm().tokenUrl());
        edit("mappings/customer", "erpFilter: blocked = ''", "erpFilter: blocked <> '{{custom.blocked}}'");
        assertThat(validate(true)).contains("no mistakes");

        edit("mappings/item", "blocked = false", "blocked = false and no <> '{{crm.client-secret}}'");
        assertThat(validate(false)).contains(place("mappings/item", "'{{crm.client-secret}}'")
                + "routes know no setting 'crm.client-secret'").doesNotContain(secret);
    }

    @Test
    void mistakes_about_either_side_of_a_mapping_are_told_at_once() throws Exception {
        edit("mappings/customer", "erpTable: customer", "erpTable: custommer");
        edit("mappings/customer", "websiteurl", "websiteur");

        assertThat(validate(false)).contains(place("mappings/customer", "erpTable: custommer"), "'custommer' can't be read")
                .contains(place("mappings/customer", "websiteur"), "there is no attribute 'websiteur'");
    }

    @Test
    void a_condition_that_does_not_run_keeps_no_other_mistake_back() throws Exception {
        edit("mappings/customer", "erpFilter: blocked = ''", "erpFilter: blokked = ''");
        edit("mappings/customer", "city                  <->", "citty                 <->");
        edit("mappings/customer", "websiteurl", "websiteur");

        assertThat(validate(false)).contains(place("mappings/customer", "erpFilter: blokked"), "does not run on the ERP's")
                .contains(place("mappings/customer", "citty") + "there is no column 'citty'")
                .contains(place("mappings/customer", "websiteur") + "there is no attribute 'websiteur'")
                .contains("3 mistakes");
    }

    @Test
    void the_line_of_a_column_is_not_that_of_a_comment() throws Exception {
        edit("mappings/customer", "- beans:", "# The key is numbr, as everybody knows.\n- beans:");
        edit("mappings/customer", "erpKey: \"no\"", "erpKey: numbr");

        assertThat(validate(false)).contains(place("mappings/customer", "erpKey: numbr") + "there is no column 'numbr'");
    }
}
