package io.kytkin.sync;

import java.util.UUID;

/** A full synchronization is in a state from which the wanted step does not lead, or another is in the way. */
public class NotPossible extends RuntimeException {
    private final transient UUID inTheWay;

    public NotPossible(UUID inTheWay, String message) {
        super(message);
        this.inTheWay = inTheWay;
    }

    /** The full synchronization that stands in the way, or null. */
    public UUID inTheWay() {
        return inTheWay;
    }
}
