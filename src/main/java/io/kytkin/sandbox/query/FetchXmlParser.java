package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.ValueOrder;
import io.kytkin.sandbox.wire.CrmError;
import java.io.IOException;
import java.io.StringReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads the part of FetchXML that asks one table and the records its own lookups lead to: attributes, filters, orders,
 * top and pages. What it does not understand it refuses, so that no question is answered by rows that were not asked
 * for.
 */
public final class FetchXmlParser {
    private static final Set<String> OF_FETCH = Set.of("version", "output-format", "mapping", "no-lock", "distinct",
        "aggregate", "top", "count", "page", "paging-cookie", "returntotalrecordcount", "latematerialize");
    private static final Set<String> OF_CONDITION = Set.of("attribute", "operator", "value", "uiname", "uitype",
        "uihidden", "entityname");
    /** Operators that mean the same as one of Dataverse's functions with a value. */
    private static final Map<String, String> WITH_VALUE = Map.of("on", "On", "on-or-after", "OnOrAfter",
        "on-or-before", "OnOrBefore", "last-x-hours", "LastXHours", "last-x-days", "LastXDays", "olderthan-x-minutes",
        "OlderThanXMinutes", "olderthan-x-hours", "OlderThanXHours", "olderthan-x-days", "OlderThanXDays");
    private static final Map<String, String> WITHOUT_VALUE = Map.of("today", "Today", "yesterday", "Yesterday",
        "eq-userid", "EqualUserId", "ne-userid", "NotEqualUserId");
    private static final Pattern LAST = Pattern.compile("last=\"\\{?([0-9A-Fa-f-]{36})}?\"");
    private static final int MOST_ROWS = 5000;

    private final Schema schema;
    private final Clock clock;

    /**
     * @param schema what names mean
     * @param clock for operators such as last-x-hours
     */
    public FetchXmlParser(Schema schema, Clock clock) {
        this.schema = schema;
        this.clock = clock;
    }

    /**
     * The query over a table's rows.
     *
     * @throws CrmError 400 when it is no FetchXML or not about the table, 501 for what is not supported here
     */
    public FetchXml parse(Table table, String xml, UUID caller) {
        Element fetch = root(xml);
        allow(fetch, OF_FETCH);
        for (String unsupported : List.of("distinct", "aggregate")) {
            if (isTrue(fetch, unsupported)) {
                throw notSupported("The attribute '" + unsupported + "'");
            }
        }
        List<Element> entities = children(fetch);
        if (!fetch.getTagName().equals("fetch") || entities.size() != 1
            || !entities.get(0).getAttribute("name").equals(table.logicalName())) {
            throw invalid("there must be one entity in <fetch>, named '" + table + "' as in the address.");
        }
        Integer top = number(fetch, "top");
        Integer page = number(fetch, "page");
        Integer count = number(fetch, "count");
        if (top != null && (page != null || count != null)) {
            throw invalid("the top attribute can't be specified with paging attributes.");
        }
        Matcher last = LAST.matcher(fetch.getAttribute("paging-cookie"));
        Reading reading = new Reading(table, caller);
        Query query = reading.query(entities.get(0), top, isTrue(fetch, "returntotalrecordcount"));
        return new FetchXml(query, List.copyOf(reading.linked), page == null ? 1 : page, count == null ? 0 : count,
            last.find() ? UUID.fromString(last.group(1)) : null);
    }

    private static Element root(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // The one there is by default prints to the console.
            builder.setErrorHandler(new DefaultHandler());
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException e) {
            throw invalid(e.getMessage());
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The elements of one query being read. */
    private final class Reading {
        private final Names names;
        private final Table table;
        private final CrmFunctions functions;
        private final Set<String> select = new LinkedHashSet<>();
        private final List<Order> orders = new ArrayList<>();
        private final List<FetchXml.Linked> linked = new ArrayList<>();
        /** Where the paths of linked records begin, by their alias. */
        private final Map<String, String> starts = new HashMap<>();

        Reading(Table table, UUID caller) {
            names = new Names(schema, table);
            this.table = table;
            functions = new CrmFunctions(Map.of(), caller, clock);
        }

        Query query(Element entity, Integer top, boolean count) {
            allow(entity, Set.of("name"));
            List<Element> links = children(entity).stream().filter(FetchXmlParser::isLink).toList();
            Condition filter = null;
            for (Element link : links) {
                filter = and(filter, join(link));
            }
            boolean all = false;
            for (Element child : children(entity)) {
                switch (child.getTagName()) {
                    case "link-entity" -> { }
                    case "all-attributes" -> all = true;
                    case "attribute" -> {
                        allow(child, Set.of("name"));
                        select.add(names.path(child.getAttribute("name")).property());
                    }
                    case "order" -> order(child, start(child));
                    case "filter" -> filter = and(filter, filter(child, ""));
                    default -> throw notSupported("The element <" + child.getTagName() + ">");
                }
            }
            select.add(table.primaryId().name());
            return new Query(all ? null : List.copyOf(select), filter, orders, List.of(), top, count);
        }

        /** Follows a lookup of the entity; the condition says that it must lead somewhere. */
        private Condition join(Element link) {
            allow(link, Set.of("name", "from", "to", "alias", "link-type", "visible"));
            String name = link.getAttribute("name");
            Table target = schema.table(name);
            Column lookup = table.column("_" + link.getAttribute("to") + "_value");
            Navigation navigation = target == null || lookup == null ? null : table.navigationTo(lookup, name);
            boolean outer = link.getAttribute("link-type").equals("outer");
            boolean inner = List.of("", "inner").contains(link.getAttribute("link-type"));
            if (navigation == null || !navigation.target().equals(name)
                || !link.getAttribute("from").equals(target.primaryId().name()) || !outer && !inner) {
                throw notSupported("A <link-entity> other than along a lookup of the entity");
            }
            String alias = link.hasAttribute("alias") ? link.getAttribute("alias") : name + (starts.size() + 1);
            String start = navigation.name() + "/";
            starts.put(alias, start);
            Condition filter = inner ? new Condition.Not(new Condition.Equal(
                names.path(start + target.primaryId().name()), new Operand.Constant(null))) : null;
            for (Element child : children(link)) {
                switch (child.getTagName()) {
                    case "attribute" -> {
                        allow(child, Set.of("name"));
                        Operand.Path path = names.path(start + child.getAttribute("name"));
                        linked.add(new FetchXml.Linked(alias + "." + child.getAttribute("name"), navigation.name(),
                            path.property()));
                    }
                    case "order" -> order(child, start);
                    case "filter" -> {
                        if (outer) {
                            throw notSupported("A filter in an outer <link-entity>");
                        }
                        filter = and(filter, filter(child, start));
                    }
                    default -> throw notSupported("The element <" + child.getTagName() + "> in a <link-entity>");
                }
            }
            return filter;
        }

        private void order(Element order, String start) {
            allow(order, Set.of("attribute", "descending", "entityname"));
            orders.add(new Order(names.path(start + order.getAttribute("attribute")), isTrue(order, "descending")));
        }

        /** Where the path of an element's attribute begins when it names the alias of a linked record. */
        private String start(Element element) {
            String alias = element.getAttribute("entityname");
            if (!alias.isEmpty() && !starts.containsKey(alias)) {
                throw invalid("there is no link-entity '" + alias + "'.");
            }
            return starts.getOrDefault(alias, "");
        }

        private static Condition and(Condition left, Condition right) {
            return left == null ? right : right == null ? left : new Condition.And(left, right);
        }

        /** Null for a filter without conditions. */
        private Condition filter(Element filter, String start) {
            allow(filter, Set.of("type"));
            boolean any = filter.getAttribute("type").equals("or");
            Condition result = null;
            for (Element child : children(filter)) {
                Condition part = switch (child.getTagName()) {
                    case "condition" -> condition(child, start.isEmpty() ? start(child) : start);
                    case "filter" -> filter(child, start);
                    default -> throw notSupported("The element <" + child.getTagName() + "> in a filter");
                };
                result = any && result != null && part != null ? new Condition.Or(result, part) : and(result, part);
            }
            return result;
        }

        private Condition condition(Element condition, String start) {
            allow(condition, OF_CONDITION);
            String property = start + condition.getAttribute("attribute");
            Operand.Path path = names.path(property);
            String operator = condition.getAttribute("operator");
            return switch (operator) {
                case "eq" -> new Condition.Equal(path, value(path, condition));
                case "ne", "neq" -> new Condition.Not(new Condition.Equal(path, value(path, condition)));
                case "gt" -> ordered(path, condition, order -> order > 0);
                case "ge" -> ordered(path, condition, order -> order >= 0);
                case "lt" -> ordered(path, condition, order -> order < 0);
                case "le" -> ordered(path, condition, order -> order <= 0);
                case "like" -> like(path, condition, false, false);
                case "not-like" -> new Condition.Not(like(path, condition, false, false));
                case "begins-with" -> like(path, condition, false, true);
                case "not-begin-with" -> new Condition.Not(like(path, condition, false, true));
                case "ends-with" -> like(path, condition, true, false);
                case "not-end-with" -> new Condition.Not(like(path, condition, true, false));
                case "null" -> new Condition.Equal(path, new Operand.Constant(null));
                case "not-null" -> new Condition.Not(new Condition.Equal(path, new Operand.Constant(null)));
                case "in" -> in(path, condition);
                case "not-in" -> new Condition.Not(in(path, condition));
                default -> function(property, operator, condition);
            };
        }

        private Condition function(String property, String operator, Element condition) {
            if (WITH_VALUE.containsKey(operator)) {
                return functions.condition(WITH_VALUE.get(operator), property, values(condition, 1).get(0), names);
            }
            if (WITHOUT_VALUE.containsKey(operator)) {
                return functions.condition(WITHOUT_VALUE.get(operator), property, null, names);
            }
            throw notSupported("The operator '" + operator + "'");
        }

        private Condition ordered(Operand.Path path, Element condition, IntPredicate holds) {
            return new Condition.Ordered(path, value(path, condition), holds);
        }

        private Condition like(Operand.Path path, Element condition, boolean open, boolean close) {
            return new Condition.Like(path, new TextPattern(values(condition, 1).get(0), open, close));
        }

        private Condition in(Operand.Path path, Element condition) {
            Set<Object> values = new LinkedHashSet<>();
            values(condition, 0).forEach(text -> values.add(ValueOrder.normalize(read(path, text))));
            return new Condition.In(path, values);
        }

        private Operand value(Operand.Path path, Element condition) {
            return new Operand.Constant(read(path, values(condition, 1).get(0)));
        }

        /** A two-option column's value may also be 1 or 0. */
        private Object read(Operand.Path path, String text) {
            Object value = names.read(path, text);
            return value instanceof Boolean yes ? (Object) (yes || text.equals("1")) : value;
        }
    }

    /** The values of a condition, in its attribute or its elements; exactly so many unless 0. */
    private static List<String> values(Element condition, int wanted) {
        List<String> values = new ArrayList<>();
        if (condition.hasAttribute("value")) {
            values.add(condition.getAttribute("value"));
        }
        for (Element child : children(condition)) {
            if (!child.getTagName().equals("value")) {
                throw notSupported("The element <" + child.getTagName() + "> in a condition");
            }
            values.add(child.getTextContent());
        }
        if (values.isEmpty() || wanted > 0 && values.size() != wanted) {
            throw invalid("the operator '" + condition.getAttribute("operator") + "' has " + values.size()
                + " values.");
        }
        return values;
    }

    private static boolean isLink(Element element) {
        return element.getTagName().equals("link-entity");
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static void allow(Element element, Set<String> names) {
        for (int at = 0; at < element.getAttributes().getLength(); at++) {
            String name = element.getAttributes().item(at).getNodeName();
            if (!names.contains(name)) {
                throw notSupported("The attribute '" + name + "' of <" + element.getTagName() + ">");
            }
        }
    }

    private static boolean isTrue(Element element, String attribute) {
        return element.getAttribute(attribute).equals("true") || element.getAttribute(attribute).equals("1");
    }

    private static Integer number(Element element, String attribute) {
        if (!element.hasAttribute(attribute)) {
            return null;
        }
        String text = element.getAttribute(attribute);
        if (!text.matches("[1-9]\\d{0,5}") || !attribute.equals("page") && Integer.parseInt(text) > MOST_ROWS) {
            throw invalid("'" + text + "' is no value for the attribute '" + attribute + "'.");
        }
        return Integer.valueOf(text);
    }

    private static CrmError invalid(String reason) {
        return new CrmError(400, "0x80041102", "Invalid FetchXML: " + reason);
    }

    private static CrmError notSupported(String what) {
        return CrmError.notImplemented(what + " of FetchXML is not supported here.");
    }
}
