package io.kytkin.mapping;

import java.time.Duration;
import java.time.Instant;

/**
 * How far the clocks of the two sides are from ours, as last measured, so that times of change on the two sides can be
 * compared. The CRM's Date header has whole seconds, so what is less than two seconds counts as none. Safe for several
 * threads.
 */
public final class SideClocks {
    private static final Duration NOT_MEASURABLE = Duration.ofSeconds(2);

    private final Instant since;
    private volatile Duration erpAhead = Duration.ZERO;
    private volatile Duration crmAhead = Duration.ZERO;

    public SideClocks() {
        this(Instant.EPOCH);
    }

    /** @param since when this process began to watch both sides, by our clock */
    public SideClocks(Instant since) {
        this.since = since;
    }

    /** Whether this process has seen all that Kytkin did since then; what another left behind when it was killed is not known. */
    boolean hasWatched(Instant time) {
        return !time.isBefore(since);
    }

    /** @param theirs what the ERP's clock said when ours said the other */
    public void erpSays(Instant theirs, Instant ours) {
        erpAhead = ahead(theirs, ours);
    }

    /** @param theirs what the CRM's clock said when ours said the other */
    public void crmSays(Instant theirs, Instant ours) {
        crmAhead = ahead(theirs, ours);
    }

    private static Duration ahead(Instant theirs, Instant ours) {
        Duration ahead = Duration.between(ours, theirs);
        return ahead.abs().compareTo(NOT_MEASURABLE) < 0 ? Duration.ZERO : ahead;
    }

    /** A time of the ERP's clock by ours. */
    Instant ofErp(Instant time) {
        return time.minus(erpAhead);
    }

    /** A time of our clock by the CRM's. */
    public Instant onCrm(Instant ours) {
        return ours.plus(crmAhead);
    }

    /** A time of the CRM's clock by ours. */
    Instant ofCrm(Instant time) {
        return time.minus(crmAhead);
    }
}
