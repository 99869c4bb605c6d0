package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a job reads, phase by phase: first what is due again, then what is to be read, then debts, then once more what this job
 * itself could not send. Deleted records are collected on the way; before the end they are counted, and the mapping's policies
 * act on them. A page from under which a side went away comes before anything else.
 */
final class JobPhases {
    private static final Logger LOG = LoggerFactory.getLogger(JobPhases.class);
    private static final int ROUNDS_OF_RETRY = 3;

    /** Where a job is. */
    private enum Phase { DUE, READ, SWEEP, DEBTS, DELETES, OLDER_DELETES, RETRY, OVER }

    private final RunningJob job;
    private final Mappings mappings;
    private final PagePermits permits;
    private final ParkedRecords parkedRecords;
    private final CouplingStore couplings;
    private final int pageSize;
    private final DeletionSweep sweep;
    private final CollectedDeletes deletes;
    private final boolean isFirst;
    private String position;
    private String endOfSweep;
    private Phase phase;
    private String after;
    private int round;
    private boolean settled = true;
    private RecordReader.Chunk readAhead;

    /** @param position where reading begins; null: at the first record */
    JobPhases(RunningJob job, String position, Mappings mappings, PagePermits permits, SynchState state,
              DeletesThreshold threshold, int pageSize) {
        this.job = job;
        this.mappings = mappings;
        this.permits = permits;
        this.parkedRecords = state.parkedRecords();
        this.couplings = state.couplings();
        this.sweep = new DeletionSweep(couplings, job.reader(), job.request().direction(), pageSize);
        this.deletes = new CollectedDeletes(job, parkedRecords, couplings, threshold);
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

    /** Whether nothing comes any more, but for a page under way that is held over yet. */
    boolean areOver() {
        return phase == Phase.OVER;
    }

    /**
     * Reads on, with a permit in hand that becomes the page's.
     *
     * @return null: there was nothing this time, which says nothing of the next
     */
    Page read() throws InterruptedException {
        if (!settled) {
            awaitPages();
        }
        Optional<MappingDefinition> definition = mappings.definition(job.request().mapping());
        if (definition.isEmpty()) {
            job.cancel(JobEnd.FILE_IS_GONE);
            return null;
        }
        if (job.pages().heldOver() != null) {
            return anew(definition.get(), job.pages().heldOver());
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
        readAhead = job.pages().heldOver() == null ? null : chunk;
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
            job.pages().pass(end);
            return null;
        }
        return page(definition, job.pages().begin(end), end, chunk.records());
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
        return records.isEmpty() ? null : page(definition, job.pages().begin(null), null, records);
    }

    /** A page from under which a side went away, read once more: only its ids are known to be right still. */
    private Page anew(MappingDefinition definition, Page before) {
        boolean fromErp = before.direction() == Direction.TO_CRM;
        List<PageRecord> records = job.reader().readByIds(definition, before.records().stream()
                .map(record -> fromErp ? record.erpId() : record.crmId().toString()).toList());
        job.pages().beginHeldOver();
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
        return page(definition, job.pages().begin(null), null, records);
    }

    private Page swept(MappingDefinition definition) {
        List<PageRecord> gone = sweep.next(definition);
        if (sweep.isOver()) {
            job.pages().pass(endOfSweep);
            enter(afterReading(definition));
        }
        return gone.isEmpty() ? null : page(definition, job.pages().begin(null), null, gone);
    }

    /** What was collected is counted before the first page; then the policies act, on records read once more. */
    private Page deleted(MappingDefinition definition) {
        if (phase == Phase.DELETES && after == null && !deletes.mayBeActedOn(definition, sweep.foundNothing())) {
            enter(Phase.RETRY);
            return null;
        }
        boolean own = phase == Phase.DELETES;
        List<String> ids = deletes.next(own, after, pageSize);
        if (ids.isEmpty()) {
            enter(own ? Phase.OLDER_DELETES : Phase.RETRY);
            return null;
        }
        List<PageRecord> records = job.reader().readByIds(definition, ids);
        after = ids.get(ids.size() - 1);
        Page page = page(definition, own ? job.pages().beginAgain() : job.pages().begin(null), null, records);
        page.actOnDeletes();
        return page;
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
            return resolved(page(definition, job.pages().beginAgain(), null, records));
        }
        awaitPages();
        if (job.pages().heldOver() != null) {
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
            job.pages().await();
        } finally {
            permits.acquireAgain();
        }
    }

    private Page page(MappingDefinition definition, int number, String end, List<PageRecord> records) {
        Page page = new Page(new Page.Origin(job.id(), number, job.token(), end), definition, job.request().direction(),
                records);
        if (JobRequest.FULL_SYNCHRONIZATION.equals(job.request().trigger())) {
            page.belongsToFullSynchronization();
        } else if (definition.creates(job.request().direction()) == MappingDefinition.Create.FULL_SYNCHRONIZATION) {
            parkedRecords.allowCreates(page);
        }
        return page;
    }
}
