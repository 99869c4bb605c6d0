package io.kytkin.erp;

import io.kytkin.mapping.Column;
import java.util.Set;

/**
 * A column of an ERP table.
 *
 * @param column   what the rest of Kytkin sees of it
 * @param type     how it stores its values
 * @param typeName the database's own name of the type
 * @param sql      the name in SQL, qualified and quoted as the database itself spells it
 * @param nullable whether it takes null; true also when the database does not say
 */
record ErpColumn(Column column, ColumnType type, String typeName, String sql, boolean nullable) {

    /** The alias under which every statement knows the mapping's table or query. */
    static final String ALIAS = "r";

    /** The same column with other abilities. */
    ErpColumn with(Set<Column.Ability> abilities) {
        Column other = new Column(column.name(), column.kind(), column.length(), column.scale(), column.minimum(),
                column.maximum(), column.options(), abilities, column.navigations());
        return new ErpColumn(other, type, typeName, sql, nullable);
    }

    String name() {
        return column.name();
    }

    /** The name as the left side of an assignment takes it, without the alias. */
    String assigned() {
        return sql.substring(ALIAS.length() + 1);
    }

    /** What stands for the value, which may be null, in the column. */
    Object orBlank(Object value) {
        return value == null && !nullable ? type.blank() : value;
    }

    boolean isRowVersion() {
        return type == ColumnType.BINARY
                && (typeName.equalsIgnoreCase("timestamp") || typeName.equalsIgnoreCase("rowversion"));
    }
}
