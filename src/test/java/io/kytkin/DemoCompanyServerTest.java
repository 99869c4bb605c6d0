package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way in to the embedded demo company, over H2's own protocol. */
class DemoCompanyServerTest {

    @Test
    void who_knows_the_address_edits_the_database_that_is_open_and_nobody_else(@TempDir Path folder) throws SQLException {
        Path database = folder.resolve("company");
        try (Connection ours = DriverManager.getConnection("jdbc:h2:file:" + database);
             DemoCompanyServer server = DemoCompanyServer.start(database)) {
            ours.createStatement().execute("create table customer (no varchar(20))");
            try (Connection theirs = DriverManager.getConnection(server.url())) {
                theirs.createStatement().execute("insert into customer values ('10010')");
            }
            assertThat(ours.createStatement().executeQuery("select no from customer").next()).isTrue();

            String withoutKey = server.url().replaceAll("/[^/]*$", "/");
            assertThat(server.url()).startsWith("jdbc:h2:tcp://127.0.0.1:");
            assertThatThrownBy(() -> DriverManager.getConnection(withoutKey + database)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> DriverManager.getConnection(withoutKey + "mem:other")).isInstanceOf(SQLException.class);
        }
    }
}
