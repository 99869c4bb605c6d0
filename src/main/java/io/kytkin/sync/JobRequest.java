package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import java.util.List;

/**
 * What is to be synchronized, and who wants it.
 *
 * @param records ids of the side that is read; empty unless the scope is RECORDS
 * @param trigger {@code schedule}, {@code rest}, {@code full-synchronization}, {@code command} or {@code mapping-file}
 * @param who     the user behind it, or null
 * @param allowsDeletes whether the policies may act on more deletes than the threshold, because a person said so
 */
public record JobRequest(String mapping, Direction direction, Scope scope, List<String> records, String trigger,
                         String who, boolean allowsDeletes) {
    /** The trigger of jobs that a mapping's schedule starts. */
    public static final String SCHEDULE = "schedule";
    /** The trigger of jobs of a full synchronization. */
    public static final String FULL_SYNCHRONIZATION = "full-synchronization";

    public JobRequest {
        records = List.copyOf(records);
    }

    /** A job that stops when it finds more deletes than the threshold. */
    public JobRequest(String mapping, Direction direction, Scope scope, List<String> records, String trigger,
                      String who) {
        this(mapping, direction, scope, records, trigger, who, false);
    }
}
