package io.kytkin.mapping;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table of one side, as that side declares it.
 *
 * @param name       the ERP's table, or the CRM's logical name ({@code account})
 * @param collection how requests address it: the CRM's entity set ({@code accounts}); the ERP's name, quoted if need be
 * @param key        the CRM's primary id attribute; the ERP's erpId columns are in the mapping, so it is empty there
 * @param nameColumn the CRM's primary name attribute, or null
 * @param columns    by lower-case name, in the order declared
 * @param abilities  what the table as a whole offers
 */
public record Table(String name, String collection, String key, String nameColumn, Map<String, Column> columns,
                    Set<Ability> abilities) {

    /** What a CRM table may offer; read from its metadata, never assumed (dataverse-web-api, 5, 9 and 11). */
    public enum Ability { CREATE_MULTIPLE, UPDATE_MULTIPLE, UPSERT_MULTIPLE, CHANGE_TRACKING, OPTIMISTIC_CONCURRENCY }

    public Table {
        abilities = Set.copyOf(abilities);
    }

    /** Columns by lower-case name, in the order given. */
    public static Map<String, Column> byName(Collection<Column> columns) {
        Map<String, Column> byName = new LinkedHashMap<>();
        columns.forEach(column -> byName.put(column.name().toLowerCase(Locale.ROOT), column));
        return byName;
    }

    /** The column of that name in any case; a quoted name is looked up without its quotes. */
    public Optional<Column> column(String column) {
        return Optional.ofNullable(columns.get(Row.nameOf(column)));
    }

    /**
     * The lookup that may refer to several tables, by the name under which a reference to one of them is written
     * ({@code parentcustomerid_account}).
     */
    public Optional<Column> lookupOf(String navigation) {
        return columns.values().stream().filter(column -> column.navigations().size() > 1
                && column.targetOf(navigation).isPresent()).findFirst();
    }

    public boolean can(Ability ability) {
        return abilities.contains(ability);
    }
}
