package io.kytkin.crm;

import static io.kytkin.crm.CrmCatalogue.options;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the CRM's records of a mapping. Where the table tracks changes, a position is the link that the CRM handed out
 * (to the next page or to the changes since), and a delete is told; the mappings of a table share what they read there
 * ({@link TableFeed}). Elsewhere {@code modifiedon} tells what changed, and deletes are found by the sweep. The mapping's
 * {@code crmFilter} is evaluated here, because change tracking takes none.
 */
public final class CrmReader implements RecordReader {
    private static final Logger LOG = LoggerFactory.getLogger(CrmReader.class);
    private static final String EXPIRED = "0x80044352";
    private static final int MOST_IDS = 100;
    private static final int MOST_COUNTED = 5000;
    private static final String MODIFIED = "modifiedon";
    /** Asks which tables lookups refer to. */
    private static final String TABLES = "odata.include-annotations=\"" + RowReader.LOOKUP_TABLE + "\"";
    /** Begins a position within a read of all records, so that a job which goes on there knows. */
    private static final String WHOLE = "whole ";

    private final CrmClient client;
    private final MappedTables tables;
    private final Mappings mappings;
    private final Map<String, TableFeed> feeds = new ConcurrentHashMap<>();

    /** @param mappings those of one table share its changes */
    public CrmReader(CrmClient client, Bindings bindings, CrmCatalogue catalogue, Mappings mappings) {
        this.client = client;
        this.tables = new MappedTables(bindings, catalogue);
        this.mappings = mappings;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A position whose token the CRM no longer knows (after seven days by default), or whose link selects less than
     * the mapping now needs, means reading everything again. The end is also given when nothing was read but the CRM
     * handed out a fresh link: stored, it keeps the token from ageing.
     */
    @Override
    public Chunk read(MappingDefinition mapping, String after, String before, int limit) {
        MappedTable table = tables.of(mapping);
        if (!table.can(Table.Ability.CHANGE_TRACKING)) {
            return untracked(table, UntrackedPosition.parse(after), before, limit);
        }
        boolean whole = after == null || after.startsWith(WHOLE) || UntrackedPosition.isOne(after);
        String link = whole ? wholeLink(after) : after;
        if (link == null || !selectsEnough(table, link)) {
            return all(table, limit);
        }
        if (whole || isWithinAnswer(link)) {
            return further(table, link, whole, limit);
        }
        TableFeed feed = feeds.computeIfAbsent(table.table().name(), any -> new TableFeed());
        feed.lock().lock();
        try {
            return shared(table, feed, link, before.isEmpty() ? Instant.MAX : Instant.parse(before), limit);
        } finally {
            feed.lock().unlock();
        }
    }

    /** What another mapping of the table has read is not asked for again; other answers are kept for the other mappings. */
    private Chunk shared(MappedTable table, TableFeed feed, String after, Instant since, int limit) {
        TableFeed.Part known = feed.after(after);
        if (known != null) {
            return new Chunk(records(table, known.rows()), known.end(), false, true);
        }
        String from = feed.passing(after);
        String name = table.bound().definition().name();
        if (feed.isAtEnd(from) && feed.isFresh(since, name)) {
            return new Chunk(List.of(), from, true);
        }
        Instant now = Instant.now();
        JsonNode page = Patience.reading(() -> ask(table, from, limit));
        if (page == null) {
            return all(table, limit);
        }
        Chunk chunk = chunk(table, page, false);
        if (!chunk.last() || chunk.end() == null) {
            // More than a page: each mapping goes through it by itself.
            return new Chunk(chunk.records(), chunk.end(), chunk.last(), true);
        }
        String newest = feed.newest(now);
        if (newest != null && !feed.isAtEnd(from) && selectsEnough(table, newest)) {
            // Read past it already: from here on this mapping and the others go on from the same link.
            return new Chunk(chunk.records(), newest, true, true);
        }
        List<JsonNode> rows = new ArrayList<>();
        page.path("value").forEach(rows::add);
        feed.answered(from, rows, chunk.end(), now, name);
        return new Chunk(chunk.records(), chunk.end(), true, true);
    }

    private Chunk untracked(MappedTable table, UntrackedPosition after, String before, int limit) {
        boolean dated = table.rows().has(MODIFIED);
        String size = prefer(table, "odata.maxpagesize=" + limit);
        UntrackedPosition at = after;
        CrmRequest request;
        if (at != null && at.link() != null && selectsEnough(table, at.link())) {
            request = CrmRequest.get(client.address().withHost(at.link()));
        } else if (at != null && at.since() != null && dated) {
            at = new UntrackedPosition(false, at.since(), null);
            request = CrmRequest.get(table.table().collection(), options("$select", table.rows().select(),
                    "$filter", MODIFIED + " gt " + at.since(), "$orderby", MODIFIED + "," + table.table().key()));
        } else {
            at = new UntrackedPosition(true, dated && !before.isEmpty() ? client.onItsClock(Instant.parse(before)) : null, null);
            request = CrmRequest.get(table.table().collection(), options("$select", table.rows().select(),
                    "$orderby", table.table().key()));
        }
        JsonNode page = Patience.reading(() -> client.send(request.with("Prefer", size)).json());
        List<PageRecord> records = records(table, page.path("value"));
        Instant since = at.all() || records.isEmpty() ? at.since()
                : (Instant) records.get(records.size() - 1).source().get(MODIFIED);
        JsonNode next = page.path("@odata.nextLink");
        String link = next.isTextual() ? client.address().withoutHost(next.asText()) : null;
        boolean moved = !records.isEmpty() || at.all();
        return new Chunk(records, moved ? new UntrackedPosition(at.all(), since, link).text() : null, link == null);
    }

    /** The first of all records; what comes after the last of them is what changed since. */
    private Chunk all(MappedTable table, int limit) {
        return chunk(table, Patience.reading(() -> client.send(CrmRequest.get(table.table().collection(), options(
                "$select", selectOfAll(table))).with("Prefer",
                prefer(table, "odata.track-changes,odata.maxpagesize=" + limit))).json()), true);
    }

    /** The next page of an answer. */
    private Chunk further(MappedTable table, String link, boolean whole, int limit) {
        JsonNode page = Patience.reading(() -> ask(table, link, limit));
        return page == null ? all(table, limit) : chunk(table, page, whole);
    }

    private static String wholeLink(String after) {
        return after == null || !after.startsWith(WHOLE) ? null : after.substring(WHOLE.length());
    }

    private Chunk chunk(MappedTable table, JsonNode page, boolean whole) {
        List<PageRecord> records = records(table, page.path("value"));
        JsonNode next = page.path("@odata.nextLink");
        if (next.isTextual()) {
            String link = client.address().withoutHost(next.asText());
            return new Chunk(records, whole ? WHOLE + link : link, false, false, whole);
        }
        JsonNode delta = page.path("@odata.deltaLink");
        return new Chunk(records, delta.isTextual() ? client.address().withoutHost(delta.asText()) : null, true, false, whole);
    }

    private static List<PageRecord> records(MappedTable table, Iterable<JsonNode> rows) {
        List<PageRecord> records = new ArrayList<>();
        for (JsonNode record : rows) {
            records.add(record.has("reason") ? deleted(record) : record(table, table.rows().row(record)));
        }
        return records;
    }

    /** Null: the CRM no longer knows the link. */
    private JsonNode ask(MappedTable table, String link, int limit) {
        try {
            return client.send(CrmRequest.get(client.address().withHost(link))
                    .with("Prefer", prefer(table, "odata.maxpagesize=" + limit))).json();
        } catch (CrmRefused refused) {
            if (!refused.hasCode(EXPIRED) && refused.status() != 410) {
                throw refused;
            }
            LOG.info("{}: the CRM no longer knows where the last run ended; all records are read and compared, and what was "
                    + "deleted is searched for", table.bound().definition().name());
            return null;
        }
    }

    /** Whether the link leads to the next page of an answer; each mapping goes through those by itself. */
    private static boolean isWithinAnswer(String link) {
        return link.contains("skiptoken=");
    }

    /** Asks for what one of the table's mappings needs, because they share what they read. */
    private String prefer(MappedTable table, String preference) {
        return ofAll(table).anyMatch(RowReader::asksForTables) ? preference + "," + TABLES : preference;
    }

    private static CrmRequest asking(MappedTable table, CrmRequest request) {
        return table.rows().asksForTables() ? request.with("Prefer", TABLES) : request;
    }

    /** What all mappings of the table need that read it, so that a link of one serves the others. */
    private String selectOfAll(MappedTable table) {
        Set<String> selected = new LinkedHashSet<>();
        ofAll(table).forEach(rows -> selected.addAll(List.of(rows.select().split(","))));
        return String.join(",", selected);
    }

    /** How all mappings of the table read it that read it for the ERP, this one first. */
    private Stream<RowReader> ofAll(MappedTable table) {
        List<RowReader> all = new ArrayList<>(List.of(table.rows()));
        for (Mappings.Loaded other : mappings.all()) {
            if (other.isEnabled() && other.routes().contains(Direction.TO_ERP)
                    && other.definition().crmTable().equals(table.bound().definition().crmTable())) {
                try {
                    all.add(tables.of(other.definition()).rows());
                } catch (MappingProblem problem) {
                    LOG.debug("{}: its attributes are not read along: {}", other.name(), problem.getMessage());
                }
            }
        }
        return all.stream();
    }

    /** A field added to the mapping is not in the rows of an older link. */
    private static boolean selectsEnough(MappedTable table, String link) {
        String query = URI.create(link).getRawQuery();
        for (String option : query == null ? new String[0] : query.split("&")) {
            String decoded = URLDecoder.decode(option, StandardCharsets.UTF_8);
            if (decoded.startsWith("$select=")) {
                return Set.of(decoded.substring("$select=".length()).split(","))
                        .containsAll(List.of(table.rows().select().split(",")));
            }
        }
        return true;
    }

    @Override
    public boolean tellsOfDeletes(MappingDefinition mapping) {
        return tables.of(mapping).can(Table.Ability.CHANGE_TRACKING);
    }

    private static PageRecord record(MappedTable table, Row row) {
        return new PageRecord(row, null, null, table.keyOf(row), table.inScope(row));
    }

    private static PageRecord deleted(JsonNode entry) {
        return absent(UUID.fromString(entry.path("id").asText()));
    }

    private static PageRecord absent(UUID key) {
        return new PageRecord(null, null, null, key, true);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A record counts as gone only when the CRM says so of its very key (404): a list may leave it out because the
     * role does not see it.
     *
     * @throws CrmRefused when the role may not read one of them
     */
    @Override
    public List<PageRecord> readByIds(MappingDefinition mapping, Collection<String> ids) {
        MappedTable table = tables.of(mapping);
        List<UUID> keys = ids.stream().map(UUID::fromString).toList();
        Map<UUID, Row> found = new HashMap<>();
        for (int from = 0; from < keys.size(); from += MOST_IDS) {
            List<UUID> some = keys.subList(from, Math.min(keys.size(), from + MOST_IDS));
            found.putAll(Patience.reading(() -> listed(table, some)));
        }
        List<UUID> missing = keys.stream().filter(key -> !found.containsKey(key)).toList();
        for (int from = 0; from < missing.size(); from += MOST_IDS) {
            List<UUID> some = missing.subList(from, Math.min(missing.size(), from + MOST_IDS));
            found.putAll(Patience.reading(() -> eachByKey(table, some)));
        }
        return keys.stream().map(key -> found.containsKey(key) ? record(table, found.get(key)) : absent(key)).toList();
    }

    private Map<UUID, Row> listed(MappedTable table, List<UUID> keys) {
        Map<UUID, Row> found = new HashMap<>();
        JsonNode answer = client.readAll(asking(table, CrmRequest.get(table.table().collection(), options(
                "$select", table.rows().select(),
                "$filter", "Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)",
                "@p1", "'" + table.table().key() + "'", "@p2", CrmJson.text(keys)))));
        answer.path("value").forEach(record -> found.put(table.rows().key(record), table.rows().row(record)));
        return found;
    }

    private Map<UUID, Row> eachByKey(MappedTable table, List<UUID> keys) {
        Map<UUID, Row> found = new HashMap<>();
        Batch batch = new Batch(true);
        keys.forEach(key -> batch.add(asking(table, CrmRequest.get(table.address(key),
                options("$select", table.rows().select())))));
        List<PartAnswer> answers = client.send(batch);
        for (int at = 0; at < keys.size(); at++) {
            if (at >= answers.size()) {
                throw new CrmAnswerUnknown("The CRM left out answers about " + table.table().collection() + ".", null);
            }
            CrmFailure failure = client.judge(answers.get(at), table.table().collection());
            if (failure == null) {
                found.put(keys.get(at), table.rows().row(answers.get(at).json()));
            } else if (!(failure instanceof CrmRefused refused) || refused.status() != 404) {
                throw failure;
            }
        }
        return found;
    }

    @Override
    public boolean isOpen() {
        return client.isOpen();
    }

    @Override
    public Optional<Instant> silentSince() {
        return client.silentSince();
    }

    /** A delta link ends where it ends: the bound only says how fresh an answer must be that another mapping was given. */
    @Override
    public String bound(MappingDefinition mapping) {
        return Instant.now().toString();
    }

    @Override
    public String bound(MappingDefinition mapping, Duration age) {
        return Instant.now().minus(age).toString();
    }

    @Override
    public String storable(String end, String bound, Duration overlap) {
        if (end == null || !UntrackedPosition.isOne(end)) {
            return end;
        }
        UntrackedPosition stored = bound.isEmpty() ? null
                : UntrackedPosition.parse(end).storable(client.onItsClock(Instant.parse(bound)), overlap);
        return stored == null ? null : stored.text();
    }

    @Override
    public long countsTo() {
        return MOST_COUNTED;
    }

    @Override
    public long count(MappingDefinition mapping) {
        MappedTable table = tables.of(mapping);
        Map<String, String> options = options();
        if (table.scope() != null) {
            options.put("$filter", table.scope().toOData(attribute -> MappedTable.property(table.table(), attribute)));
        }
        CrmRequest request = CrmRequest.get(table.table().collection() + "/$count", options)
                .with("Accept", "text/plain");
        byte[] body = Patience.reading(() -> client.send(request)).body();
        String text = new String(body, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
        return Long.parseLong(text);
    }
}
