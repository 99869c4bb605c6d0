package io.kytkin.sandbox.query;

import io.kytkin.sandbox.wire.CrmError;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the next page begins, as {@code $skiptoken} carries it: a small XML element, opaque to clients.
 *
 * @param page number of the page to come, from 2
 * @param offset how many rows the pages before had
 * @param last id of the last row handed out
 * @param version for a tracked read the version its delta link will start from, else -1
 * @param position for a page of changes the version of the last change handed out, else 0
 */
public record Cookie(int page, int offset, UUID last, long version, long position) {
    private static final Pattern FORM = Pattern.compile("<cookie pagenumber=\"(\\d{1,9})\" pagingcookie=\"&lt;cookie"
        + " page=&quot;\\d+&quot;&gt;&lt;row last=&quot;\\{([0-9A-Fa-f-]{36})\\}&quot; seen=&quot;(\\d{1,9})&quot;"
        + " version=&quot;(-?\\d{1,18})&quot; position=&quot;(\\d{1,18})&quot; /&gt;&lt;/cookie&gt;\""
        + " istracking=\"(?:True|False)\" />");

    /** Reads a decoded token. */
    public static Cookie parse(String token) {
        Matcher matcher = FORM.matcher(token);
        if (!matcher.matches()) {
            throw new CrmError(400, "0x80040203", "The $skiptoken is malformed: use the @odata.nextLink as it is.");
        }
        return new Cookie(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(3)),
            UUID.fromString(matcher.group(2)), Long.parseLong(matcher.group(4)),
            Long.parseLong(matcher.group(5)));
    }

    @Override
    public String toString() {
        return "<cookie pagenumber=\"" + page + "\" pagingcookie=\"&lt;cookie page=&quot;" + (page - 1)
            + "&quot;&gt;&lt;row last=&quot;{" + last + "}&quot; seen=&quot;" + offset + "&quot; version=&quot;"
            + version + "&quot; position=&quot;" + position + "&quot; /&gt;&lt;/cookie&gt;\" istracking=\""
            + (version >= 0 ? "True" : "False") + "\" />";
    }
}
