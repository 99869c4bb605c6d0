package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Catalogue;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.NearestWord;
import io.kytkin.mapping.Table;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the CRM declares of its tables: one request for the list of all, one for each table that a mapping names. The
 * metadata tables ({@code EntityDefinitions}) tell everything, also under which name a reference to each target is
 * written, so the {@code $metadata} document (several megabytes in a real organization) is never read.
 *
 * <p>What was read is kept; a table is read again when a mapping file is loaded more than a minute later, so that an
 * attribute just added in the CRM can be used without a restart. Safe for several threads.
 */
public final class CrmCatalogue implements Catalogue {
    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Map<String, Table.Ability> BULK_ACTIONS = new TreeMap<>(Map.of(
            "CreateMultiple", Table.Ability.CREATE_MULTIPLE, "UpdateMultiple", Table.Ability.UPDATE_MULTIPLE,
            "UpsertMultiple", Table.Ability.UPSERT_MULTIPLE));

    private record Kept(Table table, long readAt) { }

    private final CrmClient client;
    private final Map<String, Kept> tables = new HashMap<>();
    private Map<String, JsonNode> overview;

    public CrmCatalogue(CrmClient client) {
        this.client = client;
    }

    /**
     * {@inheritDoc}
     *
     * @throws CrmFailure when the CRM can't be asked
     */
    @Override
    public Table table(MappingDefinition mapping) {
        String name = mapping.crmTable();
        if (name == null || !overview().containsKey(name)) {
            throw new MappingProblem(mapping.name(), "the CRM has no table '" + name + "'" + suggestion(name));
        }
        return table(name);
    }

    /** The table of that logical name, which must exist. */
    public synchronized Table table(String name) {
        Kept kept = tables.get(name);
        if (kept == null || System.nanoTime() - kept.readAt() > KEPT_NANOS) {
            kept = new Kept(Patience.reading(() -> read(name)), System.nanoTime());
            tables.put(name, kept);
        }
        return kept.table();
    }

    /**
     * The entity set under which requests address the table.
     *
     * @throws IllegalArgumentException when the CRM has no such table
     */
    public String collectionOf(String table) {
        JsonNode definition = overview().get(table);
        if (definition == null) {
            throw new IllegalArgumentException("the CRM has no table '" + table + "'" + suggestion(table));
        }
        return definition.path("EntitySetName").asText();
    }

    private synchronized Map<String, JsonNode> overview() {
        if (overview == null) {
            CrmRequest request = CrmRequest.get("EntityDefinitions", Map.of("$select", "LogicalName,EntitySetName,"
                    + "PrimaryIdAttribute,PrimaryNameAttribute,ChangeTrackingEnabled,IsOptimisticConcurrencyEnabled"));
            JsonNode answer = Patience.reading(() -> client.readAll(request));
            Map<String, JsonNode> byName = new LinkedHashMap<>();
            answer.path("value").forEach(definition -> byName.put(definition.path("LogicalName").asText(), definition));
            overview = byName;
        }
        return overview;
    }

    private Table read(String name) {
        JsonNode definition = overview().get(name);
        AttributeReader attributes = new AttributeReader(name);
        Batch batch = new Batch(true);
        attributes.questions().forEach(batch::add);
        BULK_ACTIONS.keySet().forEach(action -> batch.add(CrmRequest.get("sdkmessagefilters", options(
                "$select", "sdkmessagefilterid",
                "$filter", "sdkmessageid/name eq '" + action + "' and primaryobjecttypecode eq '" + name + "'"))));
        List<PartAnswer> answers = client.send(batch);
        int questions = attributes.questions().size();
        Set<Table.Ability> abilities = EnumSet.noneOf(Table.Ability.class);
        int part = questions;
        for (Table.Ability action : BULK_ACTIONS.values()) {
            PartAnswer offered = part < answers.size() ? answers.get(part++) : null;
            if (offered != null && offered.isSuccess() && !offered.json().path("value").isEmpty()) {
                abilities.add(action);
            }
        }
        if (definition.path("ChangeTrackingEnabled").asBoolean()) {
            abilities.add(Table.Ability.CHANGE_TRACKING);
        }
        if (definition.path("IsOptimisticConcurrencyEnabled").asBoolean()) {
            abilities.add(Table.Ability.OPTIMISTIC_CONCURRENCY);
        }
        List<Column> columns = attributes.columns(client, answers.subList(0, Math.min(questions, answers.size())));
        return new Table(name, definition.path("EntitySetName").asText(),
                definition.path("PrimaryIdAttribute").asText(), definition.path("PrimaryNameAttribute").asText(null),
                Table.byName(columns), abilities);
    }

    static Map<String, String> options(String... namesAndValues) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            options.put(namesAndValues[at], namesAndValues[at + 1]);
        }
        return options;
    }

    private String suggestion(String wrong) {
        return NearestWord.suggestion(String.valueOf(wrong), overview().keySet());
    }
}
