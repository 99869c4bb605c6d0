package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;

/** The records that the lookups of a FetchXML query's entity lead to, by the aliases of their link-entity elements. */
final class FetchLinks {
    private final Schema schema;
    private final FetchEntity entity;
    private final Map<String, Link> byAlias = new LinkedHashMap<>();

    private record Link(FetchEntity there, Element element) {
    }

    FetchLinks(Schema schema, Table table, Element element) {
        this.schema = schema;
        entity = new FetchEntity(table, null);
        FetchElements.children(element, "link-entity").forEach(this::add);
    }

    private void add(Element link) {
        FetchElements.allow(link, Set.of("name", "from", "to", "alias", "link-type", "visible"));
        FetchElements.allowChildren(link, Set.of("attribute", "order", "filter"));
        String name = link.getAttribute("name");
        Table target = schema.table(name);
        Column lookup = entity.table().column("_" + link.getAttribute("to") + "_value");
        Navigation navigation = target == null || lookup == null ? null : entity.table().navigationTo(lookup, name);
        boolean knownType = Set.of("", "inner", "outer").contains(link.getAttribute("link-type"));
        if (navigation == null || !navigation.target().equals(name)
            || !link.getAttribute("from").equals(target.primaryId().name()) || !knownType) {
            throw FetchElements.notSupported("A <link-entity> other than along a lookup of the entity");
        }
        if (isOuter(link) && !FetchElements.children(link, "filter").isEmpty()) {
            throw FetchElements.notSupported("A filter in an outer <link-entity>");
        }
        String alias = link.hasAttribute("alias") ? link.getAttribute("alias") : name + (byAlias.size() + 1);
        if (byAlias.put(alias, new Link(new FetchEntity(target, navigation), link)) != null) {
            throw CrmError.invalidArgument("There are two link-entities '" + alias + "' in the FetchXML.");
        }
    }

    private static boolean isOuter(Element link) {
        return link.getAttribute("link-type").equals("outer");
    }

    /** What an element is about: the linked records whose alias it names, or else what it stands in. */
    FetchEntity of(Element element, FetchEntity otherwise) {
        String alias = element.getAttribute("entityname");
        if (!alias.isEmpty() && !byAlias.containsKey(alias)) {
            throw CrmError.invalidArgument("There is no link-entity '" + alias + "' in the FetchXML.");
        }
        return alias.isEmpty() ? otherwise : byAlias.get(alias).there();
    }

    /** What the filters of the entity and of the links say, and that each lookup must lead somewhere. */
    Condition filter(Element element, FetchConditions conditions) {
        List<Condition> all = new ArrayList<>();
        for (Link link : byAlias.values()) {
            if (!isOuter(link.element)) {
                all.add(new Condition.Not(new Condition.Equal(link.there.path(link.there.table().primaryId()),
                    new Operand.Constant(null))));
                all.addAll(conditions.of(link.element, link.there));
            }
        }
        all.addAll(conditions.of(element, entity));
        return all.stream().reduce(Condition.And::new).orElse(null);
    }

    /** The order asked for, that of the links last. */
    List<Order> orders(Element element) {
        List<Order> orders = new ArrayList<>();
        FetchElements.children(element, "order").forEach(each -> orders.add(of(each, entity).order(each)));
        byAlias.values().forEach(link -> FetchElements.children(link.element, "order")
            .forEach(each -> orders.add(link.there.order(each))));
        return orders;
    }

    /** The columns of the linked records that are asked for. */
    List<FetchXml.Linked> columns() {
        List<FetchXml.Linked> columns = new ArrayList<>();
        byAlias.forEach((alias, link) -> FetchElements.children(link.element, "attribute").forEach(each -> {
            FetchElements.allow(each, Set.of("name"));
            String name = each.getAttribute("name");
            columns.add(new FetchXml.Linked(alias + "." + name, link.there.link().name(), link.there.column(name)));
        }));
        return columns;
    }
}
