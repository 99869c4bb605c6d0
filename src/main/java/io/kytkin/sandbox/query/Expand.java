package io.kytkin.sandbox.query;

import java.util.Map;

/**
 * One part of {@code $expand}.
 *
 * @param navigation the navigation property
 * @param referencesOnly {@code nav/$ref}: an address instead of a record
 * @param query the options in its parentheses
 * @param options the same as they were written, for the link that leads to further rows
 * @param paged whether a collection comes in pages: when there is an expand inside an expand anywhere in the query
 */
public record Expand(String navigation, boolean referencesOnly, Query query, Map<String, String> options,
                     boolean paged) {
}
