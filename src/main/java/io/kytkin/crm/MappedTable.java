package io.kytkin.crm;

import io.kytkin.mapping.BoundMapping;
import io.kytkin.mapping.CrmFilter;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What reading and writing the CRM's table of one mapping takes, worked out once for each version of its file.
 *
 * @param scope  the mapping's {@code crmFilter}; null: all records
 * @param within the conditions on records that may be matched ({@code crmFilter} and {@code matchFilter}) as a query
 *               writes them; null: none
 */
record MappedTable(BoundMapping bound, RowReader rows, RecordWriter writer, CrmFilter scope, String within) {
    private static final List<String> LAST_CHANGE = List.of("modifiedon", "modifiedby");
    /** Only tables whose records can be merged have these. */
    private static final List<String> MERGE = List.of("merged", "masterid");

    static MappedTable of(BoundMapping bound, CrmCatalogue catalogue) {
        Table table = bound.crm();
        CrmFilter scope = parsed(bound.definition().crmFilter());
        CrmFilter matchable = parsed(bound.definition().matchFilter());
        List<String> attributes = new ArrayList<>();
        for (FieldMapping field : bound.definition().fields()) {
            attributes.add(field.crm());
        }
        List<String> conditions = new ArrayList<>();
        for (CrmFilter filter : new CrmFilter[] {scope, matchable}) {
            if (filter != null) {
                attributes.addAll(filter.attributes());
                conditions.add("(" + filter.toOData(attribute -> property(table, attribute)) + ")");
            }
        }
        if (table.nameColumn() != null) {
            attributes.add(table.nameColumn());
        }
        bound.definition().newErpRecords().templates().stream().filter(template -> template.filter() != null)
                .forEach(template -> attributes.addAll(template.filter().attributes()));
        attributes.addAll(LAST_CHANGE);
        attributes.addAll(MERGE);
        return new MappedTable(bound, new RowReader(table, attributes),
                new RecordWriter(table, catalogue::collectionOf), scope,
                conditions.isEmpty() ? null : String.join(" and ", conditions));
    }

    Table table() {
        return bound.crm();
    }

    boolean can(Table.Ability ability) {
        return table().can(ability);
    }

    boolean inScope(Row row) {
        return scope == null || scope.test(row);
    }

    UUID keyOf(Row row) {
        return (UUID) row.get(table().key());
    }

    /** The address of one record. */
    String address(UUID key) {
        return table().collection() + "(" + key + ")";
    }

    /** The name of an attribute in a query; of a lookup that is read for one table the id of the record there. */
    static String property(Table table, String attribute) {
        return table.column(attribute).map(RowReader::property).or(() -> table.lookupOf(attribute)
                .map(lookup -> attribute + "/" + lookup.targetOf(attribute).orElseThrow() + "id")).orElse(attribute);
    }

    private static CrmFilter parsed(String filter) {
        return filter == null || filter.isBlank() ? null : CrmFilter.parse(filter);
    }
}
