package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.CollectionNavigation;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import io.kytkin.sandbox.wire.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the names in one filter mean: the table it is about, and those behind the range variables of its lambdas. */
final class Names {
    private final Schema schema;
    private final Table table;
    private final Map<String, Table> variables = new HashMap<>();

    /** @param table null for a metadata table, whose names mean themselves and whose values are texts */
    Names(Schema schema, Table table) {
        this.schema = schema;
        this.table = table;
    }

    /** What names mean inside the parentheses of an expanded navigation property. */
    Names behind(String navigation) {
        return new Names(schema, table == null ? null : target(table, navigation));
    }

    /** Notes the range variable of a lambda over a collection. */
    void declare(String variable, String collection) {
        List<String> steps = steps(collection);
        Table at = table;
        if (variables.containsKey(steps.get(0))) {
            at = variables.get(steps.remove(0));
        }
        for (String step : steps) {
            at = at == null ? null : target(at, step);
        }
        variables.put(variable, at);
    }

    private Table target(Table from, String navigation) {
        Navigation single = from.navigation(navigation);
        CollectionNavigation collection = from.collection(navigation);
        return single != null ? schema.table(single.target())
            : collection != null ? schema.table(collection.table()) : null;
    }

    /**
     * The path to the column a property's name means: a lookup goes by the name of its value column, its attribute or a
     * navigation property.
     *
     * @throws CrmError 400 when there is none
     */
    Operand.Path path(String text) {
        List<String> steps = steps(text);
        String variable = steps.size() > 1 && variables.containsKey(steps.get(0)) ? steps.remove(0) : null;
        String last = steps.remove(steps.size() - 1);
        Operand.Path path = new Operand.Path(variable, List.copyOf(steps), last);
        return table == null ? path : new Operand.Path(variable, path.steps(), column(path).name());
    }

    /** The parts of a path; {@code $it} before them is the record itself. */
    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>(Arrays.asList(path.split("/")));
        if (steps.size() > 1 && steps.get(0).equals("$it")) {
            steps.remove(0);
        }
        return steps;
    }

    private Column column(Operand.Path path) {
        Table at = path.variable() == null ? table : variables.get(path.variable());
        for (String step : path.steps()) {
            Navigation navigation = at == null ? null : at.navigation(step);
            if (navigation == null) {
                throw unknown(at, step);
            }
            at = schema.table(navigation.target());
        }
        Column column = at == null ? null : column(at, path.property());
        if (column == null) {
            throw unknown(at, path.property());
        }
        return column;
    }

    private static Column column(Table table, String name) {
        Column column = table.column(name);
        Navigation navigation = table.navigation(name);
        return column != null ? column : navigation != null ? table.column(navigation.column())
            : table.column("_" + name + "_value");
    }

    private static CrmError unknown(Table table, String name) {
        return CrmError.badQuery("Could not find a property named '" + name + "' on type '" + Schema.NAMESPACE + "."
            + (table == null ? Schema.PRINCIPAL : table.logicalName()) + "'.");
    }

    /** Whether a name means a column that holds points in time. */
    boolean isPointInTime(String name) {
        try {
            return table != null && column(path(name)).type() == ColumnType.DATE_TIME;
        } catch (CrmError unknown) {
            return false;
        }
    }

    /** A value in the type of the column a path leads to; ids may stand in braces, and yes may be 1. */
    Object read(Operand.Path path, String text) {
        if (table == null) {
            return text;
        }
        Column column = column(path);
        boolean braced = (column.isLookup() || column.type() == ColumnType.IDENTIFIER) && text.startsWith("{")
            && text.endsWith("}");
        if (column.type() == ColumnType.BOOLEAN && text.equals("1")) {
            return true;
        }
        return Values.fromText(column, braced ? text.substring(1, text.length() - 1) : text);
    }
}
