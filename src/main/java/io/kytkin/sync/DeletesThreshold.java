package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;

/**
 * How many deletes the policies of a mapping act on without asking: the greater of a number and a share of its couplings.
 *
 * @param most    records
 * @param percent of the mapping's couplings
 */
public record DeletesThreshold(int most, int percent) {
    /** What the settings say where nobody wrote anything else. */
    public static final DeletesThreshold DEFAULT = new DeletesThreshold(10, 5);

    long allowed(String mapping, CouplingStore couplings) {
        return Math.max(most, couplings.count(mapping) * percent / 100);
    }
}
