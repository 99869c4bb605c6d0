package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import java.util.List;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * A table in a FetchXML query.
 *
 * @param table what its attributes are of
 * @param link the lookup that leads there; null for the table that is asked
 */
record FetchEntity(Table table, Navigation link) {
    /** The column an attribute's logical name stands for. */
    Column column(String attribute) {
        Column column = table.column(attribute);
        Column found = column == null ? table.column("_" + attribute + "_value") : column;
        if (found == null) {
            throw CrmError.rule("0x80041103", "'" + table + "' entity doesn't contain attribute with Name = '"
                + attribute + "'.");
        }
        return found;
    }

    /** The way to a column, from a row of the table that is asked. */
    Operand.Path path(Column column) {
        return new Operand.Path(null, link == null ? List.of() : List.of(link.name()), column.name());
    }

    Order order(Element element) {
        FetchElements.allow(element, Set.of("attribute", "descending", "entityname"));
        return new Order(path(column(element.getAttribute("attribute"))), FetchElements.isTrue(element, "descending"));
    }
}
