package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sync.FullSynchronization;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys and values that break what is not escaped arrive as they are, on both sides and over REST. */
class HostileValuesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMES = List.of("O'Connor's \"Best\" Oy", "a/b\\c%2F%27 d", "R&D #1? a+b=c;d,e",
            "x') or (name ne 'x", "$filter=name eq null", "@p1 ${body} #{bean} {{crm.client-secret}}",
            "'; drop table customer; --", "Björk \u65e5\u672c \ud83d\ude80 \u0141\u00f3d\u017a", "\u202eright to left\u202c",
            "[\"a\",\"b\"]", "tab\there and line\nbreak", "null", "--batch_1\r\nContent-Type: x", "') or 1 eq 1",
            "  blanks before", "\u0001\u0002\u0007\u0008\u000b\u000c\u001b\u001f and \u0000", "{\"a\":1}\\u0041");
    /** A price group's code is up to ten characters, and upper case. */
    private static final List<String> GROUPS = List.of("O'B\"C", "A/B\\C%2F", "R&D #1?+=", "1') OR 1=1",
            "\u00c5\u00c4\u00d6 \u65e5\u672c", "X,Y");

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

    /** Without length limits in the ERP, so that what is too long meets those of the other side and of the state. */
    private void withoutLimits(String... columns) {
        for (String column : columns) {
            installation.inErp("alter table customer alter column " + column + " varchar(20000)");
        }
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
        installation.with("STATE_JDBC_URL", MemoryDatabase.createUrl()).start();
        installation.crm().resetStatistics();

        FullSynchronization run = installation.fullSynchronization("customer");

        assertThat(installation.runtime().parkedRecords().list("customer", null, null, 50)).isEmpty();
        assertThat(installation.job(run, "customer").count(Outcome.COUPLED)).isEqualTo(NAMES.size());
        assertThat(installation.crm().statistics().created("account")).isZero();
        assertAllArrivedOnce();
    }

    @Test
    void text_with_blanks_at_its_end_arrives_without_them_and_is_not_sent_again() {
        insert(installation.erp(), "BLANKS", "padded   ", " ");
        installation.start();
        installation.fullSynchronization("customer");
        assertThat(installation.crm().rows("account")).extracting(account -> account.get("name").asText())
                .contains("padded");
        installation.crm().resetStatistics();

        installation.fullSynchronization("customer");

        assertThat(installation.crm().statistics().writes()).isZero();
    }

    @Test
    void hostile_codes_find_the_record_they_refer_to() {
        int number = 0;
        for (String group : GROUPS) {
            insertGroup(group);
            update("update customer set customer_price_group = ? where no = ?", group,
                    List.copyOf(names.keySet()).get(number++));
        }
        installation.start();

        installation.fullSynchronization("customer");

        Map<String, String> lists = new HashMap<>();
        installation.crm().rows("pricelevel").forEach(list ->
                lists.put(list.get("pricelevelid").asText(), list.get("name").asText()));
        for (int at = 0; at < GROUPS.size(); at++) {
            ObjectNode account = account(NAMES.get(at));
            assertThat(lists.get(account.path("_defaultpricelevelid_value").asText())).isEqualTo(GROUPS.get(at));
        }
    }

    @Test
    void a_value_of_ten_thousand_characters_is_cut_and_the_job_and_the_log_say_so() {
        withoutLimits("name", "address");
        insert(installation.erp(), "LONG", "'\"".repeat(5_000), "1");
        installation.start();
        try (HeardLog log = HeardLog.listen()) {
            FullSynchronization run = installation.fullSynchronization("customer");

            ObjectNode account = account("'\"".repeat(80));
            assertThat(account.get("address1_line1").asText()).hasSize(250);
            assertThat(installation.job(run, "customer").message()).startsWith("1 record was written with values");
            assertThat(log.lines()).filteredOn(line -> line.contains("'LONG'")).singleElement().asString()
                    .contains("name: ", "address1_line1: ", "(10000 characters) was cut to the 160 that the CRM holds");
        }
        FullSynchronization second = installation.fullSynchronization("customer");
        assertThat(installation.job(second, "customer").message()).isNull();
    }

    @Test
    void what_can_t_be_sent_or_kept_is_parked_with_its_field_and_takes_no_other_record_with_it() {
        installation.with("STATE_JDBC_URL", PostgresDatabase.createStateUrl());
        withoutLimits("no");
        insert(installation.erp(), "HALF", "half a \ud83d rocket", "1");
        insert(installation.erp(), "K".repeat(10_000), "long key", "1");
        insert(installation.erp(), "NUL\u0000KEY", "key with a zero", "1");
        installation.start();

        FullSynchronization run = installation.fullSynchronization("customer");

        assertThat(run.state()).isEqualTo(FullSynchronization.State.FINISHED);
        assertAllArrivedOnce();
        Map<String, Parking> parked = new HashMap<>();
        installation.runtime().parkedRecords().list("customer", null, null, 50).forEach(record ->
                parked.put(record.erpKey().substring(0, 3), record.parking()));
        assertThat(parked).containsOnlyKeys("HAL", "KKK", "NUL").allSatisfy((key, parking) ->
                assertThat(parking.parkingClass()).isEqualTo(ParkingClass.DATA));
        assertThat(parked.get("HAL").field()).isEqualTo("name");
        assertThat(parked.get("HAL").erpValue()).isEqualTo("half a \ufffd rocket");
        assertThat(parked.get("HAL").reason()).contains("half a character");
        assertThat(parked.get("KKK").field()).isEqualTo("no");
        assertThat(parked.get("KKK").erpValue()).hasSize(10_000);
        assertThat(parked.get("KKK").reason()).contains("10000 characters", "400");
        assertThat(parked.get("NUL").field()).isEqualTo("no");
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
        for (String key : List.of("x".repeat(2_000), "\u0000", "' or 1=1 --", "../../etc/passwd", "%")) {
            HttpResponse<String> answer = get("/api/records/customer/" + encoded(key));
            assertIsProblem(key, answer, 400, 404);
        }
        // The server refuses so long an address before it looks at it.
        assertThat(get("/api/records/customer/" + "x".repeat(10_000)).statusCode()).isEqualTo(414);
    }

    @Test
    void malformed_calls_are_answered_with_the_reason() throws Exception {
        installation.start();
        for (String query : List.of("/api/couplings?mapping=" + encoded("customer'; drop table coupling; --"),
                "/api/couplings?erpKey=" + "x".repeat(2_000), "/api/couplings?erpKey=%00",
                "/api/couplings?crmId=" + encoded("') or 1 eq 1"), "/api/couplings?cursor=" + encoded("' or ''='"),
                "/api/couplings/" + encoded("' or 1=1 --"), "/api/parked-records?class=" + encoded("$filter="),
                "/api/parked-records?mapping=" + encoded("../customer"), "/api/jobs/" + encoded("\u202e"),
                "/api/mappings/" + encoded("a/b\\c"), "/api/jobs?limit=1e9")) {
            assertIsProblem(query, get(query), 400, 404);
        }
        for (String body : List.of("{", "[]", "\"x\"", "{\"scope\": \"'; drop table job; --\"}", "{\"records\": \"K\"}",
                "{\"direction\": {\"$ne\": null}}",
                "{\"records\": [\"" + "x".repeat(10_000) + "\"], \"scope\": \"records\"}",
                "{\"records\": [\"a\\u0000b\"], \"scope\": \"records\"}", "{\"nothing\": 1}", "[".repeat(5_000))) {
            assertIsProblem(body, post("/api/mappings/customer/jobs", body), 400, 404);
        }
        // The server itself refuses what it can't decode, without problem details.
        assertThat(undecodable("/api/records/customer/%zz")).startsWith("HTTP/1.1 400");
        assertThat(undecodable("/api/couplings?erpKey=%f")).startsWith("HTTP/1.1 400");
    }

    @Test
    void jobs_of_chosen_records_take_hostile_keys() throws Exception {
        installation.start();
        String key = names.keySet().iterator().next();

        HttpResponse<String> answer = post("/api/mappings/customer/jobs",
                JSON.writeValueAsString(Map.of("direction", "toCrm", "scope", "records", "records", List.of(key))));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() ->
                assertThat(get(answer.headers().firstValue("Location").orElseThrow()).body()).contains("\"finished\""));
        assertThat(get("/api/records/customer/" + encoded(key)).statusCode()).isEqualTo(200);
    }

    private static void assertIsProblem(String asked, HttpResponse<String> answer, Integer... statuses)
            throws IOException {
        assertThat(answer.statusCode()).as(asked).isIn((Object[]) statuses);
        assertThat(answer.headers().firstValue("Content-Type")).as(asked).hasValue("application/problem+json");
        assertThat(JSON.readTree(answer.body()).path("detail").asText()).as(asked).isNotBlank()
                .doesNotContain("Exception", "\tat ", "io.kytkin", "com.fasterxml");
    }

    /** The answer to an address that Java's own client would refuse to send. */
    private String undecodable(String path) throws IOException {
        URI server = URI.create(installation.runtime().address());
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private ObjectNode account(String name) {
        return installation.crm().rows("account").stream().filter(account -> account.get("name").asText().equals(name))
                .findFirst().orElseThrow();
    }

    private void insertGroup(String code) {
        update("insert into customer_price_group (code, system_id, system_modified_at) "
                + "values (?, ?, timestamp with time zone '2026-01-01 00:00:00+00')", code,
                UUID.nameUUIDFromBytes(code.getBytes(StandardCharsets.UTF_8)));
    }

    private void update(String sql, Object... values) {
        try (Connection connection = installation.erp().getConnection();
             PreparedStatement update = connection.prepareStatement(sql)) {
            for (int at = 0; at < values.length; at++) {
                update.setObject(at + 1, values[at]);
            }
            assertThat(update.executeUpdate()).isOne();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpResponse<String> get(String path) {
        return installation.rest().get(path);
    }

    private HttpResponse<String> post(String path, String body) {
        return installation.rest().post(path, body);
    }
}
