package io.kytkin.erp;

import io.kytkin.mapping.AlsoChangedBy;

/**
 * A table whose changed rows concern records of a mapping, with what SQL over it needs.
 *
 * @param said     what the mapping says of it
 * @param modified its time of change
 * @param named    its column that names the record, as SQL writes it; null: a change concerns all records
 * @param owner    the mapping's column with the same value; null exactly when {@code named} is
 */
record AlsoTable(AlsoChangedBy said, ErpColumn modified, String named, ErpColumn owner) {
    /** The alias under which statements know it. */
    static final String ALIAS = "a";

    /** How a position names it. */
    String name() {
        return said.toString();
    }

    /** A column of the table that stands for it alone. */
    static String qualified(ErpColumn column) {
        return ALIAS + "." + column.assigned();
    }

    /**
     * Its rows that changed after one time, up to and with another: {@code from ... where ...}.
     *
     * @param after null: whenever they changed
     */
    Query addChanged(Query query, Object after, Object until) {
        query.add(" from ").add(said.table()).add(" ").add(ALIAS).add(" where ");
        if (after != null) {
            query.add(modified.sql()).add(" > ").add(modified, after).add(" and ");
        }
        return query.add(modified.sql()).add(modified.isRowVersion() ? " < " : " <= ").add(modified, until);
    }

    /** The condition on records of the mapping that such a row concerns. */
    Query addOwners(Query query, Object after, Object until) {
        if (owner == null) {
            return query.add("1 = 1");
        }
        query.add(owner.sql()).add(" in (select ").add(named);
        return addChanged(query, after, until).add(")");
    }
}
