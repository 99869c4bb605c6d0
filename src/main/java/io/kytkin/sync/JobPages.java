package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.Unreachable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of a job, one after the other: the job's one control point. A cancel, a stop, a lost lease and an edited file
 * take effect here, between two pages, and here it waits while a side can't be reached. First what is due again, then what is to be read, then debts, then once more
 * what this job itself could not send. Deleted records are collected on the way; before the end they are counted, and the
 * mapping's policies act on them.
 */
final class JobPages implements Iterator<Page> {
    private static final Logger LOG = LoggerFactory.getLogger(JobPages.class);
    private static final int ROUNDS_OF_RETRY = 3;
    private static final long MILLISECONDS_BETWEEN_LOOKS = 200;
    /** Times that a side may go away in one job without a page in between; then the job says so and ends. */
    private static final int OUTAGES_IN_A_ROW = 20;

    /** Where a job is. */
    private enum Phase { DUE, READ, SWEEP, DEBTS, DELETES, OLDER_DELETES, RETRY, OVER }

    private final RunningJob job;
    private final Mappings mappings;
    private final PagePermits permits;
    private final ParkedRecords parkedRecords;
    private final CouplingStore couplings;
    private final int pageSize;
    private final DeletesThreshold threshold;
    private final Pauses pauses;
    private final DeletionSweep sweep;
    private final Cancels cancels;
    private final Sides sides;
    private final boolean isFirst;
    private String position;
    private String endOfSweep;
    private Phase phase;
    private String after;
    private int round;
    private boolean settled = true;
    private boolean handedOut;
    private RecordReader.Chunk readAhead;
    private int outages;

    JobPages(RunningJob job, String position, Mappings mappings, PagePermits permits, ParkedRecords parkedRecords,
             CouplingStore couplings, DeletesThreshold threshold, Pauses pauses, Cancels cancels, Sides sides,
             int pageSize) {
        this.job = job;
        this.mappings = mappings;
        this.permits = permits;
        this.parkedRecords = parkedRecords;
        this.couplings = couplings;
        this.threshold = threshold;
        this.pauses = pauses;
        this.cancels = cancels;
        this.sides = sides;
        this.sweep = new DeletionSweep(couplings, job.reader(), job.request().direction(), pageSize);
        this.pageSize = pageSize;
        this.position = position;
        this.isFirst = position == null && !job.readsAgain();
        this.phase = switch (job.request().scope()) {
            case CHANGED, PARKED -> Phase.DUE;
            case ALL, RECORDS -> Phase.READ;
            case DEBTS -> Phase.DEBTS;
            case DELETES -> Phase.SWEEP;
        };
    }

    /** Never waits: Camel asks while it holds the page it took before, and that page would never begin. */
    @Override
    public boolean hasNext() {
        return !handedOut;
    }

    /** Waits for a permit. Null once the job is over and none of its pages is under way any more; then comes nothing. */
    @Override
    public Page next() {
        if (handedOut) {
            throw new NoSuchElementException();
        }
        Page page = null;
        try {
            while (page == null && !isOver()) {
                if (cancels.isAsked(job.id())) {
                    job.cancel("cancelled");
                } else if (pauses.isPaused(job.request().mapping()) || sides.areAwaited()) {
                    job.pause(MILLISECONDS_BETWEEN_LOOKS);
                } else {
                    page = readPatiently();
                }
            }
            outages = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            job.stop("the runtime is stopping");
        } catch (RuntimeException e) {
            LOG.debug("{}: reading a page failed", job.request().mapping(), e);
            job.stop(Reason.of(e));
        }
        if (page == null) {
            job.awaitLastPages();
            handedOut = true;
        }
        return page;
    }

    /** After the last phase a page under way may still be held over. */
    private boolean isOver() throws InterruptedException {
        if (phase == Phase.OVER && !job.isStopped()) {
            job.awaitPages();
            return job.heldOver() == null;
        }
        return job.isStopped();
    }

    /** Null also when the side that is read went away: then the same is read once it is back. */
    private Page readPatiently() throws InterruptedException {
        try {
            return readWithPermit();
        } catch (RuntimeException e) {
            if (!Unreachable.is(e) || ++outages >= OUTAGES_IN_A_ROW) {
                throw e;
            }
            LOG.debug("{}: {}", job.request().mapping(), e.getMessage());
            job.pause(MILLISECONDS_BETWEEN_LOOKS);
            return null;
        }
    }

    private Page readWithPermit() throws InterruptedException {
        permits.acquire();
        Page page = null;
        try {
            page = job.isStopped() ? null : read();
            return page;
        } finally {
            if (page == null) {
                permits.release();
            }
        }
    }

    private Page read() throws InterruptedException {
        if (!settled) {
            awaitPages();
        }
        Optional<MappingDefinition> definition = mappings.definition(job.request().mapping());
        if (definition.isEmpty()) {
            job.cancel(SynchJobs.FILE_IS_GONE);
            return null;
        }
        if (job.heldOver() != null) {
            return anew(definition.get(), job.heldOver());
        }
        settled = true;
        return switch (phase) {
            case DUE -> resolved(chosen(definition.get(),
                    job.request().scope() == Scope.PARKED ? Phase.DELETES : Phase.READ, parkedRecords.due(
                            job.request().mapping(), job.request().direction(), after, null, pageSize)));
            case READ -> job.request().scope() == Scope.RECORDS ? named(definition.get()) : readOn(definition.get());
            case SWEEP -> swept(definition.get());
            case DELETES, OLDER_DELETES -> deleted(definition.get());
            case DEBTS -> chosen(definition.get(), Phase.DELETES, couplings.owing(job.request().mapping(),
                    job.request().scope() == Scope.DEBTS, after, pageSize));
            case RETRY -> retry(definition.get());
            case OVER -> null;
        };
    }

    private Page readOn(MappingDefinition definition) throws InterruptedException {
        RecordReader.Chunk chunk = readAhead != null ? readAhead
                : job.reader().read(definition, position, job.bound(), pageSize);
        if (chunk.repeats()) {
            awaitPages();
        }
        readAhead = job.heldOver() == null ? null : chunk;
        if (readAhead != null) {
            // The pages before it come first.
            return null;
        }
        if (chunk.end() != null) {
            position = chunk.end();
        }
        String end = chunk.end();
        if (chunk.last() && chunk.whole() && !isFirst) {
            // Nobody tells what was deleted since the old position: the new one counts once that is searched for.
            endOfSweep = end;
            end = null;
            enter(Phase.SWEEP);
        } else if (chunk.last()) {
            enter(afterReading(definition));
        }
        if (chunk.records().isEmpty()) {
            job.pass(end);
            return null;
        }
        return page(definition, job.begin(end), end, chunk.records());
    }

    private Phase afterReading(MappingDefinition definition) {
        return job.request().scope() == Scope.CHANGED && job.request().direction() == Direction.TO_CRM
                && definition.hasSecondPass() ? Phase.DEBTS : Phase.DELETES;
    }

    private Page named(MappingDefinition definition) {
        List<String> all = job.request().records();
        int from = after == null ? 0 : Integer.parseInt(after);
        int to = Math.min(all.size(), from + pageSize);
        List<PageRecord> records = job.reader().readByIds(definition, all.subList(from, to));
        after = String.valueOf(to);
        if (to == all.size()) {
            enter(Phase.DELETES);
        }
        return records.isEmpty() ? null : page(definition, job.begin(null), null, records);
    }

    /** A page from under which a side went away, read once more: only its ids are known to be right still. */
    private Page anew(MappingDefinition definition, Page before) {
        boolean fromErp = before.direction() == Direction.TO_CRM;
        List<PageRecord> records = job.reader().readByIds(definition, before.records().stream()
                .map(record -> fromErp ? record.erpId() : record.crmId().toString()).toList());
        job.beginHeldOver();
        Page page = page(definition, before.origin().number(), before.origin().end(), records);
        if (before.actsOnDeletes()) {
            page.actOnDeletes();
        }
        return job.anyParked() ? resolved(page) : page;
    }

    /** A page of records read by their ids; when there are none the job goes on to the following phase. */
    private Page chosen(MappingDefinition definition, Phase following, List<String> ids) {
        if (ids.isEmpty()) {
            enter(following);
            return null;
        }
        List<PageRecord> records = job.reader().readByIds(definition, ids);
        after = ids.get(ids.size() - 1);
        return page(definition, job.begin(null), null, records);
    }

    private Page swept(MappingDefinition definition) {
        List<PageRecord> gone = sweep.next(definition);
        if (sweep.isOver()) {
            job.pass(endOfSweep);
            enter(afterReading(definition));
        }
        return gone.isEmpty() ? null : page(definition, job.begin(null), null, gone);
    }

    /** What was collected is counted before the first page; then the policies act, on records read once more. */
    private Page deleted(MappingDefinition definition) {
        JobRequest request = job.request();
        if (phase == Phase.DELETES && after == null && !mayAct(request)) {
            enter(Phase.RETRY);
            return null;
        }
        boolean own = phase == Phase.DELETES;
        List<String> ids = parkedRecords.deleted(request.mapping(), request.direction(), after, job.id(), own, pageSize);
        if (ids.isEmpty()) {
            enter(own ? Phase.OLDER_DELETES : Phase.RETRY);
            return null;
        }
        List<PageRecord> records = job.reader().readByIds(definition, ids);
        after = ids.get(ids.size() - 1);
        Page page = page(definition, own ? job.beginAgain() : job.begin(null), null, records);
        page.actOnDeletes();
        return page;
    }

    /** Whether there are deletes, and no more than the policies may act on without a person. */
    private boolean mayAct(JobRequest request) {
        long deletes = job.anyParked() ? parkedRecords.countDeleted(request.mapping(), request.direction(), null) : 0;
        if (deletes == 0 || request.allowsDeletes()) {
            return deletes > 0;
        }
        long allowed = threshold.allowed(request.mapping(), couplings);
        if (deletes <= allowed && !sweep.foundNothing()) {
            return true;
        }
        if (request.scope() == Scope.DELETES
                || parkedRecords.countDeleted(request.mapping(), request.direction(), job.id()) > 0) {
            job.stop(tooMany(request, deletes, allowed));
        }
        return false;
    }

    private static String tooMany(JobRequest request, long deletes, long allowed) {
        String side = request.direction() == Direction.TO_CRM ? "ERP" : "CRM";
        return deletes + (deletes == 1 ? " record was" : " records were") + " deleted in the " + side + ", "
                + (deletes <= allowed ? "and none is left" : "more than the " + allowed + " that are acted on without asking")
                + ", so nothing was done about them. If that is right, POST /api/mappings/" + request.mapping()
                + "/jobs {\"scope\": \"deletes\", \"direction\": \"" + request.direction().jsonName()
                + "\", \"allowDeletes\": true}.";
    }

    /** Brings what persons decided of conflicts to their records. */
    private Page resolved(Page page) {
        if (page != null) {
            parkedRecords.resolve(page);
        }
        return page;
    }

    /** What this job parked as transient is tried again at its end, after a short wait, so that a burst of faults heals. */
    private Page retry(MappingDefinition definition) throws InterruptedException {
        List<String> ids = parkedRecords.due(job.request().mapping(), job.request().direction(), after, job.id(), pageSize);
        if (!ids.isEmpty()) {
            List<PageRecord> records = job.reader().readByIds(definition, ids);
            after = ids.get(ids.size() - 1);
            return resolved(page(definition, job.beginAgain(), null, records));
        }
        awaitPages();
        if (job.heldOver() != null) {
            return null;
        }
        boolean triedSome = after != null;
        after = null;
        if (++round > ROUNDS_OF_RETRY || (round > 1 && !triedSome)
                || parkedRecords.due(job.request().mapping(), job.request().direction(), null, job.id(), 1).isEmpty()) {
            phase = Phase.OVER;
        } else {
            LOG.info("{}: some records could not be sent; trying them again ({} of {})", job.request().mapping(), round,
                    ROUNDS_OF_RETRY);
            job.pause(500L * round);
        }
        return null;
    }

    /** The pages in hand are awaited first: the next phase may read the same records, and none is in two pages at once. */
    private void enter(Phase following) {
        phase = following;
        after = null;
        settled = false;
    }

    /** Without the permit in hand, so that a change of the mapping's file can come in between. */
    private void awaitPages() throws InterruptedException {
        permits.release();
        try {
            job.awaitPages();
        } finally {
            permits.acquireAgain();
        }
    }

    private Page page(MappingDefinition definition, int number, String end, List<PageRecord> records) {
        Page page = new Page(new Page.Origin(job.id(), number, job.token(), end), definition, job.request().direction(),
                records);
        if (JobRequest.FULL_SYNCHRONIZATION.equals(job.request().trigger())) {
            page.belongsToFullSynchronization();
        }
        return page;
    }
}
