package io.kytkin.sandbox.service;

import io.kytkin.sandbox.query.Cookie;
import io.kytkin.sandbox.query.Query;
import io.kytkin.sandbox.query.QueryOptions;
import io.kytkin.sandbox.query.QueryParser;
import io.kytkin.sandbox.query.Search;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.store.TableRows;
import io.kytkin.sandbox.wire.CrmError;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * What changed since: a first read of everything that ends in a delta link, and delta links that tell changed rows in
 * the order of their versions, then deleted ones. A token is a version number and the moment it was made, and is too
 * old after {@code organization.expirechangetrackingindays}. Only inside a read of the store.
 */
final class ChangeTracking {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("MM/dd/uuuu HH:mm:ss", Locale.ENGLISH);
    private static final List<String> UNFIT = List.of("$filter", "$orderby", "$expand", "$top");
    private static final int DEFAULT_DAYS = 7;
    private static final UUID NO_ROW = new UUID(0, 0);

    private final Schema schema;
    private final Store store;
    private final QueryParser parser;
    private final Search search;
    private final JsonRows rows;
    private final Clock clock;
    private final Set<String> untracked;
    private final int largestPage;

    ChangeTracking(Schema schema, Store store, QueryParser parser, Search search, JsonRows rows, Clock clock,
                   Set<String> untracked, int largestPage) {
        this.schema = schema;
        this.store = store;
        this.parser = parser;
        this.search = search;
        this.rows = rows;
        this.clock = clock;
        this.untracked = untracked;
        this.largestPage = largestPage;
    }

    boolean isOffered(Table table) {
        return table.isChangeTracked() && !untracked.contains(table.logicalName());
    }

    private record Deleted(long version, UUID id) {
    }

    ApiResponse read(Call call, Table table, QueryOptions options) {
        check(table, options);
        Query query = parser.parse(table, options, call.caller());
        return options.has("$deltatoken") ? changes(call, table, query, options) : everything(call, table, query,
            options);
    }

    private void check(Table table, QueryOptions options) {
        if (!isOffered(table)) {
            throw new CrmError(400, "0x80040203", "Change tracking is not enabled for the entity '" + table + "'.");
        }
        for (String option : UNFIT) {
            if (options.has(option)) {
                throw new CrmError(400, "0x80060888", "The \"" + option + "\" query parameter isn't supported when"
                    + " tracking changes.");
            }
        }
    }

    private ApiResponse everything(Call call, Table table, Query query, QueryOptions options) {
        Cookie cookie = cookie(options);
        long version = cookie == null ? store.version() : cookie.version();
        Search.Page page = search.page(table, query, null, cookie, pageSize(call));
        return answer(call, table, query, "", json -> {
            json.writeArrayFieldStart("value");
            for (Row row : page.rows()) {
                rows.write(json, row, query, call);
            }
            json.writeEndArray();
            if (page.next() == null) {
                json.writeStringField("@odata.deltaLink", Reads.link(call, "$deltatoken", token(version)));
            } else {
                Cookie next = page.next();
                json.writeStringField("@odata.nextLink", Reads.link(call, "$skiptoken",
                    new Cookie(next.page(), next.offset(), next.last(), version, 0).toString()));
            }
        });
    }

    private ApiResponse changes(Call call, Table table, Query query, QueryOptions options) {
        Cookie cookie = cookie(options);
        long since = version(options.get("$deltatoken"));
        long until = cookie == null ? store.version() : cookie.version();
        long position = cookie == null ? since : cookie.position();
        boolean deletesOnly = cookie != null && cookie.offset() == 1;
        int size = pageSize(call);
        List<Row> changed = deletesOnly ? List.of() : changed(table, position, until, size + 1);
        boolean more = changed.size() > size;
        List<Row> shown = more ? changed.subList(0, size) : changed;
        List<Deleted> deleted = more ? List.of()
            : deleted(table, deletesOnly ? position : since, until, size - shown.size() + 1);
        boolean moreDeleted = deleted.size() > size - shown.size();
        List<Deleted> gone = moreDeleted ? deleted.subList(0, size - shown.size()) : deleted;
        Cookie next = more ? next(cookie, 0, until, shown.get(size - 1).version())
            : moreDeleted ? next(cookie, 1, until, gone.isEmpty() ? since : gone.get(gone.size() - 1).version())
            : null;
        return answer(call, table, query, "/$delta", json -> {
            json.writeArrayFieldStart("value");
            for (Row row : shown) {
                rows.write(json, row, query, call);
            }
            for (Deleted each : gone) {
                json.writeStartObject();
                json.writeStringField("@odata.context", call.request().root() + "$metadata#" + table.entitySet()
                    + "/$deletedEntity");
                json.writeStringField("id", each.id().toString());
                json.writeStringField("reason", "deleted");
                json.writeEndObject();
            }
            json.writeEndArray();
            if (next == null) {
                json.writeStringField("@odata.deltaLink", Reads.link(call, "$deltatoken", token(until)));
            } else {
                json.writeStringField("@odata.nextLink", Reads.link(call, "$skiptoken", next.toString()));
            }
        });
    }

    private static Cookie next(Cookie before, int phase, long until, long position) {
        return new Cookie(before == null ? 2 : before.page() + 1, phase, NO_ROW, until, position);
    }

    private List<Row> changed(Table table, long after, long until, int limit) {
        List<Row> found = new ArrayList<>();
        store.rows(table).changedSince(after, row -> {
            if (row.version() <= until) {
                found.add(row);
            }
            return row.version() <= until && found.size() < limit;
        });
        return found;
    }

    private List<Deleted> deleted(Table table, long after, long until, int limit) {
        List<Deleted> found = new ArrayList<>();
        TableRows all = store.rows(table);
        all.deletedSince(after, (version, id) -> {
            if (version <= until) {
                found.add(new Deleted(version, id));
            }
            return version <= until && found.size() < limit;
        });
        return found;
    }

    private ApiResponse answer(Call call, Table table, Query query, String suffix, JsonRows.Content body) {
        byte[] bytes = JsonRows.object(json -> {
            json.writeStringField("@odata.context", call.request().root() + "$metadata#" + table.entitySet()
                + JsonRows.selection(query) + suffix);
            body.write(json);
        });
        return ApiResponse.json(200, bytes).with("Preference-Applied", call.prefer().appliedToRead());
    }

    /** How many rows changed or went since a token. */
    ApiResponse count(Table table, QueryOptions options) {
        check(table, options);
        if (!options.has("$deltatoken")) {
            return ApiResponse.text("text/plain", "\uFEFF" + search.count(table, null, null, Search.COUNT_LIMIT));
        }
        long since = version(options.get("$deltatoken"));
        int count = changed(table, since, Long.MAX_VALUE, Search.COUNT_LIMIT).size()
            + deleted(table, since, Long.MAX_VALUE, Search.COUNT_LIMIT).size();
        return ApiResponse.text("text/plain", "\uFEFF" + Math.min(count, Search.COUNT_LIMIT));
    }

    private static Cookie cookie(QueryOptions options) {
        return options.has("$skiptoken") ? Cookie.parse(options.get("$skiptoken")) : null;
    }

    private int pageSize(Call call) {
        int wanted = call.prefer().pageSize();
        return wanted == 0 ? largestPage : Math.min(wanted, largestPage);
    }

    private String token(long version) {
        return version + "!" + MOMENT.format(LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    private long version(String token) {
        int mark = token.indexOf('!');
        try {
            long version = Long.parseLong(token.substring(0, Math.max(mark, 0)));
            LocalDateTime made = LocalDateTime.parse(token.substring(mark + 1), MOMENT);
            Duration age = Duration.between(made.toInstant(ZoneOffset.UTC), clock.instant());
            if (age.compareTo(Duration.ofDays(lifetimeInDays())) > 0) {
                throw new CrmError(400, "0x80044352", "Version stamp associated with the client has expired. Please"
                    + " perform a full sync.");
            }
            return version;
        } catch (NumberFormatException | DateTimeException e) {
            throw new CrmError(400, "0x80040203", "The $deltatoken is malformed: use the @odata.deltaLink as it is.");
        }
    }

    private int lifetimeInDays() {
        int[] days = {DEFAULT_DAYS};
        store.rows(schema.table("organization")).scan(null, row -> {
            Object set = row.get("expirechangetrackingindays");
            days[0] = set == null ? DEFAULT_DAYS : (Integer) set;
            return false;
        });
        return days[0];
    }
}
