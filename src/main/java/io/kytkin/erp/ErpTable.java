package io.kytkin.erp;

import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.NearestWord;
import io.kytkin.mapping.RecordKey;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The table or query of one mapping, with what SQL over it needs. Names come from the database's own description, so
 * that a column is found however the mapping spells its case and whether or not it quotes it.
 *
 * @param mapping for messages
 * @param source  the table or query with its alias
 * @param stored  whether it is a table: an index may follow its keys
 * @param filter  the mapping's {@code erpFilter} with {@code {today}} filled in, or null: all records
 * @param columns by {@link Row#nameOf} of their names
 * @param also    other tables whose changed rows concern the mapping's records
 * @param today   the company's date that was filled in
 * @param table   what the rest of Kytkin sees of it
 * @param base    the table that is written when a query is read; null: the table itself, or none
 * @param computed how columns are written that only the query has
 */
record ErpTable(MappingDefinition mapping, Dialect dialect, DerivedTable source, boolean stored, String filter,
                Map<String, ErpColumn> columns, List<AlsoTable> also, LocalDate today, Table table,
                ErpTable base, List<WrittenColumn> computed) {
    private static final String TODAY = "{today}";

    /** SQL of a mapping with the company's date in it. */
    static String filledIn(String sql, LocalDate today) {
        return sql.replace(TODAY, Dialect.literal(today));
    }

    ErpTable withOtherChanges(List<AlsoTable> tables) {
        return new ErpTable(mapping, dialect, source, stored, filter, columns, tables, today, table, base, computed);
    }

    /** The table that takes what is written; null: a query without one takes nothing. */
    ErpTable target() {
        return stored ? this : base;
    }

    /** Whether records may change, or move into the filter or out of it, because a day has passed. */
    boolean dependsOnDay() {
        return mapping.erpModified() != null && (queryDependsOnDay()
                || mapping.erpFilter() != null && mapping.erpFilter().contains(TODAY));
    }

    private boolean queryDependsOnDay() {
        return mapping.erpQuery() != null && mapping.erpQuery().contains(TODAY);
    }

    /** Whether records may have to be read although they did not change themselves. */
    boolean hasOtherChanges() {
        return !also.isEmpty() || dependsOnDay();
    }

    /**
     * The condition on records that another day may have changed: where only the filter names the day, those that moved over it.
     *
     * @param last the day by which they were last read; null: not known
     */
    String changedByDay(String last) {
        if (last == null || queryDependsOnDay()) {
            return "1 = 1";
        }
        return "case when " + insideFilter() + " then 1 else 0 end <> case when ("
                + filledIn(mapping.erpFilter(), LocalDate.parse(last)) + "\n) then 1 else 0 end";
    }

    /** @throws MappingProblem when there is no such column */
    ErpColumn column(String property, String name) {
        ErpColumn column = columns.get(Row.nameOf(name));
        if (column == null) {
            throw new MappingProblem(mapping.name(), property + ": the ERP's '" + table.name() + "' has no column '"
                    + name + "'" + NearestWord.suggestion(name,
                            columns.values().stream().map(ErpColumn::name).toList()));
        }
        return column;
    }

    List<ErpColumn> id() {
        List<ErpColumn> id = columns("erpId", mapping.erpId());
        for (ErpColumn column : id) {
            if (column.type() == ColumnType.OTHER) {
                throw new MappingProblem(mapping.name(), "erpId: '" + column.name() + "' is of type "
                        + column.typeName() + ", which can't be a key");
            }
        }
        return id;
    }

    /** The erpId of a row that was read with its key columns. */
    String idOf(Row row) {
        List<String> parts = new ArrayList<>();
        for (ErpColumn column : id()) {
            parts.add(column.type().keyText(row.get(column.name())));
        }
        return RecordKey.join(parts);
    }

    List<ErpColumn> key() {
        return columns("erpKey", mapping.erpKey());
    }

    /** The column with the time or row version of the last change; null when the mapping names none. */
    ErpColumn modified() {
        if (mapping.erpModified() == null) {
            return null;
        }
        ErpColumn modified = column("erpModified", mapping.erpModified());
        switch (modified.type()) {
            case DATE, TIMESTAMP, TIMESTAMP_WITH_ZONE -> {
                return modified;
            }
            default -> {
                if (modified.isRowVersion()) {
                    return modified;
                }
                throw new MappingProblem(mapping.name(), "erpModified: '" + modified.name() + "' is of type "
                        + modified.typeName() + "; it must be a date, a time or SQL Server's row version");
            }
        }
    }

    private List<ErpColumn> columns(String property, List<String> names) {
        List<ErpColumn> found = new ArrayList<>();
        for (String name : names) {
            found.add(column(property, name));
        }
        return found;
    }

    Query query() {
        return new Query(dialect).add(source.prologue());
    }

    /** As a condition; {@code 1 = 1} where the mapping has none. The line break ends a comment at its end. */
    String insideFilter() {
        return filter == null ? "1 = 1" : "(" + filter + "\n)";
    }
}
