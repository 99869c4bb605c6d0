package io.kytkin.sync;

import io.kytkin.coupling.Batch;
import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.CouplingFate;
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
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What a page leaves behind among the parked records: an error never outlives a later success. */
final class PageParkings {
    /**
     * Seconds to wait after failed attempts: 5, then twice as long each time, an hour at most; up to a fifth sooner, so
     * that records which failed together do not come back together.
     */
    private static final String BACK_OFF = "current_timestamp + least(3600, 5 * power(2, least(%s, 10))) "
            + "* (0.8 + 0.2 * random()) * interval '1' second";
    private static final String NO_TIME = "cast(null as timestamp with time zone)";
    private static final String CONTENT = "class, reason, cause, field, erp_value, crm_value, waits_mapping, waits_key, "
            + "waits_for_others, job, erp_id, erp_key, crm_id, conflicts";
    /** A decision counts until there is something else to decide; a failure that is no conflict leaves it. */
    private static final String KEPT_RESOLUTION = "resolution = case when cast(? as varchar) is null or conflicts = ? "
            + "then resolution end, ";

    private final Page page;
    private final UUID job;
    private final List<PageRecord> well = new ArrayList<>();
    private final List<PageRecord> parked = new ArrayList<>();

    PageParkings(Page page, List<PageRecord> records, UUID job) {
        this.page = page;
        this.job = job;
        records.forEach(record -> (record.waitsFor() != null ? parked : well).add(record));
    }

    boolean hasParked() {
        return !parked.isEmpty();
    }

    /** Records that did not fail this time are not parked any more. */
    void release(Connection connection) throws SQLException {
        Batch.run(connection, "delete from parked_record where record_id = ? and mapping = ? and direction = ?", well,
                (delete, record) -> identify(delete, 1, page.direction(), record));
        Batch.run(connection, "delete from parked_record where record_id = ? and mapping = ? and direction = ?",
                well.stream().filter(record -> record.fate() == CouplingFate.REMOVED).toList(),
                (delete, record) -> identify(delete, 1, page.direction().opposite(), record));
        if (page.origin().end() != null) {
            wakeOpposite(connection);
        }
    }

    /** What was read as changed on this side may cure what the opposite direction could not write. */
    private void wakeOpposite(Connection connection) throws SQLException {
        Batch.run(connection, "update parked_record set next_attempt_at = current_timestamp where record_id = ? "
                        + "and mapping = ? and direction = ? and class in ('data', 'conflict')",
                page.records().stream().filter(PageParkings::isPaired).toList(),
                (update, record) -> identify(update, 1, page.direction().opposite(), record));
    }

    private static boolean isPaired(PageRecord record) {
        return record.erpId() != null && record.crmId() != null;
    }

    /**
     * Values of the other side won: the opposite direction carries them. It may have read the record long ago, so it is
     * told by a parked record that is due at once.
     */
    void carryBack(Connection connection) throws SQLException {
        List<PageRecord> won = Stream.concat(well.stream(), parked.stream()).filter(record ->
                record.outcome() == Outcome.PARKED ? PartnerLost.isForOpposite(page, record) : record.isCarriedBack())
                .filter(PageParkings::isPaired).toList();
        int[] known = Batch.run(connection, "update parked_record set next_attempt_at = current_timestamp "
                        + "where record_id = ? and mapping = ? and direction = ?", won,
                (update, record) -> identify(update, 1, page.direction().opposite(), record));
        Batch.run(connection, "insert into parked_record (class, reason, job, erp_id, erp_key, crm_id, record_id, mapping, "
                + "direction, id, attempts, first_at, next_attempt_at) values ('transient', ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, "
                + "current_timestamp, current_timestamp)", unknown(won, known), (insert, record) -> {
                    insert.setString(1, whyCarriedBack(record));
                    insert.setObject(2, job);
                    insert.setString(3, RecordKey.bounded(record.erpId()));
                    insert.setString(4, RecordKey.bounded(record.erpKey()));
                    insert.setObject(5, record.crmId());
                    insert.setObject(identify(insert, 6, page.direction().opposite(), record), UUID.randomUUID());
                });
    }

    boolean hasSuccessors() {
        return well.stream().anyMatch(record -> record.successor() != null);
    }

    /** The record into which one was merged is compared with the ERP record that it takes over; the next run reads it. */
    void readSuccessors(Connection connection) throws SQLException {
        List<PageRecord> merged = well.stream().filter(record -> record.successor() != null).toList();
        Batch.run(connection, "update parked_record set next_attempt_at = current_timestamp, class = 'transient', "
                + "waits_for_others = false, job = ? where record_id = ? and mapping = ? and direction = ?", merged,
                (update, record) -> {
                    update.setObject(1, job);
                    update.setString(2, record.successor().toString());
                    update.setString(3, page.mapping().name());
                    update.setString(4, page.direction().jsonName());
                });
        Batch.run(connection, "insert into parked_record (class, reason, job, erp_id, erp_key, crm_id, record_id, mapping, "
                + "direction, id, attempts, first_at, next_attempt_at) select 'transient', ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, "
                + "current_timestamp, current_timestamp where not exists (select 1 from parked_record where record_id = ? "
                + "and mapping = ? and direction = ?)", merged, (insert, record) -> {
                    insert.setString(1, "another record was merged into it; the next run compares it with the ERP");
                    insert.setObject(2, job);
                    insert.setString(3, RecordKey.bounded(record.erpId()));
                    insert.setString(4, RecordKey.bounded(record.erpKey()));
                    insert.setObject(5, record.successor());
                    for (int at : new int[] {6, 10}) {
                        insert.setString(at, record.successor().toString());
                        insert.setString(at + 1, page.mapping().name());
                        insert.setString(at + 2, page.direction().jsonName());
                    }
                    insert.setObject(9, UUID.randomUUID());
                });
    }

    private static String whyCarriedBack(PageRecord record) {
        return record.fate() != null ? "the record's partner was deleted; the next run creates it anew"
                : record.outcome() == Outcome.PARKED ? "the record seems to be deleted; the next run makes sure"
                : "the value of the side that won has to be carried to the other side; the next run does it";
    }

    private static List<PageRecord> unknown(List<PageRecord> records, int[] known) {
        List<PageRecord> unknown = new ArrayList<>();
        for (int at = 0; at < records.size(); at++) {
            if (known[at] == 0) {
                unknown.add(records.get(at));
            }
        }
        return unknown;
    }

    /** Counts a further attempt of those that are parked already, writes down the others. */
    void park(Connection connection) throws SQLException {
        List<PageRecord> again = parked.stream().filter(PageParkings::isTransient).toList();
        List<PageRecord> waiting = parked.stream().filter(record -> !isTransient(record)).toList();
        park(connection, again, BACK_OFF);
        park(connection, waiting, NO_TIME);
        collect(connection);
    }

    /** Records whose partner has to go wait for the policy until the job has counted them; whether it acted or not, they do so once. */
    private void collect(Connection connection) throws SQLException {
        Batch.run(connection, "update parked_record set gone = ? where record_id = ? and mapping = ? and direction = ?",
                parked.stream().filter(page::loses).toList(), (update, record) -> {
                    update.setBoolean(1, !page.actsOnDeletes() || isTransient(record));
                    identify(update, 2, page.direction(), record);
                });
    }

    private void park(Connection connection, List<PageRecord> records, String nextAttempt) throws SQLException {
        String assignments = CONTENT.replace(", conflicts", "").replace(",", " = ?,") + " = ?, "
                + "conflicts = coalesce(?, conflicts), " + KEPT_RESOLUTION + "creates = creates or ?, ";
        int[] known = Batch.run(connection, "update parked_record set " + assignments + "attempts = attempts + 1, "
                + "next_attempt_at = " + nextAttempt.formatted("attempts") + " where record_id = ? and mapping = ? "
                + "and direction = ?", records, (update, record) -> {
                    int next = describe(update, record);
                    update.setString(next, conflicts(record));
                    update.setString(next + 1, conflicts(record));
                    update.setBoolean(next + 2, isToBeCreated(record));
                    identify(update, next + 3, page.direction(), record);
                });
        Batch.run(connection, "insert into parked_record (" + CONTENT + ", record_id, mapping, direction, id, creates, "
                + "attempts, first_at, next_attempt_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, "
                + "current_timestamp, " + nextAttempt.formatted("0") + ")", unknown(records, known), (insert, record) -> {
                    int next = identify(insert, describe(insert, record), page.direction(), record);
                    insert.setObject(next, UUID.randomUUID());
                    insert.setBoolean(next + 1, isToBeCreated(record));
                });
    }

    /** Whether it has no partner and was about to get one, by a full synchronization or by an attempt that was begun. */
    private boolean isToBeCreated(PageRecord record) {
        return record.coupling() == null ? page.isOfFullSynchronization() || record.mayBeCreated()
                : record.coupling().state() == Coupling.State.RESERVED;
    }

    /** Null when it is no conflict of fields. */
    private static String conflicts(PageRecord record) {
        AgreedValues conflicts = record.waitsFor().conflicts();
        return conflicts.byAttribute().isEmpty() ? null : AgreedValuesJson.write(conflicts);
    }

    private static boolean isTransient(PageRecord record) {
        return record.waitsFor().parkingClass() == ParkingClass.TRANSIENT;
    }

    private int describe(PreparedStatement statement, PageRecord record) throws SQLException {
        Parking parking = record.waitsFor();
        statement.setString(1, parking.parkingClass().jsonName());
        statement.setString(2, RecordKey.storable(parking.reason()));
        statement.setString(3, RecordKey.storable(parking.cause()));
        statement.setString(4, parking.field());
        statement.setString(5, RecordKey.storable(parking.erpValue()));
        statement.setString(6, RecordKey.storable(parking.crmValue()));
        statement.setString(7, parking.waitsForMapping());
        statement.setString(8, RecordKey.bounded(parking.waitsForKey()));
        statement.setBoolean(9, parking.waitsForOthers());
        statement.setObject(10, job);
        statement.setString(11, RecordKey.bounded(record.erpId()));
        statement.setString(12, RecordKey.bounded(record.erpKey()));
        statement.setObject(13, record.crmId());
        statement.setString(14, conflicts(record));
        return 15;
    }

    private int identify(PreparedStatement statement, int first, Direction direction, PageRecord record)
            throws SQLException {
        statement.setString(first, direction == Direction.TO_CRM ? RecordKey.bounded(record.erpId())
                : record.crmId().toString());
        statement.setString(first + 1, page.mapping().name());
        statement.setString(first + 2, direction.jsonName());
        return first + 3;
    }
}
