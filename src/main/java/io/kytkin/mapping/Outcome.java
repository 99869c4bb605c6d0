package io.kytkin.mapping;

/** How a record of a page ended; the counts of a job are the numbers of each. */
public enum Outcome {
    CREATED, UPDATED, UNCHANGED, MERGED, COUPLED, DELETED, PARKED, OUT_OF_SCOPE
}
