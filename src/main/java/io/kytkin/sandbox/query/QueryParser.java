package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import io.kytkin.sandbox.wire.Values;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.olingo.server.api.OData;
import org.apache.olingo.server.api.ODataLibraryException;
import org.apache.olingo.server.api.uri.UriInfo;
import org.apache.olingo.server.api.uri.UriInfoResource;
import org.apache.olingo.server.api.uri.UriResource;
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
    /** A quoted text, or blanks behind the comma or parenthesis with which a transformation goes on. */
    private static final Pattern BLANKS_IN_TRANSFORMATION = Pattern.compile("'[^']*'|([(,])\\s+");
    /** A quoted text, or the beginning of {@code any} or {@code all} with blanks before its colon or behind it. */
    private static final Pattern BLANKS_IN_LAMBDA =
        Pattern.compile("'[^']*'|\\b(any|all)\\(\\s*(\\w+)\\s*:\\s*");
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
        Query query = parse("/" + table.entitySet(), options, caller, (path, text) -> read(table, path, text));
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
            throw new CrmError(400, "0x80060888", "The query parameter " + name + " is not supported with $apply.");
        });
        CrmFunctions functions = new CrmFunctions(options.all(), (path, text) -> read(table, path, text), caller, clock);
        try {
            UriInfo info = new Parser(schema.edm(), olingo).parseUri("/" + table.entitySet(),
                queryForOlingo(options, functions), null, "http://sandbox");
            return Aggregation.of(table, info.getApplyOption(), new FilterBuilder(functions, options));
        } catch (ODataLibraryException e) {
            throw CrmError.badQuery("The query can't be understood: "
                + e.getTranslatedMessage(Locale.ENGLISH).getMessage());
        }
    }

    /**
     * A query in Dataverse's own language.
     *
     * @param xml the value of the option {@code fetchXml}
     * @throws CrmError 400 or 501 as {@link FetchXml} says
     */
    public FetchXml fetch(Table table, String xml, UUID caller) {
        return FetchXml.parse(table, xml,
            new CrmFunctions(Map.of(), (path, text) -> read(table, path, text), caller, clock));
    }

    /** The query over entries of a metadata table, whose path Olingo can follow. */
    public Query parse(String path, QueryOptions options, UUID caller) {
        return parse(path, options, caller, (property, text) -> text);
    }

    private Query parse(String path, QueryOptions options, UUID caller, CrmFunctions.PropertyTypes types) {
        if (options.has("$apply")) {
            throw new CrmError(400, "0x80060888", "The query parameter $apply is supported for a page of records only.");
        }
        CrmFunctions functions = new CrmFunctions(options.all(), types, caller, clock);
        String query = queryForOlingo(options, functions);
        if (query.isEmpty()) {
            return Query.NONE;
        }
        try {
            UriInfo info = new Parser(schema.edm(), olingo).parseUri(path, query, null, "http://sandbox");
            return query(new FilterBuilder(functions, options), info.getSelectOption(), info.getFilterOption(),
                info.getOrderByOption(), info.getExpandOption(), info.getTopOption(), info.getCountOption());
        } catch (ODataLibraryException e) {
            throw CrmError.badQuery("The query can't be understood: "
                + e.getTranslatedMessage(Locale.ENGLISH).getMessage());
        }
    }

    private static String queryForOlingo(QueryOptions options, CrmFunctions functions) {
        StringJoiner query = new StringJoiner("&");
        options.all().forEach((name, value) -> {
            boolean understood = name.startsWith("$") && !NOT_FOR_OLINGO.contains(name);
            boolean alias = name.startsWith("@") && !value.startsWith("[");
            if (understood || alias) {
                boolean transforms = name.equals("$apply");
                String plain = tight(name.equals("$filter") || transforms ? functions.takeOut(value) : value);
                plain = transforms ? withoutBlanks(plain) : plain;
                query.add(name + "=" + URLEncoder.encode(plain, StandardCharsets.UTF_8).replace("+", "%20"));
            }
        });
        return query.toString();
    }

    /** Without the blanks around a lambda's colon, which OData allows and Olingo's parser does not. */
    private static String tight(String text) {
        return BLANKS_IN_LAMBDA.matcher(text).replaceAll(found -> Matcher.quoteReplacement(found.group(1) == null
            ? found.group() : found.group(1) + "(" + found.group(2) + ":"));
    }

    private static String withoutBlanks(String transformation) {
        return BLANKS_IN_TRANSFORMATION.matcher(transformation).replaceAll(found ->
            Matcher.quoteReplacement(found.group(1) == null ? found.group() : found.group(1)));
    }

    private Query query(FilterBuilder builder, SelectOption select, FilterOption filter, OrderByOption orderBy,
                        ExpandOption expand, TopOption top, CountOption count) {
        List<Order> orders = new ArrayList<>();
        if (orderBy != null) {
            for (OrderByItem item : orderBy.getOrders()) {
                if (!(item.getExpression()
                    instanceof org.apache.olingo.server.api.uri.queryoption.expression.Member member)) {
                    throw CrmError.badQuery("$orderby takes columns only.");
                }
                orders.add(new Order(builder.path(member.getResourcePath()), item.isDescending()));
            }
        }
        return new Query(names(select), filter == null ? null : builder.condition(filter.getExpression()), orders,
            expands(builder, expand), top == null ? null : top.getValue(), count != null && count.getValue());
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

    private List<Expand> expands(FilterBuilder builder, ExpandOption option) {
        List<Expand> expands = new ArrayList<>();
        if (option != null) {
            if (option.getExpandItems().size() > MOST_EXPANDS) {
                throw CrmError.badQuery("A query can expand at most " + MOST_EXPANDS + " properties.");
            }
            for (ExpandItem item : option.getExpandItems()) {
                if (item.isStar() || item.getSkipOption() != null || item.getSearchOption() != null
                    || item.getLevelsOption() != null || item.getCountOption() != null) {
                    throw new CrmError(400, "0x80060888", "$expand takes names with $select, $filter, $orderby, $top"
                        + " and $expand only.");
                }
                Query nested = query(builder, item.getSelectOption(), item.getFilterOption(), item.getOrderByOption(),
                    item.getExpandOption(), item.getTopOption(), item.getCountOption());
                List<UriResource> parts = item.getResourcePath().getUriResourceParts();
                expands.add(new Expand(parts.get(0).getSegmentValue(), item.isRef(), nested));
            }
        }
        return expands;
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

    private Object read(Table table, String path, String text) {
        Table at = table;
        String[] names = path.split("/");
        for (int step = 0; step < names.length - 1; step++) {
            Navigation navigation = at.navigation(names[step]);
            if (navigation == null) {
                throw CrmError.badQuery("Could not find a property named '" + names[step] + "' on type '"
                    + Schema.NAMESPACE + "." + at + "'.");
            }
            at = schema.table(navigation.target());
        }
        String name = names[names.length - 1];
        Column column = at.column(name);
        if (column == null && at.navigation(name) != null) {
            column = at.column(at.navigation(name).column());
        }
        if (column == null) {
            throw CrmError.badQuery("Could not find a property named '" + name + "' on type '" + Schema.NAMESPACE
                + "." + at + "'.");
        }
        return Values.fromText(column, text);
    }
}
