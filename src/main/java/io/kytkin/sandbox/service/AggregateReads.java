package io.kytkin.sandbox.service;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kytkin.sandbox.query.Aggregation;
import io.kytkin.sandbox.query.Query;
import io.kytkin.sandbox.query.QueryOptions;
import io.kytkin.sandbox.query.QueryParser;
import io.kytkin.sandbox.query.Search;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.store.ValueOrder;
import io.kytkin.sandbox.wire.CrmError;
import io.kytkin.sandbox.wire.Values;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Groups of rows, and what is reckoned of each. Empty values are not reckoned with. */
final class AggregateReads {
    private static final int MOST_ROWS = 50_000;
    private static final int DECIMALS_OF_AVERAGE = 10;

    private final Store store;
    private final QueryParser parser;
    private final Search search;
    private final JsonRows rows;

    AggregateReads(Store store, QueryParser parser, Search search, JsonRows rows) {
        this.store = store;
        this.parser = parser;
        this.search = search;
        this.rows = rows;
    }

    /** The answer over a table, or over those of its rows that are {@code within}. */
    ApiResponse read(Call call, Table table, List<Row> within, QueryOptions options) {
        return answer(call, table, within, parser.aggregation(table, options, call.caller()));
    }

    /** The answer to an aggregation already read. */
    ApiResponse answer(Call call, Table table, List<Row> within, Aggregation aggregation) {
        Query query = new Query(null, aggregation.filter(), List.of(), List.of(), null, false);
        return store.read(() -> {
            Search.Page page = search.page(table, query, within, null, MOST_ROWS);
            if (page.next() != null) {
                throw CrmError.rule("0x8004e023", "AggregateQueryRecordLimit exceeded: an aggregation takes at most "
                    + MOST_ROWS + " records.");
            }
            return ApiResponse.json(200, JsonRows.object(json -> {
                json.writeStringField("@odata.context", call.request().root() + "$metadata#" + table.entitySet());
                json.writeArrayFieldStart("value");
                for (List<Row> group : groups(aggregation, page.rows())) {
                    write(json, aggregation, group, call);
                }
                json.writeEndArray();
            })).with("Preference-Applied", call.prefer().appliedToRead());
        });
    }

    /** The groups as they come up; without columns to group by one of all rows, were it empty. */
    private static Iterable<List<Row>> groups(Aggregation aggregation, List<Row> found) {
        if (aggregation.groups().isEmpty()) {
            return List.of(found);
        }
        Map<List<Object>, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : found) {
            List<Object> values = new ArrayList<>();
            aggregation.groups().forEach(each -> values.add(ValueOrder.normalize(row.get(each.column()))));
            groups.computeIfAbsent(values, none -> new ArrayList<>()).add(row);
        }
        return groups.values();
    }

    private void write(JsonGenerator json, Aggregation aggregation, List<Row> group, Call call) throws IOException {
        json.writeStartObject();
        for (Aggregation.Group each : aggregation.groups()) {
            rows.writeColumn(json, group.get(0), each.column(), each.alias(), call);
        }
        for (Aggregation.Measure measure : aggregation.measures()) {
            Object value = value(measure, group);
            json.writeFieldName(measure.alias());
            if (value instanceof BigDecimal number) {
                json.writeNumber(number.toPlainString());
            } else if (value instanceof Integer number) {
                json.writeNumber(number);
            } else {
                Values.write(json, measure.column(), value);
            }
        }
        json.writeEndObject();
    }

    private static Object value(Aggregation.Measure measure, List<Row> group) {
        if (measure.method() == Aggregation.Method.COUNT) {
            return group.size();
        }
        List<Object> values = group.stream().map(row -> row.get(measure.column())).filter(Objects::nonNull).toList();
        return switch (measure.method()) {
            case COUNT_DISTINCT -> (int) values.stream().map(ValueOrder::normalize).distinct().count();
            case COUNT_FILLED -> values.size();
            case MIN -> values.stream().min(ValueOrder::compare).orElse(null);
            case MAX -> values.stream().max(ValueOrder::compare).orElse(null);
            case SUM -> values.isEmpty() ? null : sum(values);
            case AVERAGE -> values.isEmpty() ? null : sum(values).divide(BigDecimal.valueOf(values.size()),
                DECIMALS_OF_AVERAGE, RoundingMode.HALF_UP);
            case COUNT -> throw new IllegalStateException();
        };
    }

    private static BigDecimal sum(List<Object> values) {
        return values.stream().map(value -> new BigDecimal(value.toString())).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
