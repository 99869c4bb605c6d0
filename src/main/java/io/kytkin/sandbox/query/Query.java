package io.kytkin.sandbox.query;

import java.util.List;

/**
 * Query options, understood.
 *
 * @param select property names in the order asked for; null for all
 * @param filter null for none
 * @param orderBy in order of weight
 * @param expand at most 15
 * @param top null for no limit
 * @param count whether {@code @odata.count} is wanted
 */
public record Query(List<String> select, Condition filter, List<Order> orderBy, List<Expand> expand, Integer top,
                    boolean count) {
    /** No options at all. */
    public static final Query NONE = new Query(null, null, List.of(), List.of(), null, false);
}
