package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import java.util.Locale;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A state goes with the systems that it was made with, and with no others. */
class RightSystemsTest {
    private Installation installation;

    @BeforeEach
    void startOnce() {
        installation = Installation.on(erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(1))).start();
        installation.stop();
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private String knownErp() {
        return Jdbi.create(installation.state()).withHandle(handle ->
                handle.createQuery("select identity from known_system where side = 'erp'").mapTo(String.class).one());
    }

    private static String identity(String url) {
        return "default in the H2 database " + url.replaceAll("jdbc:h2:mem:([^;]+).*", "$1").toUpperCase(Locale.ROOT);
    }

    @Test
    void another_database_of_the_same_company_is_refused_with_both_named() {
        String copy = MemoryDatabase.createUrl();
        installation.with("ERP_JDBC_URL", copy);

        assertThatThrownBy(installation::start).isInstanceOf(SettingProblem.class)
                .hasMessageContaining(knownErp()).hasMessageContaining(identity(copy));
    }

    @Test
    void a_state_that_knows_the_company_only_is_taken_and_knows_the_database_from_then_on() {
        String whole = knownErp();
        Database.execute(installation.state(), "update known_system set identity = 'default' where side = 'erp'");

        installation.start();

        assertThat(knownErp()).isEqualTo(whole).startsWith(identity(installation.environment().get("ERP_JDBC_URL")));
    }
}
