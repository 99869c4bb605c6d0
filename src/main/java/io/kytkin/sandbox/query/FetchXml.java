package io.kytkin.sandbox.query;

import java.util.List;
import java.util.UUID;

/**
 * A query written in FetchXML, understood.
 *
 * @param query what is sought; {@code count} when the total is asked for, {@code top} for the first rows only
 * @param linked columns of records that lookups lead to
 * @param page the page wanted, from 1
 * @param count rows on a page; 0 for as many as fit
 * @param last id of the last row of the page before, out of its paging cookie; null without one
 */
public record FetchXml(Query query, List<Linked> linked, int page, int count, UUID last) {
    /**
     * A column of a linked record.
     *
     * @param name what it is called in the answer, {@code alias.attribute}
     * @param navigation the navigation property that leads there
     * @param column the column there
     */
    public record Linked(String name, String navigation, String column) {
    }

    /** The name of the query option. */
    public static final String OPTION = "fetchXml";
}
