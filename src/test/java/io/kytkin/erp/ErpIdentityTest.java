package io.kytkin.erp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kytkin.PostgresDatabase;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** By what an ERP is known again. */
class ErpIdentityTest {
    @TempDir
    private Path folder;

    private static DataSource h2(String url) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url);
        return database;
    }

    private static DataSource postgres(String url) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setURL(url);
        return database;
    }

    @Test
    void another_company_or_another_database_is_another_erp() {
        String one = ErpIdentity.of(h2("jdbc:h2:file:" + folder.resolve("one")), "CRONUS");

        assertThat(one).isEqualTo("CRONUS in the H2 database ONE");
        assertThat(ErpIdentity.of(h2("jdbc:h2:file:" + folder.resolve("one")), "Contoso")).isNotEqualTo(one);
        assertThat(ErpIdentity.of(h2("jdbc:h2:file:" + folder.resolve("two")), "CRONUS")).isNotEqualTo(one);
    }

    @Test
    void another_address_of_the_same_database_is_the_same_erp() {
        String url = PostgresDatabase.createUrl();
        String one = ErpIdentity.of(postgres(url), "CRONUS");

        assertThat(one).startsWith("CRONUS in the PostgreSQL database ");
        assertThat(url).contains("localhost");
        assertThat(ErpIdentity.of(postgres(url.replace("localhost", "127.0.0.1") + "&connectTimeout=5"), "CRONUS")).isEqualTo(one);
        assertThat(ErpIdentity.of(postgres(PostgresDatabase.createUrl()), "CRONUS")).isNotEqualTo(one);
    }
}
