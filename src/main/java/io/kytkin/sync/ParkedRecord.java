package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.Resolution;
import java.time.Instant;
import java.util.UUID;

/**
 * A record that could not be written, as the state database keeps it.
 *
 * @param recordId      the id on the side that is read
 * @param nextAttemptAt null: it is not tried again by time
 * @param resolution    what a person decided of a conflict, until the next job acts on it; null: nothing
 */
public record ParkedRecord(UUID id, String mapping, Direction direction, String recordId, String erpId, String erpKey,
                           UUID crmId, Parking parking, int attempts, Instant firstAt, Instant nextAttemptAt,
                           Resolution resolution) {

    /** Records parked for one reason. */
    public record Cause(String mapping, String parkingClass, String reason, long records) { }
}
