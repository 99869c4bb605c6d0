package io.kytkin.sandbox;

import java.util.Map;
import java.util.UUID;

/**
 * What a sandbox has been asked and has done since its start or the last reset.
 *
 * @param reads requests that could change nothing; a batch of GETs is one
 * @param writes requests that could; a bulk action or a batch with one write in it is one
 * @param tokens tokens handed out
 * @param throttled requests answered 429
 * @param operations operations carried out with success on single records
 * @param maxInFlight most requests at the same time
 * @param created records created, by table
 * @param updated records updated, by table
 * @param deleted records deleted, by table
 * @param createsAsked how often a record was asked to be created under an id the client chose, by table and id,
 *     successful or not; empty when the settings say not to count
 */
public record SandboxStatistics(long reads, long writes, long tokens, long throttled, long operations, int maxInFlight,
                                Map<String, Long> created, Map<String, Long> updated, Map<String, Long> deleted,
                                Map<String, Map<UUID, Integer>> createsAsked) {
    /** Records of the table created. */
    public long created(String table) {
        return created.getOrDefault(table, 0L);
    }

    /** Records of the table updated. */
    public long updated(String table) {
        return updated.getOrDefault(table, 0L);
    }

    /** Records of the table deleted. */
    public long deleted(String table) {
        return deleted.getOrDefault(table, 0L);
    }

    /** How often records of the table were asked to be created although their id had been asked for before. */
    public long repeatedCreates(String table) {
        return createsAsked.getOrDefault(table, Map.of()).values().stream().mapToLong(times -> times - 1).sum();
    }
}
