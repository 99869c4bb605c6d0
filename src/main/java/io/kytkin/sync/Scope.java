package io.kytkin.sync;

import java.util.Locale;

/** Which records a job handles. */
public enum Scope {
    /** What changed since the position, what is due again, and debts. */
    CHANGED,
    /** Everything, whatever the position. */
    ALL,
    /** Only the records named. */
    RECORDS,
    /** Only what records still owe: the second pass. */
    DEBTS,
    /** Only parked records that are due again. */
    PARKED,
    /** Only couplings whose record is gone on the side that is read: the sweep. */
    DELETES;

    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
