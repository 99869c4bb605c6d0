package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
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

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Listening listening = new Listening();
    private final String erpUrl = Installation.memory("erp");
    private final String stateUrl = Installation.memory("state");
    private Installation installation;

    /** Keeps all that is logged, with its stack traces. */
    private final class Listening extends AbstractAppender {
        Listening() {
            super("listening", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            StringWriter text = new StringWriter().append(event.getMessage().getFormattedMessage());
            if (event.getThrown() != null) {
                event.getThrown().printStackTrace(new PrintWriter(text));
            }
            log.add(text.toString());
        }
    }

    @BeforeEach
    void listen() {
        listening.start();
        LoggerContext.getContext(false).getConfiguration().getRootLogger().addAppender(listening, Level.ALL, null);
        Configurator.setLevel("io.kytkin", Level.ALL);
        Configurator.setLevel("org.apache.camel", Level.INFO);
        LogManager.getLogger("io.kytkin.SecretsTest").debug("the log is heard");
        installation = Installation.on(SandboxSettings.defaults(), erpUrl, stateUrl,
                        erp -> CompanyGenerator.generate(erp, GeneratorSettings.customers(30)))
                .with("CRM_CLIENT_ID", SandboxSettings.defaults().clientId()).with("CRM_CLIENT_SECRET", CLIENT_SECRET)
                .with("ERP_USERNAME", "erp_user").with("ERP_PASSWORD", ERP_PASSWORD)
                .with("STATE_USERNAME", "state_user").with("STATE_PASSWORD", STATE_PASSWORD)
                .with("HTTP_USERNAME", "admin").with("HTTP_PASSWORD", WEB_PASSWORD);
        installation.with("CRM_TOKEN_URL", installation.crm().tokenUrl());
        installation.inErp("create user erp_user password '" + ERP_PASSWORD + "' admin");
        Installation.execute(installation.state(), "create user state_user password '" + STATE_PASSWORD + "' admin");
    }

    @AfterEach
    void close() {
        installation.close();
        LoggerContext.getContext(false).getConfiguration().getRootLogger().removeAppender("listening");
        Configurator.setLevel("io.kytkin", Level.INFO);
        Configurator.setLevel("org.apache.camel", Level.WARN);
    }

    private void assertNothingLogged() {
        assertThat(log).contains("the log is heard").noneMatch(SecretsTest::tells);
    }

    private static boolean tells(String text) {
        return text.contains(COMMON_PART) || text.contains(CLIENT_SECRET) || text.contains(CREDENTIALS);
    }

    @Test
    void a_synchronization_leaves_no_secret_in_logs_answers_and_tables() throws Exception {
        installation.start();
        FullSynchronization run = installation.fullSynchronization();
        assertThat(installation.crm().rows("account")).hasSize(30);

        String job = installation.jobs(run).get(0).id().toString();
        for (String path : List.of("/openapi.json", "/api/mappings", "/api/mappings/customer", "/api/jobs", "/api/jobs/" + job,
                "/api/full-synchronizations/latest", "/api/full-synchronizations/" + run.id(), "/api/couplings",
                "/api/parked-records", "/api/records/customer/C10000001", "/api/connection", "/api/nothing-of-that-name",
                "/observe/health", "/observe/metrics")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(path).isIn(200, 404, 503);
            assertThat(tells(answer.body() + answer.headers().map())).as(path + ": " + answer.body()).isFalse();
        }
        assertThat(tells(post("/api/connection/test").body())).isFalse();
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

    @Test
    void a_refused_log_in_to_a_database_does_not_tell_its_password() {
        installation.with("ERP_PASSWORD", "Kupari-wrong");

        assertThatThrownBy(() -> installation.start()).isInstanceOf(SettingProblem.class)
                .hasMessageContaining("erp.jdbc-url").satisfies(this::isSilent);
        assertNothingLogged();
    }

    @Test
    void a_password_inside_a_database_address_is_not_told_either() {
        installation.with("STATE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/kytkin?user=x&password=Kupari-in-url")
                .with("STATE_USERNAME", "").with("STATE_PASSWORD", "");

        assertThatThrownBy(() -> installation.start()).isInstanceOf(SettingProblem.class)
                .hasMessageContaining("state.jdbc-url").satisfies(problem ->
                        assertThat(problem.getMessage()).doesNotContain(COMMON_PART));
        assertNothingLogged();
    }

    private void isSilent(Throwable problem) {
        StringWriter trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        assertThat(tells(trace.toString())).as(trace.toString()).isFalse();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(installation.runtime().address() + path)).GET());
    }

    private HttpResponse<String> post(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(installation.runtime().address() + path))
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.header("Authorization", "Basic " + CREDENTIALS).build(),
                HttpResponse.BodyHandlers.ofString());
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
