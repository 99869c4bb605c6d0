package io.kytkin.sync;

import io.kytkin.mapping.Catalogue;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Kind;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Table;
import io.kytkin.mapping.TableMapping;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;

/** Mappings of the same small table under many names, which differ in what they refer to. */
final class Things {
    private static final Set<Column.Ability> ALL =
            Set.of(Column.Ability.READ, Column.Ability.CREATE, Column.Ability.UPDATE);

    private Things() { }

    /** A mapping with a name and further field lines, for example {@code parent_code -> parentid coupled customer}. */
    static TableMapping mapping(CamelContext context, String name, String... furtherFields) {
        TableMapping mapping = new TableMapping();
        mapping.setCamelContext(context);
        mapping.setName(name);
        mapping.setErpTable(name);
        mapping.setErpId("id");
        mapping.setErpKey("no");
        mapping.setCrmTable(name);
        mapping.setFields("no -> number\nname -> name\n" + String.join("\n", furtherFields));
        return mapping;
    }

    static Mappings.Loaded loaded(TableMapping mapping, Direction... routes) {
        return new Mappings.Loaded(mapping.definition().name(), mapping.definition(), "memory", Arrays.asList(routes), null,
                List.of());
    }

    static Catalogue erp() {
        return mapping -> new Table(mapping.erpTable(), mapping.erpTable(), "", null, Table.byName(List.of(
                text("id"), text("no"), text("name"), text("parent_code"), text("friend_code"))), Set.of());
    }

    static Catalogue crm() {
        return mapping -> new Table(mapping.crmTable(), mapping.crmTable() + "s", "thingid", "name", Table.byName(List.of(
                column("thingid", Kind.GUID), text("number"), text("name"), column("parentid", Kind.LOOKUP),
                column("friendid", Kind.LOOKUP))), Set.of());
    }

    private static Column text(String name) {
        return column(name, Kind.TEXT);
    }

    private static Column column(String name, Kind kind) {
        return new Column(name, kind, 100, -1, null, null, Map.of(), ALL, Map.of());
    }
}
