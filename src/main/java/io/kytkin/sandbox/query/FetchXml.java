package io.kytkin.sandbox.query;

import java.util.UUID;

/**
 * A query written in FetchXML, understood.
 *
 * @param query what is sought; {@code count} when the total is asked for, {@code top} for the first rows only
 * @param page the page wanted, from 1
 * @param count rows on a page; 0 for as many as fit
 * @param last id of the last row of the page before, out of its paging cookie; null without one
 */
public record FetchXml(Query query, int page, int count, UUID last) {
    /** The name of the query option. */
    public static final String OPTION = "fetchXml";
}
