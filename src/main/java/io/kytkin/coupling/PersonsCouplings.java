package io.kytkin.coupling;

import io.kytkin.mapping.DerivedKey;
import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.RecordKey;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Couplings as a person makes and ends them. An uncoupled pair is remembered, so that neither of the two is matched or
 * created anew by itself; a pair that is forgotten is not. Whoever calls makes sure that no job of the mapping runs.
 * Another mapping's couplings are never touched, even if they are of the same records.
 */
public final class PersonsCouplings {
    private final Jdbi state;
    private final String company;

    /** @param company of the ERP: part of the keys of new CRM records */
    public PersonsCouplings(DataSource state, String company) {
        this.state = Jdbi.create(state);
        this.company = company;
    }

    /** Takes pairs apart. @return how many were coupled, reserved or broken until now */
    public long uncouple(String mapping, Collection<UUID> ids) {
        return state.inTransaction(handle -> {
            long uncoupled = 0;
            for (UUID id : ids) {
                int ended = handle.createUpdate("update coupling set state = 'uncoupled', reservation = null, agreed = null, "
                                + "debts = null, sent = null where id = :id and mapping = :mapping and state <> 'uncoupled'")
                        .bind("id", id).bind("mapping", mapping).execute();
                if (ended > 0) {
                    releaseParked(handle, mapping, id);
                    releaseMoved(handle, mapping);
                }
                uncoupled += ended;
            }
            return uncoupled;
        });
    }

    /** Takes all pairs of a mapping apart. @return how many were coupled, reserved or broken until now */
    public long uncoupleAll(String mapping) {
        return state.inTransaction(handle -> {
            releaseMoved(handle, mapping);
            handle.createUpdate("delete from owing_coupling where mapping = :mapping").bind("mapping", mapping).execute();
            handle.createUpdate("delete from parked_record where mapping = :mapping and erp_id is not null "
                    + "and crm_id is not null").bind("mapping", mapping).execute();
            return (long) handle.createUpdate("update coupling set state = 'uncoupled', reservation = null, agreed = null, "
                            + "debts = null, sent = null where mapping = :mapping and state <> 'uncoupled'")
                    .bind("mapping", mapping).execute();
        });
    }

    /** Takes a pair out of memory, whatever became of its records: they begin anew. @return whether there was one */
    public boolean forget(String mapping, UUID id) {
        return state.inTransaction(handle -> {
            releaseParked(handle, mapping, id);
            releaseMoved(handle, mapping);
            return handle.createUpdate("delete from coupling where id = :id and mapping = :mapping").bind("id", id)
                    .bind("mapping", mapping).execute() > 0;
        });
    }

    /** Records that a merge of two of the mapping's CRM records moved wait for a person who takes one of these apart. */
    private static void releaseMoved(Handle handle, String mapping) {
        handle.createUpdate("update parked_record set next_attempt_at = current_timestamp where waits_mapping = :mapping "
                + "and class = 'transient'").bind("mapping", mapping).execute();
    }

    /** What is parked or owed of a pair that is taken apart concerns nobody any more. */
    private static void releaseParked(Handle handle, String mapping, UUID id) {
        record Pair(String erpId, UUID crmId) { }
        Optional<Pair> pair = handle.createQuery("select erp_id, crm_id from coupling where id = :id and mapping = :mapping")
                .bind("id", id).bind("mapping", mapping)
                .map((row, context) -> new Pair(row.getString("erp_id"), row.getObject("crm_id", UUID.class))).findOne();
        pair.ifPresent(found -> {
            handle.createUpdate("delete from owing_coupling where erp_id = :erpId and mapping = :mapping")
                    .bind("erpId", found.erpId()).bind("mapping", mapping).execute();
            handle.createUpdate("delete from parked_record where record_id = :id and mapping = :mapping "
                            + "and direction = :direction").bind("id", RecordKey.bounded(found.erpId()))
                    .bind("mapping", mapping).bind("direction", Direction.TO_CRM.jsonName()).execute();
            handle.createUpdate("delete from parked_record where record_id = :id and mapping = :mapping "
                            + "and direction = :direction").bind("id", found.crmId().toString())
                    .bind("mapping", mapping).bind("direction", Direction.TO_ERP.jsonName()).execute();
        });
    }

    /**
     * Couples two records; what is remembered of either as uncoupled is forgotten.
     *
     * @param agreed    what counts as agreed from now on
     * @param direction in which the next run carries the values; null: it waits for a change
     * @return the id of the coupling
     */
    public UUID couple(String mapping, String erpId, String erpKey, UUID crmId, AgreedValues agreed, Direction direction) {
        return state.inTransaction(handle -> {
            UUID id = replace(handle, mapping, erpId, crmId);
            insert(handle, mapping, erpId, erpKey, crmId, null, 0, agreed);
            if (direction != null) {
                wake(handle, mapping, erpId, erpKey, crmId, direction);
            }
            return id;
        });
    }

    /**
     * Reserves a new CRM record for an ERP record that has none, or whose pair was taken apart; the next run creates it.
     *
     * @return the id of the coupling
     */
    public UUID coupleWithNew(String mapping, String erpId, String erpKey) {
        return state.inTransaction(handle -> {
            UUID id = DerivedKey.ofCoupling(mapping, erpId);
            int generation = handle.createQuery("select generation from coupling where id = :id").bind("id", id)
                    .mapTo(Integer.class).findOne().map(last -> last + 1).orElse(0);
            UUID crmId = DerivedKey.of(company, mapping, erpId, generation);
            while (isAnothers(handle, mapping, erpId, crmId)) {
                generation++;
                crmId = DerivedKey.of(company, mapping, erpId, generation);
            }
            replace(handle, mapping, erpId, crmId);
            insert(handle, mapping, erpId, erpKey, crmId, reservation(handle, mapping), generation,
                    AgreedValues.none());
            wake(handle, mapping, erpId, erpKey, crmId, Direction.TO_CRM);
            return id;
        });
    }

    /** Whether a person coupled the CRM record that was made for this ERP record with another one. */
    private static boolean isAnothers(Handle handle, String mapping, String erpId, UUID crmId) {
        return handle.createQuery("select 1 from coupling where crm_id = :crmId and mapping = :mapping and erp_id <> :erpId")
                .bind("crmId", crmId).bind("mapping", mapping).bind("erpId", erpId).mapTo(Integer.class).findOne().isPresent();
    }

    private static UUID replace(Handle handle, String mapping, String erpId, UUID crmId) {
        UUID id = DerivedKey.ofCoupling(mapping, erpId);
        handle.createUpdate("delete from coupling where (id = :id or crm_id = :crmId) and mapping = :mapping "
                        + "and state in ('uncoupled', 'broken')")
                .bind("id", id).bind("crmId", crmId).bind("mapping", mapping).execute();
        return id;
    }

    private static long reservation(Handle handle, String mapping) {
        return handle.createUpdate("insert into reservation (mapping) values (:mapping)").bind("mapping", mapping)
                .executeAndReturnGeneratedKeys("id").mapTo(Long.class).one();
    }

    private static void insert(Handle handle, String mapping, String erpId, String erpKey, UUID crmId, Long reservation,
                               int generation, AgreedValues agreed) {
        handle.createUpdate("insert into coupling (id, erp_id, mapping, erp_key, erp_code, crm_id, state, reservation, "
                        + "generation, agreed, last_outcome, sent, last_synchronized_at) values (:id, :erpId, :mapping, "
                        + ":erpKey, :code, :crmId, 'coupled', :reservation, :generation, :agreed, 'coupled', '', "
                        + "current_timestamp)")
                .bind("id", DerivedKey.ofCoupling(mapping, erpId)).bind("erpId", erpId).bind("mapping", mapping)
                .bind("erpKey", erpKey).bind("code", RecordKey.code(erpKey)).bind("crmId", crmId)
                .bind("reservation", reservation).bind("generation", generation)
                .bind("agreed", AgreedValuesJson.write(agreed)).execute();
    }

    /** The next run reads the record whatever its position; a parked record that is due tells it so. */
    private static void wake(Handle handle, String mapping, String erpId, String erpKey, UUID crmId, Direction direction) {
        String record = direction == Direction.TO_CRM ? RecordKey.bounded(erpId) : crmId.toString();
        int known = handle.createUpdate("update parked_record set next_attempt_at = current_timestamp "
                        + "where record_id = :record and mapping = :mapping and direction = :direction")
                .bind("record", record).bind("mapping", mapping).bind("direction", direction.jsonName()).execute();
        if (known == 0) {
            handle.createUpdate("insert into parked_record (record_id, mapping, direction, id, erp_id, erp_key, crm_id, class, "
                            + "reason, attempts, first_at, next_attempt_at, job) values (:record, :mapping, :direction, :id, "
                            + ":erpId, :erpKey, :crmId, 'transient', :reason, 0, current_timestamp, current_timestamp, :id)")
                    .bind("record", record).bind("mapping", mapping).bind("direction", direction.jsonName())
                    .bind("id", UUID.randomUUID()).bind("erpId", RecordKey.bounded(erpId))
                    .bind("erpKey", RecordKey.bounded(erpKey)).bind("crmId", crmId)
                    .bind("reason", "it was coupled by hand; the next run carries its values").execute();
        }
    }
}
