package io.kytkin.sandbox.schema;

/**
 * A collection-valued navigation property: the rows of another table that point here.
 *
 * @param name case-sensitive
 * @param table logical name of the table whose rows it holds
 * @param partner the navigation property of those rows that leads back
 */
public record CollectionNavigation(String name, String table, String partner) {
}
