package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What lately changed in one CRM table, as its mappings asked: who comes to the same delta link later is answered from
 * memory, so that the mappings of a table cost one request a poll together. Each mapping keeps its own position, which moves
 * with its own pages: nothing here has to survive a crash. Whoever holds its lock may use it.
 */
final class TableFeed {
    /** An older link is not worth taking over: most of what follows it was read already. */
    private static final Duration RECENT = Duration.ofMinutes(2);
    private static final int MOST_PARTS = 200;
    private static final int MOST_ROWS = 5_000;

    /** The changes after one link. @param end the link to the changes after them */
    record Part(List<JsonNode> rows, String end) { }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private int rows;
    private String end;
    private Instant asked = Instant.MIN;
    private String asker;

    ReentrantLock lock() {
        return lock;
    }

    /** The changes that follow a link, also over links that nothing follows; null: they have to be asked for. */
    Part after(String link) {
        String from = passing(link);
        return parts.get(from);
    }

    /** The last link that is reached without coming upon a change. */
    String passing(String link) {
        String reached = link;
        for (Part part = parts.get(link); part != null && part.rows.isEmpty(); part = parts.get(reached)) {
            reached = part.end;
        }
        return reached;
    }

    /** Whether nothing follows the link as far as is known. */
    boolean isAtEnd(String link) {
        return link.equals(end);
    }

    /** Whether the CRM was asked at that time or later, and for another mapping than this one. */
    boolean isFresh(Instant since, String mapping) {
        return !asked.isBefore(since) && !mapping.equals(asker);
    }

    /** The newest link, if it was handed out before a request at that time and not long before; else null. */
    String newest(Instant now) {
        return end != null && asked.isAfter(now.minus(RECENT)) ? end : null;
    }

    /** Takes what the CRM answered about a link. @param when the request was sent, for this mapping */
    void answered(String link, List<JsonNode> changes, String next, Instant when, String mapping) {
        if (!next.equals(link)) {
            parts.put(link, new Part(changes, next));
            rows += changes.size();
            for (Iterator<Part> eldest = parts.values().iterator(); parts.size() > MOST_PARTS || rows > MOST_ROWS;) {
                rows -= eldest.next().rows.size();
                eldest.remove();
            }
        }
        end = next;
        asked = when;
        asker = mapping;
    }
}
