package io.kytkin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.Outcome;
import io.kytkin.sync.FullSynchronization;
import io.kytkin.sync.ParkedRecord;
import io.kytkin.sync.Scope;
import io.kytkin.sync.SynchJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The runtime that holds the state, asked over its REST API at {@code http.host} and {@code http.port}. */
final class RunningRuntime implements FullSynchronizationHost {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String address;
    private final String authorization;

    RunningRuntime(Settings settings) {
        address = "http://" + settings.text(Setting.HTTP_HOST) + ":" + settings.httpPort();
        authorization = settings.isBlank(Setting.HTTP_USERNAME) ? null : "Basic " + Base64.getEncoder().encodeToString(
                (settings.text(Setting.HTTP_USERNAME) + ":" + settings.text(Setting.HTTP_PASSWORD))
                        .getBytes(StandardCharsets.UTF_8));
    }

    String address() {
        return address;
    }

    @Override
    public FullSynchronization review(List<String> mappings) {
        String body = JSON.createObjectNode().set("mappings", JSON.valueToTree(mappings)).toString();
        return run(ask("POST", "/api/full-synchronizations", body));
    }

    @Override
    public void start(UUID id) {
        ask("POST", "/api/full-synchronizations/" + id + "/start", null);
    }

    @Override
    public void cancel(UUID id) {
        ask("DELETE", "/api/full-synchronizations/" + id, null);
    }

    @Override
    public Optional<FullSynchronization> find(UUID id) {
        return Optional.of(run(ask("GET", "/api/full-synchronizations/" + id, null)));
    }

    @Override
    public Optional<SynchJob> job(UUID id) {
        JsonNode job = ask("GET", "/api/jobs/" + id, null);
        JsonNode counts = job.get("counts");
        Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            String name = outcome == Outcome.OUT_OF_SCOPE ? "outOfScope" : outcome.name().toLowerCase(Locale.ROOT);
            outcomes.put(outcome, counts.path(name).asLong());
        }
        return Optional.of(new SynchJob(id, text(job, "mapping"), Direction.of(text(job, "direction")),
                Scope.valueOf(text(job, "scope").toUpperCase(Locale.ROOT)), text(job, "trigger"), text(job, "who"),
                SynchJob.State.valueOf(text(job, "state").toUpperCase(Locale.ROOT)), null, time(job, "startedAt"),
                time(job, "finishedAt"), counts.path("read").asLong(), outcomes, number(job, "total"),
                job.path("crmRequests").asLong(), text(job, "message")));
    }

    @Override
    public List<ParkedRecord.Cause> causes() {
        List<ParkedRecord.Cause> causes = new ArrayList<>();
        ask("GET", "/api/parked-records?limit=1", null).path("causes").forEach(cause -> causes.add(
                new ParkedRecord.Cause(text(cause, "mapping"), text(cause, "class"), text(cause, "reason"),
                        cause.path("records").asLong())));
        return causes;
    }

    @Override
    public boolean isStopping() {
        return false;
    }

    @Override
    public List<MappingProblem.Mistake> mistakes() {
        List<MappingProblem.Mistake> mistakes = new ArrayList<>();
        for (JsonNode mapping : all("/api/mappings")) {
            mapping.path("problems").forEach(problem -> mistakes.add(new MappingProblem.Mistake(text(mapping, "name"),
                    text(mapping, "file"), problem.path("line").asInt(0), text(problem, "text"))));
        }
        return mistakes;
    }

    /** How many mappings it has, good or not. */
    int mappings() {
        return all("/api/mappings").size();
    }

    /** Every item of a list, however many answers it takes. */
    private List<JsonNode> all(String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode part = ask("GET", path + "?limit=1000" + cursor, null);
            part.path("items").forEach(items::add);
            cursor = part.hasNonNull("nextCursor") ? "&cursor=" + text(part, "nextCursor") : null;
        }
        return items;
    }

    private JsonNode ask(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path)).timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode json = answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
            if (answer.statusCode() >= 400) {
                throw new SettingProblem(json.path("detail").asText("The runtime at " + address + " answers "
                        + answer.statusCode() + "."));
            }
            return json;
        } catch (IOException e) {
            throw new SettingProblem("The state is in use by another process, and no runtime answers at " + address
                    + "; set http.host and http.port as that process has them, or stop it.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SettingProblem("Interrupted while the runtime at " + address + " was asked.", e);
        }
    }

    private static FullSynchronization run(JsonNode run) {
        List<FullSynchronization.Line> lines = new ArrayList<>();
        run.path("lines").forEach(line -> lines.add(new FullSynchronization.Line(text(line, "mapping"),
                line.path("pass").asInt(), texts(line.path("dependsOn")),
                FullSynchronization.LineState.valueOf(text(line, "state").toUpperCase(Locale.ROOT)),
                id(line, "toCrmJob"), id(line, "toErpJob"), number(line, "erpCount"), number(line, "crmCount"),
                number(line, "couplings"), text(line, "recommendation"), text(line, "message"))));
        return new FullSynchronization(id(run, "id"),
                FullSynchronization.State.valueOf(text(run, "state").toUpperCase(Locale.ROOT)), text(run, "who"), null,
                time(run, "startedAt"), time(run, "finishedAt"), lines, texts(run.path("problems")));
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asText(null);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static UUID id(JsonNode node, String name) {
        return node.hasNonNull(name) ? UUID.fromString(node.get(name).asText()) : null;
    }

    private static Instant time(JsonNode node, String name) {
        return node.hasNonNull(name) ? Instant.parse(node.get(name).asText()) : null;
    }

    private static Long number(JsonNode node, String name) {
        return node.hasNonNull(name) ? Long.valueOf(node.get(name).asLong()) : null;
    }
}
