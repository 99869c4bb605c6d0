package io.kytkin.sandbox.schema;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * A column of a table, with what the server checks.
 *
 * @param ordinal its place in {@link Table#columns()} and in a row
 * @param name the property's name on the wire; {@code _x_value} for a lookup
 * @param type how its value is held
 * @param maxLength longest text in UTF-16 characters, or null
 * @param required how strongly it is required
 * @param computed the server fills it; what a client sends is ignored
 * @param options choice values and labels in order; empty when it is no choice
 * @param minimum smallest number, or null
 * @param maximum greatest number, or null
 * @param scale decimals kept, or null
 * @param money an amount in the record's currency
 * @param targets the tables a lookup may point at, in the order a stored row counts them; empty when it is no lookup
 */
public record Column(int ordinal, String name, ColumnType type, Integer maxLength, RequiredLevel required,
                     boolean computed, Map<Integer, String> options, BigDecimal minimum, BigDecimal maximum,
                     Integer scale, boolean money, List<String> targets) {

    /** Of the name alone: columns are keys of what every write looks up. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** A schema makes each of its columns once. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    /** Whether it is a lookup's value. */
    public boolean isLookup() {
        return type == ColumnType.LOOKUP;
    }

    /** The attribute's logical name: {@code ownerid} for {@code _ownerid_value}, else the name itself. */
    public String attribute() {
        return name.startsWith("_") && name.endsWith("_value") ? name.substring(1, name.length() - 6) : name;
    }

    /** The column an amount in base currency stands beside, or null: {@code price} for {@code price_base}. */
    public String baseOf() {
        return money && name.endsWith("_base") ? name.substring(0, name.length() - 5) : null;
    }
}
