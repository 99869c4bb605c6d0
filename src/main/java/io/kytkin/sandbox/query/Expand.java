package io.kytkin.sandbox.query;

/**
 * One part of {@code $expand}.
 *
 * @param navigation the navigation property
 * @param referencesOnly {@code nav/$ref}: addresses instead of records
 * @param query the options in its parentheses
 */
public record Expand(String navigation, boolean referencesOnly, Query query) {
}
