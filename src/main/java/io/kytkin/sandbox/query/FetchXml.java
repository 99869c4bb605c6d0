package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Reads Dataverse's own query language as far as one table goes: attributes, filters, orders, {@code top}, and pages by
 * number; or groups and what is reckoned of each. Links to other tables are refused.
 *
 * @param aggregation what is reckoned instead of showing rows, or null
 * @param query what is asked of the table; its count is the total wanted, its top the limit of {@code top}
 * @param page the page wanted, from 1
 * @param size most rows on a page; 0 for as many as the service gives
 */
public record FetchXml(Aggregation aggregation, Query query, int page, int size) {
    private static final Set<String> KNOWN = Set.of("attribute", "all-attributes", "filter", "order");

    /**
     * The query in a {@code fetchXml} parameter.
     *
     * @param table the table whose entity set is asked
     * @throws CrmError 400 when it can't be read or names what is not there, 501 for what the sandbox leaves out
     */
    static FetchXml parse(Table table, String xml, CrmFunctions functions) {
        Element fetch = root(xml);
        List<Element> entities = children(fetch);
        Element entity = entities.isEmpty() ? fetch : entities.get(0);
        if (!fetch.getTagName().equals("fetch") || !entity.getAttribute("name").equals(table.logicalName())) {
            throw CrmError.invalidArgument("The FetchXML must be a fetch of the entity '" + table + "', as the address"
                + " is.");
        }
        for (Element element : children(entity)) {
            if (!KNOWN.contains(element.getTagName())) {
                throw CrmError.notImplemented("The element " + element.getTagName() + " of FetchXML is not supported"
                    + " here.");
            }
        }
        Condition filter = new FetchConditions(table, functions).all(children(entity, "filter"));
        if (isTrue(fetch, "aggregate")) {
            return new FetchXml(aggregation(table, entity, filter), Query.NONE, 1, 0);
        }
        List<String> named = columns(table, entity);
        List<String> select = named.isEmpty() || !children(entity, "all-attributes").isEmpty() ? null : named;
        if (isTrue(fetch, "distinct") && select != null && !select.contains(table.primaryId().name())) {
            throw CrmError.notImplemented("Distinct values in FetchXML are not supported here.");
        }
        int top = number(fetch, "top");
        Query query = new Query(select, filter, orders(table, entity), List.of(), top == 0 ? null : top,
            isTrue(fetch, "returntotalrecordcount"));
        return new FetchXml(null, query, Math.max(1, number(fetch, "page")), number(fetch, "count"));
    }

    private static Aggregation aggregation(Table table, Element entity, Condition filter) {
        List<Aggregation.Group> groups = new ArrayList<>();
        List<Aggregation.Measure> measures = new ArrayList<>();
        if (!children(entity, "order").isEmpty()) {
            throw CrmError.notImplemented("The order of aggregates in FetchXML is not supported here.");
        }
        for (Element attribute : children(entity, "attribute")) {
            Column column = column(table, attribute.getAttribute("name"));
            String alias = attribute.getAttribute("alias");
            if (alias.isEmpty()) {
                throw CrmError.invalidArgument("Each attribute of an aggregate needs an alias: " + column.name() + ".");
            }
            if (attribute.hasAttribute("dategrouping")) {
                throw CrmError.notImplemented("Groups by a part of a date in FetchXML are not supported here.");
            }
            if (isTrue(attribute, "groupby")) {
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
            case "countcolumn" -> isTrue(attribute, "distinct") ? Aggregation.Method.COUNT_DISTINCT
                : Aggregation.Method.COUNT_FILLED;
            case "sum" -> Aggregation.Method.SUM;
            case "avg" -> Aggregation.Method.AVERAGE;
            case "min" -> Aggregation.Method.MIN;
            case "max" -> Aggregation.Method.MAX;
            default -> throw CrmError.invalidArgument("FetchXML knows no aggregate '" + name + "'.");
        };
    }

    private static Element root(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            // A document type could pull in files of this machine.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw CrmError.invalidArgument("Invalid XML in fetchXml: " + e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static List<Element> children(Element parent, String name) {
        return children(parent).stream().filter(child -> child.getTagName().equals(name)).toList();
    }

    private static List<String> columns(Table table, Element entity) {
        List<String> columns = new ArrayList<>();
        for (Element attribute : children(entity, "attribute")) {
            if (attribute.hasAttribute("alias")) {
                throw CrmError.notImplemented("Aliases in FetchXML are not supported here.");
            }
            columns.add(column(table, attribute.getAttribute("name")).name());
        }
        return columns;
    }

    /** The column an attribute's logical name stands for. */
    static Column column(Table table, String attribute) {
        Column column = table.column(attribute);
        Column found = column == null ? table.column("_" + attribute + "_value") : column;
        if (found == null) {
            throw CrmError.rule("0x80041103", "'" + table + "' entity doesn't contain attribute with Name = '"
                + attribute + "'.");
        }
        return found;
    }

    private static List<Order> orders(Table table, Element entity) {
        return children(entity, "order").stream().map(order -> new Order(new Operand.Path(null, List.of(),
            column(table, order.getAttribute("attribute")).name()), isTrue(order, "descending"))).toList();
    }

    private static boolean isTrue(Element element, String attribute) {
        return Set.of("true", "1").contains(element.getAttribute(attribute));
    }

    private static int number(Element element, String attribute) {
        String text = element.getAttribute(attribute);
        if (!text.matches("\\d{0,9}")) {
            throw CrmError.invalidArgument("The attribute " + attribute + " of FetchXML must be a whole number.");
        }
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
}
