package io.kytkin.sandbox.schema;

import java.util.List;

/**
 * Columns whose values together name one row.
 *
 * @param name the key's schema name
 * @param columns wire names; a lookup takes part with its {@code _x_value}
 */
public record AlternateKey(String name, List<String> columns) {
}
