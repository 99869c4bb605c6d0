package io.kytkin.sync;

import io.kytkin.coupling.Batch;
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

/** What a page leaves behind among the parked records: an error never outlives a later success. */
final class PageParkings {
    /** Seconds to wait after failed attempts: 5, then twice as long each time, an hour at most. */
    private static final String BACK_OFF = "current_timestamp + least(3600, 5 * power(2, least(%s, 10))) "
            + "* interval '1' second";
    private static final String NO_TIME = "cast(null as timestamp with time zone)";
    private static final String CONTENT = "class, reason, field, erp_value, crm_value, waits_mapping, waits_key, job, "
            + "erp_id, erp_key, crm_id";

    private final Page page;
    private final UUID job;
    private final List<PageRecord> well = new ArrayList<>();
    private final List<PageRecord> parked = new ArrayList<>();

    PageParkings(Page page, List<PageRecord> records, UUID job) {
        this.page = page;
        this.job = job;
        records.forEach(record -> (record.outcome() == Outcome.PARKED ? parked : well).add(record));
    }

    boolean hasParked() {
        return !parked.isEmpty();
    }

    /** Records that did not fail this time are not parked any more. */
    void release(Connection connection) throws SQLException {
        Batch.run(connection, "delete from parked_record where record_id = ? and mapping = ? and direction = ?", well,
                (delete, record) -> identify(delete, 1, record));
    }

    /** Counts a further attempt of those that are parked already, writes down the others. */
    void park(Connection connection) throws SQLException {
        List<PageRecord> again = parked.stream().filter(PageParkings::isTransient).toList();
        List<PageRecord> waiting = parked.stream().filter(record -> !isTransient(record)).toList();
        park(connection, again, BACK_OFF);
        park(connection, waiting, NO_TIME);
    }

    private void park(Connection connection, List<PageRecord> records, String nextAttempt) throws SQLException {
        String assignments = CONTENT.replace(",", " = ?,") + " = ?";
        int[] known = Batch.run(connection, "update parked_record set " + assignments + ", attempts = attempts + 1, "
                + "next_attempt_at = " + nextAttempt.formatted("attempts") + " where record_id = ? and mapping = ? "
                + "and direction = ?", records, (update, record) -> identify(update, describe(update, record), record));
        List<PageRecord> unknown = new ArrayList<>();
        for (int at = 0; at < records.size(); at++) {
            if (known[at] == 0) {
                unknown.add(records.get(at));
            }
        }
        Batch.run(connection, "insert into parked_record (" + CONTENT + ", record_id, mapping, direction, id, attempts, "
                + "first_at, next_attempt_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, current_timestamp, "
                + nextAttempt.formatted("0") + ")", unknown, (insert, record) -> {
                    int next = identify(insert, describe(insert, record), record);
                    insert.setObject(next, UUID.randomUUID());
                });
    }

    private static boolean isTransient(PageRecord record) {
        return record.parking().parkingClass() == ParkingClass.TRANSIENT;
    }

    private int describe(PreparedStatement statement, PageRecord record) throws SQLException {
        Parking parking = record.parking();
        statement.setString(1, parking.parkingClass().jsonName());
        statement.setString(2, RecordKey.storable(parking.reason()));
        statement.setString(3, parking.field());
        statement.setString(4, RecordKey.storable(parking.erpValue()));
        statement.setString(5, RecordKey.storable(parking.crmValue()));
        statement.setString(6, parking.waitsForMapping());
        statement.setString(7, RecordKey.bounded(parking.waitsForKey()));
        statement.setObject(8, job);
        statement.setString(9, RecordKey.bounded(record.erpId()));
        statement.setString(10, RecordKey.bounded(record.erpKey()));
        statement.setObject(11, record.crmId());
        return 12;
    }

    private int identify(PreparedStatement statement, int first, PageRecord record) throws SQLException {
        statement.setString(first, page.direction() == Direction.TO_CRM ? RecordKey.bounded(record.erpId())
                : record.crmId().toString());
        statement.setString(first + 1, page.mapping().name());
        statement.setString(first + 2, page.direction().jsonName());
        return first + 3;
    }
}
