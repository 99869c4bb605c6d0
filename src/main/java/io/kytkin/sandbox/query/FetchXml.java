package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/**
 * Reads Dataverse's own query language as far as one table and the records its own lookups lead to go: attributes,
 * filters, orders, {@code top}, and pages by number; or groups and what is reckoned of each. Other links are refused.
 *
 * @param aggregation what is reckoned instead of showing rows, or null
 * @param query what is asked of the table; its count is the total wanted, its top the limit of {@code top}
 * @param linked columns of the records that lookups lead to
 * @param page the page wanted, from 1
 * @param size most rows on a page; 0 for as many as the service gives
 * @param last id of the last row of the page before, out of its paging cookie; null without one
 */
public record FetchXml(Aggregation aggregation, Query query, List<Linked> linked, int page, int size, UUID last) {
    /** The name of the query option. */
    public static final String OPTION = "fetchXml";

    private static final Set<String> OF_FETCH = Set.of("version", "output-format", "mapping", "no-lock", "distinct",
        "aggregate", "top", "count", "page", "paging-cookie", "returntotalrecordcount", "latematerialize");
    private static final Set<String> OF_AGGREGATE = Set.of("name", "alias", "aggregate", "groupby", "distinct");
    private static final Set<String> IN_ENTITY =
        Set.of("attribute", "all-attributes", "filter", "order", "link-entity");
    private static final Pattern LAST = Pattern.compile("last=\"\\{?([0-9A-Fa-f-]{36})}?\"");

    /**
     * A column of a linked record.
     *
     * @param name what it is called in the answer, {@code alias.attribute}
     * @param navigation the navigation property that leads there
     * @param column the column there
     */
    public record Linked(String name, String navigation, Column column) {
    }

    /**
     * The query in a {@code fetchXml} parameter.
     *
     * @param table the table whose entity set is asked
     * @throws CrmError 400 when it can't be read or names what is not there, 501 for what the sandbox leaves out
     */
    static FetchXml parse(Schema schema, Table table, String xml, CrmFunctions functions) {
        Element fetch = FetchElements.root(xml);
        FetchElements.allow(fetch, OF_FETCH);
        List<Element> entities = FetchElements.children(fetch);
        Element entity = entities.size() == 1 ? entities.get(0) : fetch;
        if (!fetch.getTagName().equals("fetch") || !entity.getAttribute("name").equals(table.logicalName())) {
            throw CrmError.invalidArgument("The FetchXML must be a fetch of the entity '" + table + "', as the address"
                + " is.");
        }
        FetchElements.allow(entity, Set.of("name"));
        FetchElements.allowChildren(entity, IN_ENTITY);
        FetchLinks links = new FetchLinks(schema, table, entity);
        Condition filter = links.filter(entity,
            new FetchConditions(new Names(schema, table), functions, links));
        if (FetchElements.isTrue(fetch, "aggregate")) {
            return new FetchXml(aggregation(table, entity, filter, links), Query.NONE, List.of(), 1, 0, null);
        }
        return rows(table, fetch, entity, filter, links);
    }

    private static FetchXml rows(Table table, Element fetch, Element entity, Condition filter, FetchLinks links) {
        List<String> named = columns(table, entity);
        List<String> select = named.isEmpty() || !FetchElements.children(entity, "all-attributes").isEmpty() ? null
            : named;
        if (FetchElements.isTrue(fetch, "distinct") && select != null && !select.contains(table.primaryId().name())) {
            throw FetchElements.notSupported("The attribute 'distinct'");
        }
        int top = FetchElements.number(fetch, "top");
        if (top > 0 && (fetch.hasAttribute("page") || fetch.hasAttribute("count"))) {
            throw CrmError.invalidArgument("The attribute top of FetchXML can't be specified with paging attributes.");
        }
        Query query = new Query(select, filter, links.orders(entity), List.of(), top == 0 ? null : top,
            FetchElements.isTrue(fetch, "returntotalrecordcount"));
        Matcher last = LAST.matcher(fetch.getAttribute("paging-cookie"));
        return new FetchXml(null, query, links.columns(), Math.max(1, FetchElements.number(fetch, "page")),
            FetchElements.number(fetch, "count"), last.find() ? UUID.fromString(last.group(1)) : null);
    }

    private static Aggregation aggregation(Table table, Element entity, Condition filter, FetchLinks links) {
        if (!links.orders(entity).isEmpty() || !links.columns().isEmpty()) {
            throw FetchElements.notSupported("The order of aggregates, or one of linked records,");
        }
        FetchEntity asked = new FetchEntity(table, null);
        List<Aggregation.Group> groups = new ArrayList<>();
        List<Aggregation.Measure> measures = new ArrayList<>();
        for (Element attribute : FetchElements.children(entity, "attribute")) {
            FetchElements.allow(attribute, OF_AGGREGATE);
            Column column = asked.column(attribute.getAttribute("name"));
            String alias = attribute.getAttribute("alias");
            if (alias.isEmpty()) {
                throw CrmError.invalidArgument("Each attribute of an aggregate needs an alias: " + column.name() + ".");
            }
            if (FetchElements.isTrue(attribute, "groupby")) {
                groups.add(new Aggregation.Group(column, alias));
            } else {
                measures.add(Aggregation.measure(column, method(attribute), alias));
            }
        }
        return new Aggregation(filter, groups, measures);
    }

    private static Aggregation.Method method(Element attribute) {
        String name = attribute.getAttribute("aggregate");
        return switch (name) {
            case "count" -> Aggregation.Method.COUNT;
            case "countcolumn" -> FetchElements.isTrue(attribute, "distinct") ? Aggregation.Method.COUNT_DISTINCT
                : Aggregation.Method.COUNT_FILLED;
            case "sum" -> Aggregation.Method.SUM;
            case "avg" -> Aggregation.Method.AVERAGE;
            case "min" -> Aggregation.Method.MIN;
            case "max" -> Aggregation.Method.MAX;
            default -> throw CrmError.invalidArgument("FetchXML knows no aggregate '" + name + "'.");
        };
    }

    private static List<String> columns(Table table, Element entity) {
        FetchEntity asked = new FetchEntity(table, null);
        return FetchElements.children(entity, "attribute").stream().map(attribute -> {
            FetchElements.allow(attribute, Set.of("name"));
            return asked.column(attribute.getAttribute("name")).name();
        }).toList();
    }
}
