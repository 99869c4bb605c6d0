package io.kytkin.sync;

import io.kytkin.coupling.Couplings;
import io.kytkin.coupling.LeaseLost;
import io.kytkin.coupling.Leases;
import io.kytkin.mapping.CouplingFate;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what a page leaves behind in one transaction, under the job's lease: couplings and agreed values, parked
 * records and those released, the job's counts, the position.
 */
public final class PageSaver {
    private static final Logger LOG = LoggerFactory.getLogger(PageSaver.class);

    /** Records of a job whose altered values are logged; more would only fill the disk. */
    static final int MOST_TOLD = 100;

    private final Jdbi state;
    private final Function<UUID, RunningJob> jobs;
    private final CrmRequestCount requests;

    PageSaver(DataSource state, Function<UUID, RunningJob> jobs, CrmRequestCount requests) {
        this.state = Jdbi.create(state);
        this.jobs = jobs;
        this.requests = requests;
    }

    /**
     * The end of a page's route.
     *
     * @throws LeaseLost    when another runtime took the mapping over; then nothing is written
     * @throws SQLException when the state database can't be written; then nothing is written
     */
    public void save(Page page) throws SQLException {
        RunningJob job = jobs.apply(page.origin().job());
        page.records().forEach(record -> settle(record, "no step of the route wrote the record"));
        write(page, job);
        String failure = failureOfAll(page);
        if (failure == null) {
            job.pageWentWell();
        } else if (!job.pages().isAgain(page.origin().number())) {
            job.pageFailed(failure);
        }
        for (PageRecord record : page.records()) {
            tellNotices(page, job, record);
            if (record.isAdopted()) {
                job.adopted();
            }
        }
    }

    /** Why none of the records to be written was, if it was a failure that passes by itself; else null. */
    private static String failureOfAll(Page page) {
        String failure = null;
        for (PageRecord record : page.records()) {
            boolean written = record.decision() != null && (record.decision().action() == Decision.Action.CREATE
                    || record.decision().action() == Decision.Action.UPDATE);
            if (written && (record.outcome() != Outcome.PARKED || !record.parking().isFailure())) {
                return null;
            }
            failure = written ? record.parking().reason() : failure;
        }
        return failure;
    }

    /** What was cut, rounded or given to another owner is never silent; a record that was not written lost nothing. */
    private static void tellNotices(Page page, RunningJob job, PageRecord record) {
        boolean written = record.outcome() == Outcome.CREATED || record.outcome() == Outcome.UPDATED
                || record.outcome() == Outcome.MERGED;
        if (written && record.decision() != null && !record.decision().notices().isEmpty()
                && job.altered() <= MOST_TOLD) {
            LOG.warn("{} '{}': {}", page.mapping().name(), record.erpKey(),
                    String.join("; ", record.decision().notices()));
        }
    }

    /**
     * Saves a page whose route failed: what is not settled is parked, to be tried again. A record that itself breaks the
     * transaction does not take the others with it.
     *
     * @param reason one plain sentence
     * @throws SQLException when the state database can't be written
     */
    void saveFailed(Page page, RunningJob job, String reason) throws SQLException {
        page.records().forEach(record -> settle(record, reason));
        try {
            write(page, job);
        } catch (SQLException e) {
            LOG.debug("{}: {} can't be saved at once", page.mapping().name(), page, e);
            writeEach(page, job);
        }
    }

    /** Names the outcome of records that the route left without one, and of those whose partner was deleted. */
    private static void settle(PageRecord record, String reason) {
        if (record.fate() != null && record.outcome() != Outcome.PARKED && !record.isToWrite()) {
            record.ends(record.fate() == CouplingFate.MOVED ? Outcome.COUPLED : Outcome.DELETED);
        }
        if (record.outcome() != null) {
            return;
        }
        if (record.decision() == null) {
            record.park(Parking.transientFailure(reason));
        } else if (record.decision().action() == Decision.Action.NOTHING) {
            boolean coupled = record.coupling() != null && record.coupling().isCoupled();
            record.ends(coupled ? Outcome.UNCHANGED : Outcome.COUPLED);
        } else {
            record.park(Parking.transientFailure(reason));
        }
    }

    private void write(Page page, RunningJob job) throws SQLException {
        state.useTransaction(handle -> {
            write(handle.getConnection(), page, page.records(), job);
            move(handle, job, page.mapping(), job.endWith(page.origin().number()));
            JobStore.add(handle, job.id(), page.records(), requests.soFar(job.id()), job.pages().isAgain(page.origin().number()));
            Leases.hold(handle.getConnection(), page.mapping().name(), page.origin().token());
        });
        job.pages().saved(page.origin().number());
    }

    /** Each record in a transaction of its own; one that can't be saved as it ended is parked for that. */
    private void writeEach(Page page, RunningJob job) throws SQLException {
        for (PageRecord record : page.records()) {
            try {
                writeAlone(page, job, record);
            } catch (SQLException e) {
                record.park(Parking.transientFailure("what became of the record can't be saved: " + Reason.of(e)));
                writeAlone(page, job, record);
            }
        }
        job.pages().saved(page.origin().number());
    }

    private void writeAlone(Page page, RunningJob job, PageRecord record) throws SQLException {
        state.useTransaction(handle -> {
            write(handle.getConnection(), page, List.of(record), job);
            JobStore.add(handle, job.id(), List.of(record), requests.soFar(job.id()), job.pages().isAgain(page.origin().number()));
            Leases.hold(handle.getConnection(), page.mapping().name(), page.origin().token());
        });
    }

    private static void write(Connection connection, Page page, List<PageRecord> records, RunningJob job)
            throws SQLException {
        new PageCouplings(page, records).write(connection);
        records.stream().filter(record -> PartnerLost.isRestored(page, record)).forEach(record ->
                record.park(Parking.transientFailure("the CRM record was deleted; it is created anew")));
        Dependants.wake(connection, page.mapping().name(), records.stream().filter(record ->
                        record.outcome() == Outcome.CREATED && record.coupling() != null
                        && !record.coupling().crmId().equals(record.crmId())).map(record -> record.coupling().crmId()).toList(),
                job.id());
        OwedReferences.write(connection, page, records);
        PageParkings parkings = new PageParkings(page, records, job.id());
        if (job.anyParked()) {
            parkings.release(connection);
        }
        parkings.carryBack(connection);
        if (parkings.hasSuccessors()) {
            job.parked();
            parkings.readSuccessors(connection);
        }
        if (parkings.hasParked()) {
            job.parked();
            parkings.park(connection);
        }
    }

    /** Moves the position to where the job came when its last page was saved. */
    void finish(RunningJob job, MappingDefinition mapping) throws SQLException {
        state.useTransaction(handle -> {
            move(handle, job, mapping, job.endOfAll());
            if (job.request().scope() == Scope.ALL) {
                Couplings.forgetEmptyReservations(handle.getConnection(), mapping.name());
            }
            if (Hints.TRIGGER.equals(job.request().trigger()) && !job.isStopped()) {
                HintStore.carried(handle, job.id());
            }
            Leases.hold(handle.getConnection(), mapping.name(), job.token());
        });
    }

    private static void move(Handle handle, RunningJob job, MappingDefinition mapping, String end) {
        String mark = end == null ? null : job.reader().storable(end, job.bound(), mapping.overlap());
        if (mark != null) {
            Positions.store(handle, mapping.name(), job.request().direction(), mark);
        }
    }
}
