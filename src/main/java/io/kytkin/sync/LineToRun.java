package io.kytkin.sync;

import java.util.UUID;

/** A line of a full synchronization on its way through the route {@code line}. */
public record LineToRun(UUID fullSynchronization, String mapping, int pass) {
    boolean is(FullSynchronization.Line line) {
        return line.mapping().equals(mapping) && line.pass() == pass;
    }
}
