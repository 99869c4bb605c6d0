package io.kytkin.mapping;

/** What becomes of a coupling when one of its two records was deleted, or merged into another. */
public enum CouplingFate {
    /** Kept, so that people see it and the record that is left is neither matched nor created anew by itself. */
    BROKEN,
    /** Taken away: there is nothing left to couple, or what is left begins anew. */
    REMOVED,
    /** It goes over to the record into which the CRM record was merged. */
    MOVED
}
