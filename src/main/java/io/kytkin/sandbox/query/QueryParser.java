package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import org.apache.olingo.server.api.OData;
import org.apache.olingo.server.api.ODataLibraryException;
import org.apache.olingo.server.api.uri.UriInfo;
import org.apache.olingo.server.api.uri.UriInfoResource;
import org.apache.olingo.server.api.uri.UriResource;
import org.apache.olingo.server.api.uri.UriResourceNavigation;
import org.apache.olingo.server.api.uri.queryoption.CountOption;
import org.apache.olingo.server.api.uri.queryoption.ExpandItem;
import org.apache.olingo.server.api.uri.queryoption.ExpandOption;
import org.apache.olingo.server.api.uri.queryoption.FilterOption;
import org.apache.olingo.server.api.uri.queryoption.OrderByItem;
import org.apache.olingo.server.api.uri.queryoption.OrderByOption;
import org.apache.olingo.server.api.uri.queryoption.SelectItem;
import org.apache.olingo.server.api.uri.queryoption.SelectOption;
import org.apache.olingo.server.api.uri.queryoption.TopOption;
import org.apache.olingo.server.core.uri.parser.Parser;

/** Reads query options against the schema. Safe for several threads. */
public final class QueryParser {
    private static final int MOST_EXPANDS = 15;
    private static final Set<String> NOT_FOR_OLINGO = Set.of("$skiptoken", "$deltatoken", "$id");

    private final Schema schema;
    private final Clock clock;
    private final OData olingo = OData.newInstance();

    /**
     * @param schema what names mean
     * @param clock for filter functions such as LastXHours
     */
    public QueryParser(Schema schema, Clock clock) {
        this.schema = schema;
        this.clock = clock;
    }

    /**
     * The query over a table's rows.
     *
     * @throws CrmError 400 when a name is unknown, a value has the wrong type or the syntax is broken
     */
    public Query parse(Table table, QueryOptions options, UUID caller) {
        checkSelect(table, options.get("$select"));
        Query query = parse("/" + table.entitySet(), options, caller, new Names(schema, table));
        return query.select() == null ? query : withSelect(query, columns(table, query.select()));
    }

    /**
     * What {@code $apply} asks of a table.
     *
     * @throws CrmError 400 when it can't be read, goes with an option it can't go with, or is not one of the forms the
     *     service knows
     */
    public Aggregation aggregation(Table table, QueryOptions options, UUID caller) {
        options.all().keySet().stream().filter(name -> name.startsWith("$") && !name.equals("$apply")).forEach(name -> {
            throw notSupported("The query parameter " + name + " is not supported with $apply.");
        });
        CrmFunctions functions = new CrmFunctions(options.all(), caller, clock);
        UriInfo info = understood("/" + table.entitySet(),
            queryForOlingo(options, functions, new Names(schema, table), List.of()));
        return Aggregation.of(table, info.getApplyOption(), new FilterBuilder(functions));
    }

    /**
     * A query in Dataverse's own language.
     *
     * @param xml the value of the option {@code fetchXml}
     * @throws CrmError 400 or 501 as {@link FetchXml} says
     */
    public FetchXml fetch(Table table, String xml, UUID caller) {
        return FetchXml.parse(schema, table, xml, new CrmFunctions(Map.of(), caller, clock));
    }

    /** The query over entries of a metadata table, whose path Olingo can follow. */
    public Query parse(String path, QueryOptions options, UUID caller) {
        return parse(path, options, caller, new Names(schema, null));
    }

    private Query parse(String path, QueryOptions options, UUID caller, Names names) {
        if (options.has("$apply")) {
            throw notSupported("The query parameter $apply is supported for a page of records only.");
        }
        if (options.has(FetchXml.OPTION)) {
            throw CrmError.notImplemented("FetchXML is supported for a page of records only.");
        }
        CrmFunctions functions = new CrmFunctions(options.all(), caller, clock);
        List<ExpandText> expands = options.has("$expand") ? ExpandText.parse(QueryText.tidy(options.get("$expand")))
            : List.of();
        if (ExpandText.count(expands) > MOST_EXPANDS) {
            throw CrmError.badQuery("A query can expand at most " + MOST_EXPANDS + " properties.");
        }
        String query = queryForOlingo(options, functions, names, expands);
        if (query.isEmpty()) {
            return Query.NONE;
        }
        UriInfo info = understood(path, query);
        FilterBuilder builder = new FilterBuilder(functions);
        return query(builder, info.getSelectOption(), info.getFilterOption(), info.getOrderByOption(),
            expands(builder, info.getExpandOption(), expands,
                expands.stream().anyMatch(each -> !each.nested().isEmpty()), false),
            info.getTopOption(), info.getCountOption());
    }

    private UriInfo understood(String path, String query) {
        try {
            return new Parser(schema.edm(), olingo).parseUri(path, query, null, "http://sandbox");
        } catch (ODataLibraryException e) {
            throw CrmError.badQuery("The query can't be understood: "
                + e.getTranslatedMessage(Locale.ENGLISH).getMessage());
        }
    }

    private static String queryForOlingo(QueryOptions options, CrmFunctions functions, Names names,
                                         List<ExpandText> expands) {
        StringJoiner query = new StringJoiner("&");
        options.all().forEach((name, value) -> {
            if (name.startsWith("$") && !NOT_FOR_OLINGO.contains(name)) {
                String plain = switch (name) {
                    case "$filter", "$apply" -> functions.takeOut(QueryText.withAliases(QueryText.tidy(value),
                        options.all()), names);
                    case "$orderby" -> QueryText.withAliases(QueryText.tidy(value), options.all());
                    case "$expand" -> ExpandText.forOlingo(expands, functions, names);
                    default -> QueryText.tidy(value);
                };
                query.add(name + "=" + QueryOptions.encode(plain));
            }
        });
        return query.toString();
    }

    private static Query query(FilterBuilder builder, SelectOption select, FilterOption filter, OrderByOption orderBy,
                               List<Expand> expands, TopOption top, CountOption count) {
        List<Order> orders = new ArrayList<>();
        if (orderBy != null) {
            for (OrderByItem item : orderBy.getOrders()) {
                if (!(item.getExpression()
                    instanceof org.apache.olingo.server.api.uri.queryoption.expression.Member member)) {
                    throw CrmError.badQuery("$orderby takes columns only.");
                }
                orders.add(new Order(builder.column(member.getResourcePath()), item.isDescending()));
            }
        }
        if (top != null && top.getValue() == 0) {
            throw CrmError.badQuery("Invalid value for $top query option: it must be greater than 0.");
        }
        return new Query(names(select), filter == null ? null : builder.condition(filter.getExpression()), orders,
            expands, top == null ? null : top.getValue(), count != null && count.getValue());
    }

    private static List<String> names(SelectOption select) {
        if (select == null) {
            return null;
        }
        Set<String> names = new LinkedHashSet<>();
        for (SelectItem item : select.getSelectItems()) {
            if (item.isStar()) {
                return null;
            }
            names.add(last(item.getResourcePath()));
        }
        return List.copyOf(names);
    }

    private static String last(UriInfoResource path) {
        List<UriResource> parts = path.getUriResourceParts();
        return parts.get(parts.size() - 1).getSegmentValue();
    }

    /**
     * @param texts the same parts as they were written
     * @param paged whether collections come in pages
     * @param isNested whether these are inside another part's parentheses
     */
    private static List<Expand> expands(FilterBuilder builder, ExpandOption option, List<ExpandText> texts,
                                        boolean paged, boolean isNested) {
        List<Expand> expands = new ArrayList<>();
        for (ExpandItem item : option == null ? List.<ExpandItem>of() : option.getExpandItems()) {
            if (item.isStar() || item.getSkipOption() != null || item.getSearchOption() != null
                || item.getLevelsOption() != null || item.getCountOption() != null || item.hasCountPath()) {
                throw notSupported("$expand takes names with $select, $filter, $orderby, $top and $expand only.");
            }
            boolean sortedOrCut = item.getOrderByOption() != null || item.getTopOption() != null;
            if (sortedOrCut && (isNested || item.getExpandOption() != null)) {
                throw notSupported("$orderby and $top are not supported together with a nested $expand.");
            }
            UriResource navigation = item.getResourcePath().getUriResourceParts().get(0);
            if (item.isRef() && navigation instanceof UriResourceNavigation property && property.isCollection()) {
                throw notSupported("$ref is not supported in the $expand of a collection.");
            }
            ExpandText text = texts.get(expands.size());
            Query nested = query(builder, item.getSelectOption(), item.getFilterOption(), item.getOrderByOption(),
                expands(builder, item.getExpandOption(), text.nested(), paged, true), item.getTopOption(),
                item.getCountOption());
            expands.add(new Expand(navigation.getSegmentValue(), item.isRef(), nested, text.options(), paged));
        }
        return expands;
    }

    private static CrmError notSupported(String message) {
        return new CrmError(400, "0x80060888", message);
    }

    private static Query withSelect(Query query, List<String> select) {
        return new Query(select, query.filter(), query.orderBy(), query.expand(), query.top(), query.count());
    }

    /** A lookup may be selected by its attribute's name too; its value column is what comes back. */
    public static List<String> columns(Table table, List<String> names) {
        List<String> columns = new ArrayList<>();
        for (String name : names) {
            Navigation navigation = table.navigation(name);
            columns.add(navigation == null ? name : navigation.column());
        }
        return columns;
    }

    private static void checkSelect(Table table, String select) {
        if (select == null) {
            return;
        }
        for (String part : select.split(",")) {
            String name = part.trim();
            boolean known = name.equals("*") || table.column(name) != null || table.navigation(name) != null;
            if (!known) {
                throw CrmError.badQuery("Could not find a property named '" + name + "' on type '"
                    + Schema.NAMESPACE + "." + table + "'.");
            }
        }
    }
}
