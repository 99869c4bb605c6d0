package io.kytkin.sandbox.service;

import io.kytkin.sandbox.query.Cookie;
import io.kytkin.sandbox.query.FetchXml;
import io.kytkin.sandbox.query.Query;
import io.kytkin.sandbox.query.QueryOptions;
import io.kytkin.sandbox.query.QueryParser;
import io.kytkin.sandbox.query.Search;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.CrmError;
import java.util.List;

/**
 * Queries in FetchXML. Their pages go by number; whether there are more is told by annotations, and what is empty is
 * left out.
 */
final class FetchReads {
    private static final String CRM = "Microsoft.Dynamics.CRM.";

    private final Store store;
    private final QueryParser parser;
    private final Search search;
    private final JsonRows rows;
    private final AggregateReads aggregates;
    private final int largestPage;

    FetchReads(Store store, QueryParser parser, Search search, JsonRows rows, AggregateReads aggregates,
               int largestPage) {
        this.store = store;
        this.parser = parser;
        this.search = search;
        this.rows = rows;
        this.aggregates = aggregates;
        this.largestPage = largestPage;
    }

    /** The answer over a table, or over those of its rows that are {@code within}. */
    ApiResponse read(Call call, Table table, List<Row> within, QueryOptions options) {
        if (options.all().keySet().stream().anyMatch(name -> name.startsWith("$"))) {
            throw CrmError.notImplemented("FetchXML is supported without other options only.");
        }
        FetchXml fetch = parser.fetch(table, options.get(FetchXml.OPTION), call.caller());
        return fetch.aggregation() == null ? rows(call, table, within, fetch)
            : aggregates.answer(call, table, within, fetch.aggregation());
    }

    private ApiResponse rows(Call call, Table table, List<Row> within, FetchXml fetch) {
        Query query = fetch.query();
        boolean limited = query.top() != null;
        int size = Math.min(limited ? query.top() : fetch.size() == 0 ? largestPage : fetch.size(), largestPage);
        int before = (int) Math.min((fetch.page() - 1L) * size, Integer.MAX_VALUE - largestPage - 1L);
        Cookie cookie = fetch.last() == null ? null : new Cookie(fetch.page(), before, fetch.last(), -1, 0);
        int skipped = cookie == null ? before : 0;
        return store.read(() -> {
            Search.Page page = search.page(table, query, within, cookie, skipped + size);
            List<Row> shown = page.rows().subList(Math.min(skipped, page.rows().size()), page.rows().size());
            boolean more = page.next() != null && !limited;
            return ApiResponse.json(200, JsonRows.object(json -> {
                json.writeStringField("@odata.context", call.request().root() + "$metadata#" + table.entitySet()
                    + JsonRows.selection(query));
                Reads.writeCount(json, call, query, page);
                if (call.prefer().wants(CRM + "morerecords")) {
                    json.writeBooleanField("@" + CRM + "morerecords", more);
                }
                if (more && call.prefer().wants(CRM + "fetchxmlpagingcookie")) {
                    json.writeStringField("@" + CRM + "fetchxmlpagingcookie", cookie(table, fetch.page(), shown));
                }
                json.writeArrayFieldStart("value");
                for (Row row : shown) {
                    rows.writeFetched(json, row, fetch, call);
                }
                json.writeEndArray();
            })).with("Preference-Applied", call.prefer().appliedToRead());
        });
    }

    /** Where the next page begins, encoded twice inside, as clients undo it; only with rows shown. */
    private static String cookie(Table table, int page, List<Row> shown) {
        String inner = "<cookie page=\"" + page + "\"><" + table.primaryId().name() + " last=\"{"
            + shown.get(shown.size() - 1).id() + "}\" first=\"{" + shown.get(0).id() + "}\" /></cookie>";
        return "<cookie pagenumber=\"" + (page + 1) + "\" pagingcookie=\""
            + QueryOptions.encode(QueryOptions.encode(inner)) + "\" istracking=\"False\" />";
    }
}
