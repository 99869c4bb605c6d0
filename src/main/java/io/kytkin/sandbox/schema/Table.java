package io.kytkin.sandbox.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A table of the CRM: its names, columns, lookups, states and the bulk actions it takes. Immutable. */
public final class Table {
    private final String logicalName;
    private final String entitySet;
    private final Column primaryId;
    private final Column primaryName;
    private final String primaryNameAttribute;
    private final String ownership;
    private final boolean readOnly;
    private final boolean changeTracking;
    private final Set<String> bulkActions;
    private final Map<Integer, List<Integer>> states;
    private final List<Column> columns;
    private final Map<String, Column> columnsByName = new LinkedHashMap<>();
    private final Map<String, Navigation> navigations = new LinkedHashMap<>();
    private final Map<String, CollectionNavigation> collections = new LinkedHashMap<>();
    private final List<AlternateKey> proposedKeys;
    private final List<Column> moneyColumns;
    private final List<Column> requiredColumns;
    private final List<Column> twoOptionColumns;

    Table(TableDefinition definition) {
        logicalName = definition.logicalName;
        entitySet = definition.entitySet;
        ownership = definition.ownership;
        readOnly = definition.readOnly;
        changeTracking = definition.changeTracking;
        bulkActions = Set.copyOf(definition.bulkActions);
        states = definition.states;
        columns = List.copyOf(definition.columns);
        columns.forEach(column -> columnsByName.put(column.name(), column));
        definition.navigations.forEach(navigation -> navigations.put(navigation.name(), navigation));
        definition.collections.forEach(collection -> collections.put(collection.name(), collection));
        proposedKeys = List.copyOf(definition.keys);
        moneyColumns = columns.stream().filter(Column::money).toList();
        requiredColumns = columns.stream().filter(column -> !column.computed()
            && column.required() == RequiredLevel.SYSTEM_REQUIRED).toList();
        twoOptionColumns = columns.stream().filter(column -> column.type() == ColumnType.BOOLEAN).toList();
        primaryId = columnsByName.get(definition.primaryId);
        primaryNameAttribute = definition.primaryName;
        primaryName = columnsByName.get(definition.primaryName);
    }

    /** The singular name: {@code account}. */
    public String logicalName() {
        return logicalName;
    }

    /** The name in a URL: {@code accounts}. */
    public String entitySet() {
        return entitySet;
    }

    /** The primary key's column. */
    public Column primaryId() {
        return primaryId;
    }

    /**
     * The column whose value stands for the row before people; also the formatted value of lookups to it. Null for
     * price list items, whose name is that of their product and no column of their own.
     */
    public Column primaryName() {
        return primaryName;
    }

    /** The logical name of the primary name attribute, whether there is a column for it or not. */
    public String primaryNameAttribute() {
        return primaryNameAttribute;
    }

    /** Who owns its rows: {@code User/Team}, {@code Organization}, {@code Business} or {@code None}. */
    public String ownership() {
        return ownership;
    }

    /** Whether users own rows of this table. */
    public boolean isOwned() {
        return columnsByName.containsKey("_ownerid_value");
    }

    /** A table the server alone writes, such as {@code sdkmessagefilter}. */
    public boolean isReadOnly() {
        return readOnly;
    }

    /** Whether the service can tell what changed since a point in time. */
    public boolean isChangeTracked() {
        return changeTracking;
    }

    /** The bulk actions offered: CreateMultiple, UpdateMultiple, UpsertMultiple, or fewer. */
    public Set<String> bulkActions() {
        return bulkActions;
    }

    /** Valid statuses of each state, the default first; empty for a table without states. */
    public Map<Integer, List<Integer>> states() {
        return states;
    }

    /** All columns, by ordinal. */
    public List<Column> columns() {
        return columns;
    }

    /** The columns that hold amounts, twins in base currency included. */
    public List<Column> moneyColumns() {
        return moneyColumns;
    }

    /** The columns a client can write that the server does not leave empty. */
    public List<Column> requiredColumns() {
        return requiredColumns;
    }

    /** The columns that are yes or no; a new row says no unless it is told otherwise. */
    public List<Column> twoOptionColumns() {
        return twoOptionColumns;
    }

    /** The column of that wire name, or null. */
    public Column column(String name) {
        return columnsByName.get(name);
    }

    /** The single-valued navigation property of exactly that name, or null. */
    public Navigation navigation(String name) {
        return navigations.get(name);
    }

    /** All single-valued navigation properties. */
    public Iterable<Navigation> navigations() {
        return navigations.values();
    }

    /** The collection-valued navigation property of exactly that name, or null. */
    public CollectionNavigation collection(String name) {
        return collections.get(name);
    }

    /** All collection-valued navigation properties. */
    public Iterable<CollectionNavigation> collections() {
        return collections.values();
    }

    /** The navigation property through which that lookup leads to that table, or null. */
    public Navigation navigationTo(Column lookup, String target) {
        for (Navigation navigation : navigations.values()) {
            boolean leadsThere = navigation.target().equals(target)
                || navigation.target().equals(Schema.PRINCIPAL) && lookup.targets().contains(target);
            if (navigation.column().equals(lookup.name()) && leadsThere) {
                return navigation;
            }
        }
        return null;
    }

    /** The lookups of this table that may point at rows of that table. */
    public List<Navigation> navigationsTo(Table target) {
        List<Navigation> found = new ArrayList<>();
        for (Navigation navigation : navigations.values()) {
            if (column(navigation.column()).targets().contains(target.logicalName())
                && (navigation.target().equals(target.logicalName())
                    || navigation.target().equals(Schema.PRINCIPAL))) {
                found.add(navigation);
            }
        }
        return found;
    }

    /** Alternate keys worth adding; none exists until the sandbox is told to. */
    public List<AlternateKey> proposedKeys() {
        return proposedKeys;
    }

    @Override
    public String toString() {
        return logicalName;
    }
}
