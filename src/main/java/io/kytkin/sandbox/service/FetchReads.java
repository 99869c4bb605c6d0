package io.kytkin.sandbox.service;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kytkin.sandbox.query.FetchXml;
import io.kytkin.sandbox.query.Literals;
import io.kytkin.sandbox.query.Query;
import io.kytkin.sandbox.query.QueryOptions;
import io.kytkin.sandbox.query.QueryParser;
import io.kytkin.sandbox.query.Search;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.CrmError;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Queries that are no OData: {@code fetchXml}, and views by id, of which the sandbox has none. Their pages go by
 * number; whether there are more is told by annotations, and what is empty is left out.
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

    /** Whether the options hold such a query. */
    static boolean isOne(QueryOptions options) {
        return options.has("fetchXml") || options.has("savedQuery") || options.has("userQuery");
    }

    /** The answer over a table, or over those of its rows that are {@code within}. */
    ApiResponse read(Call call, Table table, List<Row> within, QueryOptions options) {
        if (!options.has("fetchXml")) {
            throw noSuchView(options.has("savedQuery") ? "savedQuery" : "userQuery", options);
        }
        FetchXml fetch = parser.fetch(table, options.get("fetchXml"), call.caller());
        if (fetch.aggregation() != null) {
            return aggregates.answer(call, table, within, fetch.aggregation());
        }
        Query query = fetch.query();
        int size = Math.min(query.top() != null ? query.top() : fetch.size() == 0 ? largestPage : fetch.size(),
            largestPage);
        long before = (long) (fetch.page() - 1) * size;
        int rowsToHere = (int) Math.min(Integer.MAX_VALUE - 1, before + size);
        return store.read(() -> {
            Search.Page found = search.page(table, query, within, null, rowsToHere);
            List<Row> shown = found.rows().subList((int) Math.min(before, found.rows().size()), found.rows().size());
            boolean more = found.next() != null && query.top() == null;
            return ApiResponse.json(200, JsonRows.object(json -> {
                json.writeStringField("@odata.context", call.request().root() + "$metadata#" + table.entitySet()
                    + JsonRows.selection(query));
                writeTotals(json, call, found, more);
                if (more && call.prefer().wants(CRM + "fetchxmlpagingcookie")) {
                    json.writeStringField("@" + CRM + "fetchxmlpagingcookie", cookie(table, fetch.page(), shown));
                }
                json.writeArrayFieldStart("value");
                for (Row row : shown) {
                    rows.writeFilled(json, row, query.select(), call);
                }
                json.writeEndArray();
            })).with("Preference-Applied", call.prefer().appliedToRead());
        });
    }

    private static CrmError noSuchView(String option, QueryOptions options) {
        String id = options.get(option);
        return Literals.isIdentifier(id) ? CrmError.noSuchRow(option.toLowerCase(Locale.ROOT), UUID.fromString(id))
            : CrmError.badQuery("The query parameter " + option + " needs the id of a view.");
    }

    private static void writeTotals(JsonGenerator json, Call call, Search.Page page, boolean more) throws IOException {
        if (call.prefer().wants(CRM + "totalrecordcount")) {
            json.writeNumberField("@" + CRM + "totalrecordcount", page.count());
        }
        if (call.prefer().wants(CRM + "totalrecordcountlimitexceeded")) {
            json.writeBooleanField("@" + CRM + "totalrecordcountlimitexceeded", page.beyondLimit());
        }
        if (call.prefer().wants(CRM + "morerecords")) {
            json.writeBooleanField("@" + CRM + "morerecords", more);
        }
    }

    /** Where the next page begins, encoded twice inside; the page's number is what counts here. */
    private static String cookie(Table table, int page, List<Row> shown) {
        String key = table.primaryId().name();
        String ends = shown.isEmpty() ? "" : "<" + key + " last=\"{" + shown.get(shown.size() - 1).id() + "}\" first=\"{"
            + shown.get(0).id() + "}\" />";
        return "<cookie pagenumber=\"" + (page + 1) + "\" pagingcookie=\""
            + encoded(encoded("<cookie page=\"" + page + "\">" + ends + "</cookie>")) + "\" istracking=\"False\" />";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
