package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Outcome;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.ParkedRecord;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys and values that break what is not escaped arrive as they are, on both sides and over REST. */
class HostileValuesTest {
    private static final List<String> NAMES = List.of("O'Connor's \"Best\" Oy", "a/b\\c%2F%27 d", "R&D #1? a+b=c;d,e",
            "x') or (name ne 'x", "$filter=name eq null", "@p1 ${body} #{bean} {{crm.client-secret}}",
            "'; drop table customer; --", "Björk \u65e5\u672c \ud83d\ude80 \u0141\u00f3d\u017a", "\u202eright to left\u202c",
            "[\"a\",\"b\"]", "tab\there and line\nbreak", "null", "--batch_1\r\nContent-Type: x");

    private final Map<String, String> names = new LinkedHashMap<>();
    private Installation installation;

    @BeforeEach
    void fill() {
        for (int number = 0; number < NAMES.size(); number++) {
            names.put("K" + number + "'/\"%&$" + number, NAMES.get(number));
        }
        installation = Installation.on(erp -> {
            CompanyGenerator.generate(erp, GeneratorSettings.customers(0));
            names.forEach((no, name) -> insert(erp, no, name, "PC" + name.charAt(0) + "'"));
        });
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private static void insert(DataSource erp, String no, String name, String postCode) {
        try (Connection connection = erp.getConnection(); PreparedStatement insert = connection.prepareStatement(
                "insert into customer (no, name, post_code, address, system_id, system_modified_at) "
                        + "values (?, ?, ?, ?, ?, timestamp with time zone '2026-01-01 00:00:00+00')")) {
            insert.setString(1, no);
            insert.setString(2, name);
            insert.setString(3, postCode);
            insert.setString(4, name);
            insert.setObject(5, UUID.nameUUIDFromBytes(no.getBytes(StandardCharsets.UTF_8)));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(no, e);
        }
    }

    private void assertAllArrivedOnce() {
        assertThat(installation.crm().rows("account")).extracting(account -> account.get("name").asText())
                .containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(installation.crm().rows("account")).allSatisfy(account ->
                assertThat(account.get("address1_line1").asText()).isEqualTo(account.get("name").asText()));
    }

    @Test
    void hostile_values_arrive_as_they_are_and_are_found_again() {
        installation.start();
        FullSynchronization run = installation.fullSynchronization("customer");

        assertThat(installation.runtime().parkedRecords().list("customer", null, null, 50)).isEmpty();
        assertThat(installation.job(run, "customer").count(Outcome.CREATED)).isEqualTo(NAMES.size());
        assertAllArrivedOnce();
        installation.crm().resetStatistics();
        installation.fullSynchronization("customer");
        assertThat(installation.crm().statistics().writes()).isZero();
    }

    @Test
    void without_the_state_database_they_match_and_are_not_made_twice() {
        installation.start();
        installation.fullSynchronization("customer");
        installation.stop();
        installation.with("STATE_JDBC_URL", Installation.memory("another")).start();
        installation.crm().resetStatistics();

        FullSynchronization run = installation.fullSynchronization("customer");

        assertThat(installation.runtime().parkedRecords().list("customer", null, null, 50)).isEmpty();
        assertThat(installation.job(run, "customer").count(Outcome.COUPLED)).isEqualTo(NAMES.size());
        assertThat(installation.crm().statistics().created("account")).isZero();
        assertAllArrivedOnce();
    }

    @Test
    void a_value_of_ten_thousand_characters_is_cut_where_it_may_be_and_said() {
        installation.inErp("alter table customer alter column name varchar(20000)");
        installation.inErp("alter table customer alter column address varchar(20000)");
        insert(installation.erp(), "LONG", "'\"".repeat(5_000), "1");
        installation.start();

        installation.fullSynchronization("customer");

        List<ObjectNode> accounts = installation.crm().rows("account").stream()
                .filter(account -> account.get("name").asText().startsWith("'\"'\"")).toList();
        List<ParkedRecord> parked = installation.runtime().parkedRecords().list("customer", null, null, 50);
        if (accounts.isEmpty()) {
            assertThat(parked).singleElement().satisfies(record -> {
                assertThat(record.erpKey()).isEqualTo("LONG");
                assertThat(record.parking().reason()).contains("name");
            });
        } else {
            assertThat(accounts).singleElement().satisfies(account ->
                    assertThat(account.get("name").asText()).hasSize(160));
        }
    }

    @Test
    void each_record_page_is_found_by_its_key_and_a_key_that_is_none_gets_a_reason() throws Exception {
        installation.start();
        installation.fullSynchronization("customer");
        for (Map.Entry<String, String> customer : names.entrySet()) {
            HttpResponse<String> page = get("/api/records/customer/" + encoded(customer.getKey()));
            assertThat(page.statusCode()).as(customer.getKey() + ": " + page.body()).isEqualTo(200);
            assertThat(get("/api/couplings?mapping=customer&erpKey=" + encoded(customer.getKey())).body())
                    .contains("\"state\":\"coupled\"");
        }
        for (String key : List.of("x".repeat(10_000), "\u0000", "' or 1=1 --", "../../etc/passwd", "%")) {
            HttpResponse<String> answer = get("/api/records/customer/" + encoded(key));
            assertThat(answer.statusCode()).as(key + ": " + answer.body()).isBetween(400, 499);
            assertThat(answer.body()).doesNotContain("Exception", "\tat ");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(
                URI.create(installation.runtime().address() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
