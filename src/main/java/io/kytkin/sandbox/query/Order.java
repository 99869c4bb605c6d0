package io.kytkin.sandbox.query;

/**
 * One part of {@code $orderby}.
 *
 * @param path what to sort by
 * @param descending greatest first
 */
public record Order(Operand.Path path, boolean descending) {
}
