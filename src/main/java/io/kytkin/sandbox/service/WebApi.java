package io.kytkin.sandbox.service;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kytkin.sandbox.SandboxSettings;
import io.kytkin.sandbox.query.QueryOptions;
import io.kytkin.sandbox.query.QueryParser;
import io.kytkin.sandbox.query.Search;
import io.kytkin.sandbox.rules.AlternateKeys;
import io.kytkin.sandbox.rules.Records;
import io.kytkin.sandbox.schema.AlternateKey;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.CrmError;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Web API of one organization: takes requests, gives answers, never throws. Safe for several threads. */
public final class WebApi {
    private static final Logger LOG = LoggerFactory.getLogger(WebApi.class);
    private static final int LONGEST_ADDRESS = 32_768;
    private static final int LONGEST_ADDRESS_IN_BATCH = 65_536;

    private final Schema schema;
    private final AlternateKeys keys;
    private final Reads reads;
    private final Writes writes;
    private final MergeAction merges;
    private final BulkActions bulkActions;
    private final Batch batch;
    private final Functions functions;
    private final SolutionImport solutions;
    private final MetadataTables metadataTables;
    private final MetadataDocument metadataDocument;
    private final Callers callers;

    /**
     * The API over a store.
     *
     * @param refusals what stands in for plug-ins
     * @param counters told of what was done
     */
    public WebApi(SandboxSettings settings, Schema schema, Store store, Refusals refusals, Counters counters) {
        this.schema = schema;
        keys = new AlternateKeys(schema, store);
        if (settings.alternateKeys()) {
            schema.tables().forEach(table -> table.proposedKeys().forEach(key -> keys.add(table, key)));
        }
        Addresses addresses = new Addresses(schema, store, keys);
        Conditions conditions = new Conditions(settings.withoutOptimisticConcurrency());
        QueryParser parser = new QueryParser(schema, settings.clock());
        Search search = new Search(schema, store);
        JsonRows rows = new JsonRows(schema, store, search, settings.maxPageSize());
        ChangeTracking tracking = new ChangeTracking(schema, store, parser, search, rows, settings.clock(),
            settings.withoutChangeTracking(), settings.maxPageSize());
        reads = new Reads(schema, store, addresses, conditions, parser, search, rows, tracking,
            settings.maxPageSize());
        Records records = new Records(schema, keys, settings.clock());
        writes = new Writes(schema, store, addresses, conditions, records, parser, reads, refusals, counters);
        merges = new MergeAction(schema, store, records, counters);
        bulkActions = new BulkActions(store, addresses, writes, counters);
        batch = new Batch(store, counters, (request, caller, changeSet) ->
            answer(request, caller, changeSet, LONGEST_ADDRESS_IN_BATCH));
        functions = new Functions(schema, store);
        solutions = new SolutionImport(schema, store, keys, new SystemRows(schema, settings), settings.clock());
        metadataTables = new MetadataTables(schema, keys, parser,
            new MetadataRecords(schema, keys, conditions, tracking));
        callers = new Callers(schema, store);
        metadataDocument = new MetadataDocument(schema, keys);
    }

    /** The alternate keys of a table. */
    public List<AlternateKey> keys(Table table) {
        return keys.of(table);
    }

    /**
     * Answers a request.
     *
     * @param user who the token belongs to; headers may ask to act as somebody else
     */
    public ApiResponse handle(ApiRequest request, UUID user) {
        try {
            return answer(request, callers.of(request, user), null, LONGEST_ADDRESS);
        } catch (CrmError e) {
            return ApiResponse.error(e, false);
        }
    }

    private ApiResponse answer(ApiRequest request, UUID caller, Call.ChangeSet changeSet, int longestAddress) {
        Preferences prefer = new Preferences(request.headers().get("Prefer"));
        try {
            if (request.url().length() > longestAddress) {
                throw new CrmError(414, CrmError.NO_CODE, "The address is longer than " + longestAddress
                    + " characters.");
            }
            Call call = new Call(request, caller, changeSet);
            return call.format().applied(route(call, changeSet != null || longestAddress > LONGEST_ADDRESS));
        } catch (CrmError e) {
            return ApiResponse.error(e, prefer::wants);
        } catch (RuntimeException e) {
            LOG.error("The sandbox failed at {} {}.", request.method(), request.path(), e);
            return ApiResponse.error(new CrmError(500, "0x80040216", "An unexpected error occurred."), prefer::wants);
        }
    }

    private ApiResponse route(Call call, boolean isInBatch) {
        List<Segment> path = Segment.parse(call.request().path());
        String method = call.request().method();
        if (path.isEmpty()) {
            return only("GET", method, "/", this::serviceDocument, call);
        }
        String first = path.get(0).name();
        if (first.equals("$metadata")) {
            boolean all = "true".equals(new QueryOptions(call.request().query()).get("annotations"));
            return only("GET", method, first, each -> ApiResponse.text("application/xml",
                metadataDocument.xml(all, vocabularies(each))), call);
        }
        if (first.equals("$batch")) {
            if (isInBatch) {
                throw Batch.nested();
            }
            return only("POST", method, first, each -> batch.run(each.request(), each.caller()), call);
        }
        if (Functions.isOne(first)) {
            return only("GET", method, first, each -> functions.call(each, path.get(0)), call);
        }
        if (SolutionImport.isOne(first)) {
            return only("POST", method, first, each -> solutions.run(each, first), call);
        }
        if (first.equals(MergeAction.NAME)) {
            return only("POST", method, first, merges::run, call);
        }
        if (first.equals("PublishAllXml") || first.equals("PublishXml")) {
            return only("POST", method, first, each -> ApiResponse.empty(204), call);
        }
        return MetadataTables.isOne(first) ? metadata(call, path) : rows(call, path);
    }

    private static String vocabularies(Call call) {
        return call.request().root().replaceFirst("/api/data/.*", HttpFront.VOCABULARIES);
    }

    private interface Handler {
        ApiResponse handle(Call call);
    }

    private static ApiResponse only(String allowed, String method, String resource, Handler handler, Call call) {
        if (!method.equals(allowed)) {
            throw CrmError.methodNotAllowed(method, resource);
        }
        return handler.handle(call);
    }

    private ApiResponse metadata(Call call, List<Segment> path) {
        return switch (call.request().method()) {
            case "GET" -> metadataTables.get(call, path);
            case "POST" -> metadataTables.post(call, path);
            default -> throw CrmError.notImplemented("Table definitions can't be changed here.");
        };
    }

    private ApiResponse rows(Call call, List<Segment> path) {
        String method = call.request().method();
        Segment first = path.get(0);
        if (method.equals("GET")) {
            return reads.get(call, path);
        }
        boolean isRecord = first.key() != null && path.size() == 1;
        if (first.key() == null && method.equals("POST")) {
            if (path.size() == 1) {
                return writes.post(call, first.name());
            }
            if (path.size() == 2 && BulkActions.isOne(path.get(1).name())) {
                return bulkActions.run(call, first.name(), path.get(1).name());
            }
        } else if (isRecord && method.equals("PATCH")) {
            return writes.patch(call, path);
        } else if (isRecord && method.equals("DELETE")) {
            return writes.delete(call, path);
        } else if (first.key() != null && path.size() > 1) {
            return writes.inside(call, path);
        }
        if (schema.ofEntitySet(first.name()) == null) {
            throw CrmError.noSuchResource(first.name());
        }
        if (path.size() > 1) {
            throw CrmError.noSuchResource(path.get(1).name());
        }
        throw CrmError.methodNotAllowed(method, first.toString());
    }

    private ApiResponse serviceDocument(Call call) {
        return ApiResponse.json(200, JsonRows.object(json -> {
            json.writeStringField("@odata.context", call.request().root() + "$metadata");
            json.writeArrayFieldStart("value");
            for (Table table : schema.tables()) {
                entitySet(json, table.entitySet());
            }
            entitySet(json, "EntityDefinitions");
            entitySet(json, "RelationshipDefinitions");
            entitySet(json, "GlobalOptionSetDefinitions");
            json.writeEndArray();
        }));
    }

    private static void entitySet(JsonGenerator json, String name) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("kind", "EntitySet");
        json.writeStringField("url", name);
        json.writeEndObject();
    }
}
