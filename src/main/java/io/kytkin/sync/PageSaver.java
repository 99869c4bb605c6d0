package io.kytkin.sync;

import io.kytkin.coupling.DerivedKey;
import io.kytkin.coupling.Leases;
import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.RecordKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Writes what a page leaves behind in one transaction, under the job's lease: couplings and agreed values, parked
 * records and those released, the job's counts, the position.
 */
public final class PageSaver {
    private static final int LONGEST_WAIT_SECONDS = 3600;

    private final Jdbi state;
    private final Function<UUID, RunningJob> jobs;
    private final CrmRequestCount requests;

    PageSaver(DataSource state, Function<UUID, RunningJob> jobs, CrmRequestCount requests) {
        this.state = Jdbi.create(state);
        this.jobs = jobs;
        this.requests = requests;
    }

    /** @throws io.kytkin.coupling.LeaseLost when another runtime took the mapping over; then nothing is written */
    public void save(Page page) throws SQLException {
        RunningJob job = jobs.apply(page.origin().job());
        page.records().forEach(PageSaver::settle);
        state.useTransaction(handle -> {
            Connection connection = handle.getConnection();
            Leases.hold(connection, page.mapping().name(), page.origin().token());
            couple(connection, page);
            park(connection, page, job);
            release(handle, page);
            JobStore.add(handle, job.id(), page.records().size(), counts(page), requests.soFar(job.id()));
            job.complete(page.origin().number());
            move(handle, page, job);
        });
        job.release(page.origin().number());
    }

    /** Names the outcome of records for which there was nothing to write. */
    private static void settle(PageRecord record) {
        if (record.outcome() != null) {
            return;
        }
        if (record.decision() == null) {
            record.park(Parking.transientFailure("no step of the route decided what to do with the record"));
        } else if (record.decision().action() == Decision.Action.NOTHING) {
            boolean coupled = record.coupling() != null && record.coupling().isCoupled();
            record.ends(coupled ? Outcome.UNCHANGED : Outcome.COUPLED);
        } else {
            record.park(Parking.transientFailure("no step of the route wrote the record"));
        }
    }

    private static Map<Outcome, Long> counts(Page page) {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        page.records().forEach(record -> counts.merge(record.outcome(), 1L, Long::sum));
        return counts;
    }

    private static void move(Handle handle, Page page, RunningJob job) {
        String end = page.origin().end() == null ? null : job.end();
        String mark = end == null ? null : job.reader().storable(end, job.bound(), page.mapping().overlap());
        if (mark != null) {
            Positions.store(handle, page.mapping().name(), page.direction(), mark);
        }
    }

    private static void couple(Connection connection, Page page) throws SQLException {
        List<PageRecord> confirmed = new ArrayList<>();
        List<PageRecord> changed = new ArrayList<>();
        List<PageRecord> met = new ArrayList<>();
        List<PageRecord> refused = new ArrayList<>();
        for (PageRecord record : page.records()) {
            Decision decision = record.decision();
            switch (record.outcome()) {
                case CREATED:
                    confirmed.add(record);
                    break;
                case UPDATED, UNCHANGED, MERGED, COUPLED:
                    if (record.coupling() == null) {
                        met.add(record);
                    } else if (record.outcome() != Outcome.UNCHANGED || isChanged(record)) {
                        changed.add(record);
                    }
                    break;
                case PARKED:
                    if (decision != null && decision.action() == Decision.Action.CREATE
                            && record.parking().parkingClass() != ParkingClass.TRANSIENT) {
                        refused.add(record);
                    }
                    break;
                default:
                    break;
            }
        }
        confirm(connection, page, confirmed);
        change(connection, page, changed);
        meet(connection, page, met);
        takeBack(connection, page, refused);
    }

    private static boolean isChanged(PageRecord record) {
        Coupling coupling = record.coupling();
        Decision decision = record.decision();
        return decision.agreed() != coupling.agreed() && !decision.agreed().equals(coupling.agreed())
                || !decision.debts().equals(coupling.debts())
                || record.erpKey() != null && !record.erpKey().equals(coupling.erpKey());
    }

    /** The values were written when the record was reserved; only the state changes. */
    private static void confirm(Connection connection, Page page, List<PageRecord> records) throws SQLException {
        batch(connection, "update coupling set state = 'coupled', last_outcome = 'created', "
                + "last_synchronized_at = current_timestamp where erp_id = ? and mapping = ?", records, (update, record) -> {
                    update.setString(1, record.erpId());
                    update.setString(2, page.mapping().name());
                });
    }

    private static void change(Connection connection, Page page, List<PageRecord> records) throws SQLException {
        batch(connection, "update coupling set state = 'coupled', agreed = ?, debts = ?, erp_key = ?, erp_code = ?, "
                + "last_outcome = ?, last_synchronized_at = current_timestamp where erp_id = ? and mapping = ?", records,
                (update, record) -> {
                    update.setString(1, AgreedValuesJson.write(record.decision().agreed()));
                    update.setString(2, debtsAfter(page, record));
                    update.setString(3, record.erpKey());
                    update.setString(4, RecordKey.code(record.erpKey()));
                    update.setString(5, outcome(record));
                    update.setString(6, record.erpId());
                    update.setString(7, page.mapping().name());
                });
    }

    /** A pass to the ERP knows nothing of what the pass to the CRM still owes. */
    private static String debtsAfter(Page page, PageRecord record) {
        return String.join(",", page.direction() == Direction.TO_CRM ? record.decision().debts()
                : record.coupling() == null ? List.of() : record.coupling().debts());
    }

    private static void meet(Connection connection, Page page, List<PageRecord> records) throws SQLException {
        batch(connection, "insert into coupling (erp_id, mapping, id, erp_key, erp_code, crm_id, state, generation, agreed, "
                + "debts, last_outcome, last_synchronized_at) values (?, ?, ?, ?, ?, ?, 'coupled', 0, ?, ?, ?, "
                + "current_timestamp)", records, (insert, record) -> {
                    insert.setString(1, record.erpId());
                    insert.setString(2, page.mapping().name());
                    insert.setObject(3, DerivedKey.ofCoupling(page.mapping().name(), record.erpId()));
                    insert.setString(4, record.erpKey());
                    insert.setString(5, RecordKey.code(record.erpKey()));
                    insert.setObject(6, record.crmId());
                    insert.setString(7, AgreedValuesJson.write(record.decision().agreed()));
                    insert.setString(8, debtsAfter(page, record));
                    insert.setString(9, outcome(record));
                });
    }

    private static void takeBack(Connection connection, Page page, List<PageRecord> records) throws SQLException {
        batch(connection, "delete from coupling where erp_id = ? and mapping = ? and state = 'reserved'", records,
                (delete, record) -> {
                    delete.setString(1, record.erpId());
                    delete.setString(2, page.mapping().name());
                });
    }

    private static String outcome(PageRecord record) {
        return record.outcome().name().toLowerCase(java.util.Locale.ROOT);
    }

    private static void park(Connection connection, Page page, RunningJob job) throws SQLException {
        List<PageRecord> parked = page.records().stream().filter(record -> record.outcome() == Outcome.PARKED).toList();
        List<PageRecord> well = page.records().stream().filter(record -> record.outcome() != Outcome.PARKED).toList();
        if (job.anyParked()) {
            batch(connection, "delete from parked_record where record_id = ? and mapping = ? and direction = ?", well,
                    (delete, record) -> {
                        delete.setString(1, recordId(page, record));
                        delete.setString(2, page.mapping().name());
                        delete.setString(3, page.direction().jsonName());
                    });
        }
        if (!parked.isEmpty()) {
            job.parked();
            parkAgain(connection, page, job, parked);
        }
    }

    /**
     * Updates what is parked already, inserts what is not. A dependency whose parent was coupled meanwhile is due at
     * once: the parent could not know of it.
     */
    private static void parkAgain(Connection connection, Page page, RunningJob job, List<PageRecord> parked)
            throws SQLException {
        String due = "case when ? = 'transient' then current_timestamp + least(" + LONGEST_WAIT_SECONDS
                + ", 5 * power(2, least(%s, 10))) * interval '1' second when exists (select 1 from coupling "
                + "where erp_code = ? and mapping = ? and state = 'coupled') then current_timestamp "
                + "else cast(null as timestamp with time zone) end";
        String values = "class = ?, reason = ?, field = ?, erp_value = ?, crm_value = ?, waits_mapping = ?, waits_key = ?, "
                + "job = ?, erp_key = ?, crm_id = ?";
        try (PreparedStatement update = connection.prepareStatement("update parked_record set attempts = attempts + 1, "
                + values + ", next_attempt_at = " + due.formatted("attempts")
                + " where record_id = ? and mapping = ? and direction = ?");
             PreparedStatement insert = connection.prepareStatement("insert into parked_record (class, reason, field, "
                     + "erp_value, crm_value, waits_mapping, waits_key, job, erp_key, crm_id, next_attempt_at, record_id, "
                     + "mapping, direction, id, erp_id, attempts, first_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                     + due.formatted("0") + ", ?, ?, ?, ?, ?, 1, current_timestamp)")) {
            boolean anyNew = false;
            for (PageRecord record : parked) {
                set(update, page, job, record);
                if (update.executeUpdate() == 0) {
                    set(insert, page, job, record);
                    insert.setObject(17, UUID.randomUUID());
                    insert.setString(18, record.erpId());
                    insert.addBatch();
                    anyNew = true;
                }
            }
            if (anyNew) {
                insert.executeBatch();
            }
        }
    }

    private static void set(PreparedStatement statement, Page page, RunningJob job, PageRecord record) throws SQLException {
        Parking parking = record.parking();
        String parkingClass = parking.parkingClass().jsonName();
        statement.setString(1, parkingClass);
        statement.setString(2, parking.reason());
        statement.setString(3, parking.field());
        statement.setString(4, parking.erpValue());
        statement.setString(5, parking.crmValue());
        statement.setString(6, parking.waitsForMapping());
        statement.setString(7, parking.waitsForKey());
        statement.setObject(8, job.id());
        statement.setString(9, record.erpKey());
        statement.setObject(10, record.crmId());
        statement.setString(11, parkingClass);
        statement.setString(12, parking.waitsForKey());
        statement.setString(13, parking.waitsForMapping());
        statement.setString(14, recordId(page, record));
        statement.setString(15, page.mapping().name());
        statement.setString(16, page.direction().jsonName());
    }

    private static String recordId(Page page, PageRecord record) {
        return page.direction() == Direction.TO_CRM ? record.erpId() : record.crmId().toString();
    }

    /** Children that waited for a record of this page are due now. */
    private static void release(Handle handle, Page page) throws SQLException {
        boolean anyWaiting = handle.createQuery("select count(*) from (select 1 from parked_record "
                        + "where waits_mapping = :mapping fetch first 1 rows only) waiting")
                .bind("mapping", page.mapping().name()).mapTo(Long.class).one() > 0;
        if (anyWaiting) {
            List<PageRecord> coupled = page.records().stream().filter(record -> record.outcome() == Outcome.CREATED
                    || record.outcome() == Outcome.COUPLED || record.outcome() == Outcome.UPDATED).toList();
            batch(handle.getConnection(), "update parked_record set next_attempt_at = current_timestamp where waits_key = ? "
                    + "and waits_mapping = ? and class = 'dependency'", coupled, (update, record) -> {
                        update.setString(1, RecordKey.code(record.erpKey()));
                        update.setString(2, page.mapping().name());
                    });
        }
    }

    private interface Filling {
        void fill(PreparedStatement statement, PageRecord record) throws SQLException;
    }

    private static void batch(Connection connection, String sql, List<PageRecord> records, Filling filling)
            throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (PageRecord record : records) {
                filling.fill(statement, record);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
