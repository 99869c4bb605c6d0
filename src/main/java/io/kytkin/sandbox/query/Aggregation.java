package io.kytkin.sandbox.query;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.wire.CrmError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.olingo.server.api.uri.UriResource;
import org.apache.olingo.server.api.uri.UriResourceCount;
import org.apache.olingo.server.api.uri.queryoption.ApplyItem;
import org.apache.olingo.server.api.uri.queryoption.ApplyOption;
import org.apache.olingo.server.api.uri.queryoption.apply.Aggregate;
import org.apache.olingo.server.api.uri.queryoption.apply.AggregateExpression;
import org.apache.olingo.server.api.uri.queryoption.apply.Filter;
import org.apache.olingo.server.api.uri.queryoption.apply.GroupBy;
import org.apache.olingo.server.api.uri.queryoption.apply.GroupByItem;

/**
 * Groups of rows and what is reckoned of each. Read from {@code $apply} in the forms the service knows,
 * {@code filter(...)} first, then {@code groupby} over columns of the table itself, {@code aggregate}, or one in the
 * other; or from FetchXML by {@link FetchXml}.
 *
 * @param filter which rows count; null for all
 * @param groups the columns whose values make a group; none for all rows together
 * @param measures what is reckoned of each group
 */
public record Aggregation(Condition filter, List<Group> groups, List<Measure> measures) {
    private static final Set<ColumnType> NUMBERS =
        Set.of(ColumnType.WHOLE_NUMBER, ColumnType.BIG_NUMBER, ColumnType.DECIMAL, ColumnType.DOUBLE);

    /** How the values of a column become one. */
    public enum Method { SUM, MIN, MAX, AVERAGE, COUNT_DISTINCT, COUNT_FILLED, COUNT }

    /**
     * A column whose values tell groups apart.
     *
     * @param column the column
     * @param alias its name in the answer
     */
    public record Group(Column column, String alias) {
    }

    /**
     * One value of each group.
     *
     * @param column what it is reckoned from; null for the number of rows
     * @param method how
     * @param alias its name in the answer
     */
    public record Measure(Column column, Method method, String alias) {
    }

    static Aggregation of(Table table, ApplyOption apply, FilterBuilder filters) {
        List<ApplyItem> items = new ArrayList<>(apply.getApplyItems());
        Condition filter = null;
        while (!items.isEmpty() && items.get(0) instanceof Filter each) {
            Condition next = filters.condition(each.getFilterOption().getExpression());
            filter = filter == null ? next : new Condition.And(filter, next);
            items.remove(0);
        }
        if (items.size() != 1) {
            throw refused("anything but filter(...) followed by one groupby or aggregate");
        }
        if (!(items.get(0) instanceof GroupBy groupBy)) {
            return new Aggregation(filter, List.of(), measures(table, items.get(0)));
        }
        List<Group> groups = new ArrayList<>();
        groupBy.getGroupByItems().forEach(item -> groups.add(group(table, item)));
        List<ApplyItem> inner = groupBy.getApplyOption() == null ? List.of() : groupBy.getApplyOption().getApplyItems();
        if (inner.size() > 1) {
            throw refused("more than one transformation of a group");
        }
        return new Aggregation(filter, groups, inner.isEmpty() ? List.of() : measures(table, inner.get(0)));
    }

    private static Group group(Table table, GroupByItem item) {
        if (item.getPath().size() != 1 || !item.getRollup().isEmpty() || item.isRollupAll()) {
            throw refused("groupby with anything but columns of the table");
        }
        Column column = column(table, item.getPath());
        if (column.type() == ColumnType.DATE_TIME) {
            throw refused("groupby with datetime values");
        }
        return new Group(column, column.name());
    }

    private static Column column(Table table, List<UriResource> path) {
        String name = path.get(0).getSegmentValue();
        Column column = path.size() == 1 ? table.column(name) : null;
        if (column == null) {
            throw refused("the path " + name + " in an aggregation");
        }
        return column;
    }

    private static List<Measure> measures(Table table, ApplyItem item) {
        if (!(item instanceof Aggregate aggregate)) {
            throw refused("the transformation " + item.getKind());
        }
        return aggregate.getExpressions().stream().map(each -> measure(table, each)).toList();
    }

    private static Measure measure(Table table, AggregateExpression expression) {
        List<UriResource> path = expression.getPath();
        if (!path.isEmpty() && path.get(0) instanceof UriResourceCount) {
            return new Measure(null, Method.COUNT, expression.getAlias());
        }
        if (expression.getStandardMethod() == null || !expression.getFrom().isEmpty()) {
            throw refused("an aggregation without one of the standard methods");
        }
        if (path.isEmpty() && expression.getExpression()
            instanceof org.apache.olingo.server.api.uri.queryoption.expression.Member member) {
            path = member.getResourcePath().getUriResourceParts();
        }
        if (path.isEmpty()) {
            throw refused("an expression in an aggregation");
        }
        return measure(column(table, path), Method.valueOf(expression.getStandardMethod().name()),
            expression.getAlias());
    }

    /** A measure of a column, refused when it needs numbers and the column has none. */
    static Measure measure(Column column, Method method, String alias) {
        boolean needsNumbers = method == Method.SUM || method == Method.AVERAGE;
        if (needsNumbers && !NUMBERS.contains(column.type())) {
            throw new CrmError(400, "0x80060888", "The " + method.name().toLowerCase(Locale.ROOT) + " of "
                + column.name() + " is not supported: it is no number.");
        }
        return new Measure(column, method, alias);
    }

    private static CrmError refused(String what) {
        return new CrmError(400, "0x80060888", "In $apply, " + what + " is not supported.");
    }
}
