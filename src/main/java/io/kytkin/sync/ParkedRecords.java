package io.kytkin.sync;

import io.kytkin.coupling.Conditions;
import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.RecordKey;
import io.kytkin.mapping.Resolution;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** The parked records: for people, and for jobs that ask what is due again. */
public final class ParkedRecords {
    private final Jdbi state;

    public ParkedRecords(DataSource state) {
        this.state = Jdbi.create(state);
    }

    public Optional<ParkedRecord> find(UUID id) {
        return state.withHandle(handle -> handle.createQuery("select * from parked_record where id = :id").bind("id", id)
                .map((row, context) -> parked(row)).findOne());
    }

    /** Parked records, the longest parked first; a filter that is null lets all pass. */
    public List<ParkedRecord> list(String mapping, ParkingClass parkingClass, UUID after, int limit) {
        Conditions conditions = conditions(mapping, parkingClass)
                .and("number > (select number from parked_record where id = :after)", "after", after);
        return state.withHandle(handle -> conditions.bind(handle.createQuery("select * from parked_record" + conditions
                        + " order by number fetch first " + limit + " rows only"))
                .map((row, context) -> parked(row)).list());
    }

    /** What is parked of one ERP record, in either direction. */
    public List<ParkedRecord> ofErpKey(String mapping, String erpKey) {
        return state.withHandle(handle -> handle.createQuery("select * from parked_record where mapping = :mapping "
                        + "and upper(erp_key) = :code order by number desc")
                .bind("mapping", mapping).bind("code", RecordKey.code(erpKey)).map((row, context) -> parked(row)).list());
    }

    /**
     * The records grouped by cause, most records first. A group whose records all have one reason shows that, else what
     * their reasons have in common.
     */
    public List<ParkedRecord.Cause> causes(String mapping, ParkingClass parkingClass) {
        Conditions conditions = conditions(mapping, parkingClass);
        return state.withHandle(handle -> conditions.bind(handle.createQuery("select mapping, class, count(*) as records, "
                        + "case when min(reason) = max(reason) then min(reason) else min(coalesce(cause, reason)) end as shown "
                        + "from parked_record" + conditions + " group by mapping, class, coalesce(cause, reason) "
                        + "order by records desc, mapping, shown fetch first 200 rows only"))
                .map((row, context) -> new ParkedRecord.Cause(row.getString("mapping"), row.getString("class"),
                        row.getString("shown"), row.getLong("records"))).list());
    }

    /** Numbers by mapping and class; what is 0 is left out. */
    public Map<String, Map<ParkingClass, Long>> counts() {
        return state.withHandle(handle -> {
            Map<String, Map<ParkingClass, Long>> counts = new TreeMap<>();
            handle.createQuery("select mapping, class, count(*) as records from parked_record group by mapping, class")
                    .map((row, context) -> counts
                            .computeIfAbsent(row.getString("mapping"), mapping -> new EnumMap<>(ParkingClass.class))
                            .put(ParkingClass.of(row.getString("class")), row.getLong("records"))).list();
            return counts;
        });
    }

    /**
     * Ids of records that are due again, in their order; on the way to the ERP also those that still owe it a reference. A dependency is due as soon as its parent is coupled; that is
     * asked here and not told by the parent, because a parent and a child that are saved at the same moment see nothing of
     * each other.
     *
     * @param after null: from the first
     * @param job   only those that this job parked as transient, whatever their time, and that wait for nobody else
     *              ({@link Parking#waitsForOthers}); null: all that are due
     */
    List<String> due(String mapping, Direction direction, String after, UUID job, int limit) {
        String parentIs = direction == Direction.TO_CRM ? "erp_code = waits_key" : "crm_id = cast(waits_key as uuid)";
        String isCoupled = "exists (select 1 from coupling parent where parent." + parentIs + " and parent.mapping = waits_mapping "
                + "and parent.state = 'coupled' "
                + "and (parent.reservation is null or parent.reservation not in (select id from reservation)))";
        String isDue = job != null ? "job = :job and class = 'transient' and not waits_for_others"
                : "(next_attempt_at <= current_timestamp or class = 'dependency' and " + isCoupled + ")";
        String orOwes = job != null || direction == Direction.TO_CRM ? "" : " union select record_id from owed_reference "
                + "where mapping = :mapping and record_id > :after and " + isCoupled;
        return state.withHandle(handle -> {
            Query query = handle.createQuery("select record_id from parked_record where mapping = :mapping "
                            + "and direction = :direction and record_id > :after and " + isDue + orOwes
                            + " order by record_id fetch first " + limit + " rows only")
                    .bind("mapping", mapping).bind("direction", direction.jsonName())
                    .bind("after", after == null ? "" : after);
            return (job == null ? query : query.bind("job", job)).mapTo(String.class).list();
        });
    }

    /**
     * Ids of records that were found deleted and wait for the mapping's policy, in their order.
     *
     * @param after null: from the first
     * @param job   those that this job found, or with {@code found} false those that others found
     */
    List<String> deleted(String mapping, Direction direction, String after, UUID job, boolean found, int limit) {
        return state.withHandle(handle -> handle.createQuery("select record_id from parked_record where gone "
                        + "and mapping = :mapping and direction = :direction and record_id > :after and job "
                        + (found ? "=" : "<>") + " :job order by record_id fetch first " + limit + " rows only")
                .bind("mapping", mapping).bind("direction", direction.jsonName())
                .bind("after", after == null ? "" : after).bind("job", job).mapTo(String.class).list());
    }

    /** How many of them there are. @param job those that this job found; null: all */
    long countDeleted(String mapping, Direction direction, UUID job) {
        return state.withHandle(handle -> {
            Query query = handle.createQuery("select count(*) from parked_record where gone and mapping = :mapping "
                            + "and direction = :direction" + (job == null ? "" : " and job = :job"))
                    .bind("mapping", mapping).bind("direction", direction.jsonName());
            return (job == null ? query : query.bind("job", job)).mapTo(Long.class).one();
        });
    }

    /** Gives the records of a page what persons decided of their conflicts. One query. */
    void resolve(Page page) {
        Map<String, PageRecord> records = byRecordId(page);
        state.useHandle(handle -> handle.createQuery("select record_id, resolution from parked_record "
                        + "where mapping = :mapping and direction = :direction and resolution is not null "
                        + "and record_id in (<ids>)")
                .bind("mapping", page.mapping().name()).bind("direction", page.direction().jsonName())
                .bindList("ids", records.keySet())
                .map((row, context) -> {
                    records.get(row.getString("record_id")).resolvedBy(ResolutionJson.read(row.getString("resolution")));
                    return row.getString("record_id");
                }).list());
    }

    /** Tells the records of a page that a full synchronization would have created and had to park. One query. */
    void allowCreates(Page page) {
        Map<String, PageRecord> records = byRecordId(page);
        state.useHandle(handle -> handle.createQuery("select record_id from parked_record where creates "
                        + "and mapping = :mapping and direction = :direction and record_id in (<ids>)")
                .bind("mapping", page.mapping().name()).bind("direction", page.direction().jsonName())
                .bindList("ids", records.keySet()).mapTo(String.class).forEach(id -> records.get(id).allowCreate()));
    }

    private static Map<String, PageRecord> byRecordId(Page page) {
        boolean toCrm = page.direction() == Direction.TO_CRM;
        Map<String, PageRecord> records = new HashMap<>();
        page.records().forEach(record -> records.put(toCrm ? record.erpId() : record.crmId().toString(), record));
        return records;
    }

    /**
     * Notes what a person decided of a conflict, for both directions in which it is parked; both are due at once.
     *
     * @return whether it is still parked
     */
    public boolean decide(ParkedRecord conflict, Resolution resolution) {
        return state.withHandle(handle -> handle.createUpdate("update parked_record set resolution = :resolution, "
                        + "next_attempt_at = current_timestamp where mapping = :mapping and class = 'conflict' "
                        + "and (id = :id or erp_id = :erpId and crm_id = :crmId)")
                .bind("resolution", ResolutionJson.write(resolution)).bind("mapping", conflict.mapping())
                .bind("id", conflict.id()).bind("erpId", conflict.erpId()).bind("crmId", conflict.crmId())
                .execute()) > 0;
    }

    /** Makes one record due at once. @return whether it is still parked */
    public boolean retry(UUID id) {
        return state.withHandle(handle -> handle.createUpdate("update parked_record set "
                + "next_attempt_at = current_timestamp where id = :id").bind("id", id).execute()) > 0;
    }

    /**
     * Makes records due at once; a filter that is null lets all pass.
     *
     * @return their numbers by mapping
     */
    public Map<String, Long> retry(String mapping, ParkingClass parkingClass, String reason) {
        Conditions conditions = conditions(mapping, parkingClass)
                .and("(reason = :reason or cause = :reason)", "reason", reason);
        return state.inTransaction(handle -> {
            Map<String, Long> due = new TreeMap<>();
            conditions.bind(handle.createQuery("select mapping, count(*) as records from parked_record" + conditions
                    + " group by mapping"))
                    .map((row, context) -> due.put(row.getString("mapping"), row.getLong("records"))).list();
            conditions.bind(handle.createUpdate("update parked_record set next_attempt_at = current_timestamp" + conditions))
                    .execute();
            return due;
        });
    }

    private static Conditions conditions(String mapping, ParkingClass parkingClass) {
        return new Conditions().and("mapping = :mapping", "mapping", mapping)
                .and("class = :class", "class", parkingClass == null ? null : parkingClass.jsonName());
    }

    private static ParkedRecord parked(ResultSet row) throws SQLException {
        Parking parking = new Parking(ParkingClass.of(row.getString("class")), row.getString("reason"),
                row.getString("field"), row.getString("erp_value"), row.getString("crm_value"),
                row.getString("waits_mapping"), row.getString("waits_key"),
                AgreedValuesJson.read(row.getString("conflicts")), row.getString("cause"),
                row.getBoolean("waits_for_others"));
        return new ParkedRecord(row.getObject("id", UUID.class), row.getString("mapping"),
                Direction.of(row.getString("direction")), row.getString("record_id"), row.getString("erp_id"),
                row.getString("erp_key"), row.getObject("crm_id", UUID.class), parking, row.getInt("attempts"),
                JobStore.time(row, "first_at"), JobStore.time(row, "next_attempt_at"),
                ResolutionJson.read(row.getString("resolution")));
    }
}
