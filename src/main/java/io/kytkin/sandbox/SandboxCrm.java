package io.kytkin.sandbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.service.ApiRequest;
import io.kytkin.sandbox.service.ApiResponse;
import io.kytkin.sandbox.service.HttpFront;
import io.kytkin.sandbox.service.StatisticsCounter;
import io.kytkin.sandbox.service.SystemRows;
import io.kytkin.sandbox.service.WebApi;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A CRM to try things on: the Dataverse Web API over the tables of Dynamics 365 Sales, served over real HTTP. In tests
 * and in the demo it runs inside the process; {@link SandboxCommand} runs it alone. The Java methods here write and
 * read as a person at the screen would, through the same rules and without tokens or limits.
 */
public final class SandboxCrm implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> RECORD = new TypeReference<>() { };
    private static final String ROOT = "http://sandbox/api/data/v9.2/";
    private static final int WORKERS = 16;
    private static final int LONGEST_REQUEST_LINE = 33_000;
    private static final int LARGEST_HEADERS = 64 * 1024;

    private final SandboxSettings settings;
    private final Schema schema;
    private final Store store;
    private final WebApi api;
    private final Faults faults = new Faults();
    private final StatisticsCounter statistics;
    private final boolean isNew;
    private final Vertx vertx;
    private final HttpServer server;

    private SandboxCrm(SandboxSettings settings) {
        this.settings = settings;
        schema = Schema.standard();
        store = new Store(schema, settings.dataFile());
        isNew = new SystemRows(schema, settings).writeTo(store);
        statistics = new StatisticsCounter(settings.countCreates());
        api = new WebApi(settings, schema, store, faults, statistics);
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(WORKERS)
            .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false)));
        server = vertx.createHttpServer(new HttpServerOptions().setHost(settings.host()).setPort(settings.port())
            .setMaxInitialLineLength(LONGEST_REQUEST_LINE).setMaxHeaderSize(LARGEST_HEADERS)
            .setCompressionSupported(true).setDecompressionSupported(true).setCompressionLevel(1))
            .requestHandler(new HttpFront(vertx, settings, api, faults, statistics).router());
    }

    /**
     * Starts a sandbox CRM.
     *
     * @throws IllegalStateException in one sentence, when the port is taken or the data file can't be used
     */
    public static SandboxCrm start(SandboxSettings settings) {
        SandboxCrm crm = new SandboxCrm(settings);
        try {
            crm.server.listen().toCompletionStage().toCompletableFuture().join();
            return crm;
        } catch (CompletionException e) {
            crm.close();
            throw new IllegalStateException("The sandbox CRM can't listen on " + settings.host() + ":"
                + settings.port() + ": " + e.getCause().getMessage() + ". Choose another port.", e);
        }
    }

    /** The address without the API's path, {@code http://127.0.0.1:8091}; the Web API is {@code /api/data/v9.2/}. */
    public String url() {
        return "http://" + settings.host() + ":" + server.actualPort();
    }

    /** Where tokens are asked for. */
    public String tokenUrl() {
        return url() + "/" + settings.tenant() + "/oauth2/v2.0/token";
    }

    /** How it behaves. */
    public SandboxSettings settings() {
        return settings;
    }

    /** Whether it started on an empty store. */
    public boolean isNew() {
        return isNew;
    }

    /** What it has been asked and has done so far. */
    public SandboxStatistics statistics() {
        return statistics.snapshot();
    }

    /** Counts from zero again. */
    public void resetStatistics() {
        statistics.reset();
    }

    /** The mishaps being played. */
    public Faults faults() {
        return faults;
    }

    /** All records of a table, in the order of their ids, every column in wire form. */
    public List<ObjectNode> rows(String table) {
        List<ObjectNode> rows = new ArrayList<>();
        store.read(() -> {
            store.rows(tableOf(table)).scan(null, row -> rows.add(RowCopies.copy(row)));
            return null;
        });
        return rows;
    }

    /** One record with every column in wire form, or null. */
    public ObjectNode row(String table, UUID id) {
        return store.read(() -> {
            Row row = store.rows(tableOf(table)).find(id);
            return row == null ? null : RowCopies.copy(row);
        });
    }

    /** How many records the table has. */
    public long count(String table) {
        return store.read(() -> store.rows(tableOf(table)).size());
    }

    private Table tableOf(String name) {
        Table table = schema.table(name) == null ? schema.ofEntitySet(name) : schema.table(name);
        if (table == null) {
            throw new IllegalArgumentException("The sandbox CRM has no table " + name + ".");
        }
        return table;
    }

    /**
     * Creates a record as a person at the screen would.
     *
     * @param values as the Web API takes them, {@code ...@odata.bind} included
     * @return the record's id
     * @throws IllegalStateException with the CRM's own words when it refuses
     */
    public UUID create(String table, Map<String, ?> values) {
        ApiResponse response = write("POST", tableOf(table).entitySet(), values);
        String url = response.headers().get("OData-EntityId");
        return UUID.fromString(url.substring(url.lastIndexOf('(') + 1, url.length() - 1));
    }

    /** Changes a record as a person would; null clears a column. */
    public void update(String table, UUID id, Map<String, ?> values) {
        write("PATCH", tableOf(table).entitySet() + "(" + id + ")", values);
    }

    /** Deletes a record as a person would. */
    public void delete(String table, UUID id) {
        write("DELETE", tableOf(table).entitySet() + "(" + id + ")", Map.of());
    }

    /** Merges a record into another one of its table, as a person would. */
    public void merge(String table, UUID winner, UUID merged) {
        String type = "Microsoft.Dynamics.CRM." + tableOf(table).logicalName();
        String key = tableOf(table).primaryId().name();
        write("POST", "Merge", Map.of("Target", Map.of("@odata.type", type, key, winner), "Subordinate",
            Map.of("@odata.type", type, key, merged), "PerformParentingChecks", false));
    }

    private ApiResponse write(String method, String path, Map<String, ?> values) {
        Map<String, List<String>> headers = ApiRequest.noHeaders();
        if (method.equals("PATCH")) {
            headers.put("If-Match", List.of("*"));
        }
        byte[] body = JSON.valueToTree(values).toString().getBytes(StandardCharsets.UTF_8);
        ApiResponse response = api.handle(new ApiRequest(method, ROOT, path, null, headers, body),
            SystemRows.ADMINISTRATOR);
        if (response.status() >= 400) {
            throw new IllegalStateException("The sandbox CRM refuses " + method + " " + path + ": "
                + new String(response.body(), StandardCharsets.UTF_8));
        }
        return response;
    }

    /**
     * Creates the records of a JSON document, {@code {"systemusers": [{...}, ...], ...}}, in the order given there.
     * Records whose id is there already are passed over, so that a start on older data adds nothing twice.
     *
     * @throws IllegalStateException when one is refused; those before it stay
     */
    public void seed(InputStream json) {
        JsonNode document;
        try (json) {
            document = JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("The records for the sandbox CRM can't be read.", e);
        }
        document.properties().forEach(set -> set.getValue().forEach(values -> {
            Table table = tableOf(set.getKey());
            JsonNode id = values.get(table.primaryId().name());
            if (id == null || row(table.logicalName(), UUID.fromString(id.asText())) == null) {
                create(table.logicalName(), JSON.convertValue(values, RECORD));
            }
        }));
    }

    /** Stops listening, lets requests in hand go, and closes the data file. */
    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The sandbox CRM did not stop in time.", e);
        } finally {
            store.close();
        }
    }
}
