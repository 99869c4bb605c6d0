package io.kytkin.sandbox.schema;

/**
 * A single-valued navigation property: the name a lookup is bound by.
 *
 * @param name case-sensitive, such as {@code parentcustomerid_account}
 * @param column the lookup's value column
 * @param target logical name of the table it leads to, or {@code principal} for an owner
 * @param partner the collection on the target's side, or null
 * @param onDelete what deleting the target does
 * @param computed the server sets it
 * @param required how strongly it is required
 */
public record Navigation(String name, String column, String target, String partner, OnDelete onDelete,
                         boolean computed, RequiredLevel required) {
}
