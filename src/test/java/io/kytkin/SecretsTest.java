package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kytkin.sandbox.CompanyGenerator;
import io.kytkin.sandbox.GeneratorSettings;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sync.FullSynchronization;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No secret reaches a log, an answer of REST or a table of the state, also when a log in fails. */
class SecretsTest {
    private static final String CLIENT_SECRET = SandboxSettings.defaults().clientSecret();
    private static final String ERP_PASSWORD = "Kupari-erp-7b1";
    private static final String STATE_PASSWORD = "Kupari-state-2c8";
    private static final String WEB_PASSWORD = "Kupari-web-5d4";
    private static final String COMMON_PART = "Kupari-";
    private static final String CREDENTIALS = Base64.getEncoder().encodeToString(
            ("admin:" + WEB_PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final HeardLog log = HeardLog.listen();
    private final String erpUrl = MemoryDatabase.createUrl();
    private final String stateUrl = MemoryDatabase.createUrl();
    private Installation installation;

    @BeforeEach
    void install() {
        LogManager.getLogger("io.kytkin.SecretsTest").debug("the log is heard");
        installation = Installation.on(SandboxSettings.defaults(), erpUrl, stateUrl,
                        erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(30)))
                .with("CRM_CLIENT_ID", SandboxSettings.defaults().clientId()).with("CRM_CLIENT_SECRET", CLIENT_SECRET)
                .with("ERP_USERNAME", "erp_user").with("ERP_PASSWORD", ERP_PASSWORD)
                .with("STATE_USERNAME", "state_user").with("STATE_PASSWORD", STATE_PASSWORD)
                .with("HTTP_USERNAME", "admin").with("HTTP_PASSWORD", WEB_PASSWORD);
        installation.with("CRM_TOKEN_URL", installation.crm().tokenUrl());
        installation.inErp("create user erp_user password '" + ERP_PASSWORD + "' admin");
        Database.execute(installation.state(), "create user state_user password '" + STATE_PASSWORD + "' admin");
    }

    @AfterEach
    void close() {
        installation.close();
        log.close();
    }

    private void assertNothingLogged() {
        assertThat(log.lines()).contains("the log is heard").noneMatch(SecretsTest::tells);
    }

    private static boolean tells(String text) {
        return text.contains(COMMON_PART) || text.contains(CLIENT_SECRET) || text.contains(CREDENTIALS);
    }

    @Test
    void a_synchronization_leaves_no_secret_in_logs_answers_events_and_tables() throws Exception {
        installation.start();
        Queue<String> events = new ConcurrentLinkedQueue<>();
        try (Stream<String> stream = events()) {
            CompletableFuture<Void> listening = CompletableFuture.runAsync(() -> stream.forEach(events::add));
            assertNothingTold();
            assertThat(events).anyMatch(line -> line.contains("\"mapping\"")).noneMatch(SecretsTest::tells);
            assertThat(listening).isNotDone();
        }
    }

    @Test
    void passwords_inside_the_addresses_of_the_databases_stay_there() throws Exception {
        installation.with("ERP_USERNAME", "").with("ERP_PASSWORD", "")
                .with("STATE_USERNAME", "").with("STATE_PASSWORD", "")
                .with("ERP_JDBC_URL", erpUrl + ";USER=erp_user;PASSWORD=" + ERP_PASSWORD)
                .with("STATE_JDBC_URL", stateUrl + ";USER=state_user;PASSWORD=" + STATE_PASSWORD).start();

        assertNothingTold();
    }

    private void assertNothingTold() throws Exception {
        FullSynchronization run = installation.fullSynchronization();
        assertThat(installation.crm().rows("account")).hasSize(30);

        for (String path : addresses(run)) {
            HttpResponse<String> answer = rest().get(path);
            assertThat(answer.statusCode()).as(path).isIn(200, 404);
            assertThat(tells(answer.body() + answer.headers().map())).as(path + ": " + answer.body()).isFalse();
        }
        assertThat(tells(rest().post("/api/connection/test", "").body())).isFalse();
        assertThat(storedTexts()).isNotEmpty().noneMatch(SecretsTest::tells);
        assertNothingLogged();
    }

    @Test
    void a_refused_log_in_to_the_crm_does_not_tell_the_secret() {
        installation.with("CRM_CLIENT_SECRET", "Kupari-wrong");

        assertThatThrownBy(() -> installation.start()).isInstanceOf(SettingProblem.class)
                .hasMessageContaining("crm.client-secret").satisfies(this::isSilent);
        assertNothingLogged();
    }

    /** Drivers repeat the address, or the part of it with the password, in what they say of a mistake in it. */
    @Test
    void a_database_that_can_t_be_opened_is_told_without_the_password() {
        Settings wrongPassword = installation.with("ERP_PASSWORD", "Kupari-wrong").settings();
        installation.with("ERP_PASSWORD", ERP_PASSWORD).with("STATE_USERNAME", "").with("STATE_PASSWORD", "");
        List<Settings> mistakes = new ArrayList<>(List.of(wrongPassword));
        for (String address : List.of("jdbc:h2:relative;PASSWORD=Kupari-in-url",
                "jdbc:h2:mem:x;NO_SUCH=1;PASSWORD=Kupari-in-url", "jdbc:unknown:x;PWD=Kupari-in-url",
                "jdbc:postgresql://user:Kupari-in-url@127.0.0.1:1/x",
                "jdbc:postgresql://127.0.0.1:1/x?password=Kupari-in-url",
                "jdbc:postgresql://127.0.0.1:port/x?password=Kupari-in-url",
                "jdbc:sqlserver://127.0.0.1:port;password=Kupari-in-url")) {
            mistakes.add(installation.with("STATE_JDBC_URL", address).settings());
        }

        // At once, because each waits ten seconds for a database that may still be starting.
        ExecutorService threads = Executors.newFixedThreadPool(mistakes.size());
        List<CompletableFuture<Throwable>> starts = mistakes.stream().map(settings -> CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> IntegrationRuntime.start(settings, Purpose.LOOK)), threads)).toList();
        threads.shutdown();

        assertThat(starts).extracting(CompletableFuture::join).allSatisfy(problem ->
                assertThat(problem).isInstanceOf(SettingProblem.class).hasMessageContaining(".jdbc-url")
                        .message().doesNotContain(COMMON_PART));
        assertThat(starts.get(0).join()).hasMessageContaining("erp.jdbc-url").satisfies(this::isSilent);
        assertNothingLogged();
    }

    private void isSilent(Throwable problem) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        assertThat(tells(trace.toString())).as(trace.toString()).isFalse();
    }

    /** Every address of REST that is read, as the OpenAPI document lists them, with values for their parameters. */
    private List<String> addresses(FullSynchronization run) throws Exception {
        String coupling = RestClient.json(rest().get("/api/couplings?mapping=customer"))
                .path("items").path(0).path("id").asText();
        List<String> addresses = new ArrayList<>(List.of("/api/nothing-of-that-name", "/api/records/customer/none",
                "/observe/health", "/observe/metrics"));
        RestClient.json(rest().get("/openapi.json")).path("paths").fields().forEachRemaining(path -> {
            String address = path.getKey();
            if (path.getValue().has("get") && !address.equals("/api/events")) {
                addresses.add(address.replace("{mapping}", "customer").replace("{erpKey}", "C10000001")
                        .replace("{id}", address.startsWith("/api/jobs") ? installation.jobs(run).get(0).id().toString()
                                : address.startsWith("/api/couplings") ? coupling : run.id().toString()));
            }
        });
        assertThat(addresses).hasSizeGreaterThan(12).noneMatch(address -> address.contains("{"));
        return addresses;
    }

    private Stream<String> events() throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(installation.runtime().address()
                + "/api/events")).header("Authorization", "Basic " + CREDENTIALS).build(),
                HttpResponse.BodyHandlers.ofLines()).body();
    }

    private RestClient rest() {
        return new RestClient(installation.runtime().address(), "Authorization", "Basic " + CREDENTIALS);
    }

    private List<String> storedTexts() throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection state = installation.state().getConnection(); Statement statement = state.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = state.getMetaData().getTables(null, "PUBLIC", "%", new String[] {"TABLE", "BASE TABLE"})) {
                while (rows.next()) {
                    tables.add(rows.getString("TABLE_NAME"));
                }
            }
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("select * from \"" + table + "\"")) {
                    while (rows.next()) {
                        for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                            texts.add(table + ": " + rows.getString(column));
                        }
                    }
                }
            }
        }
        return texts;
    }
}
