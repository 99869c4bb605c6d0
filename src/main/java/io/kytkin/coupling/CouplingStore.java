package io.kytkin.coupling;

import io.kytkin.mapping.DerivedKey;
import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.RecordKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Reads couplings for people, and finds those that still owe something. */
public final class CouplingStore {

    /**
     * A coupling with its history.
     *
     * @param lastSynchronizedAt the last success; null: none yet
     * @param lastOutcome        of the last success; null: none yet
     */
    public record Stored(UUID id, Coupling coupling, Instant lastSynchronizedAt, String lastOutcome) { }

    /** What a sweep needs to know of a coupling. */
    public record Swept(UUID id, String erpId, UUID crmId, boolean isBroken) { }

    private static final String COLUMNS = "select coupling.id, coupling.mapping, erp_id, erp_key, crm_id, state, "
            + "reservation.id as reserved, generation, agreed, debts, last_synchronized_at, last_outcome from coupling "
            + "left join reservation on reservation.id = coupling.reservation ";

    private final Jdbi state;

    public CouplingStore(DataSource state) {
        this.state = Jdbi.create(state);
    }

    public Optional<Stored> find(UUID id) {
        return state.withHandle(handle -> handle.createQuery(COLUMNS + "where coupling.id = :id").bind("id", id)
                .map((row, context) -> stored(row)).findOne());
    }

    public Optional<Stored> ofErpId(String mapping, String erpId) {
        return state.withHandle(handle -> handle.createQuery(COLUMNS + "where coupling.id = :id")
                .bind("id", DerivedKey.ofCoupling(mapping, erpId)).map((row, context) -> stored(row)).findOne());
    }

    /** Couplings in the order of their ids; a filter that is null lets all pass. */
    public List<Stored> list(String mapping, String erpKey, UUID crmId, UUID after, int limit) {
        Conditions conditions = new Conditions().and("coupling.mapping = :mapping", "mapping", mapping)
                .and("erp_code = :code", "code", erpKey == null ? null : RecordKey.code(erpKey))
                .and("crm_id = :crmId", "crmId", crmId).and("coupling.id > :after", "after", after);
        return state.withHandle(handle -> conditions.bind(handle.createQuery(COLUMNS + conditions
                        + " order by coupling.id fetch first " + limit + " rows only"))
                .map((row, context) -> stored(row)).list());
    }

    /** How many couplings a mapping has, broken ones left out. */
    public long count(String mapping) {
        return state.withHandle(handle -> handle.createQuery("select count(*) from coupling where mapping = :mapping "
                + "and state = 'coupled'").bind("mapping", mapping).mapTo(Long.class).one());
    }

    /** Numbers of couplings by mapping; mappings without any are left out. */
    public Map<String, Long> counts() {
        return state.withHandle(handle -> {
            Map<String, Long> counts = new TreeMap<>();
            handle.createQuery("select mapping, count(*) as number from coupling where state = 'coupled' "
                            + "and (reservation is null or reservation not in (select id from reservation)) group by mapping")
                    .map((row, context) -> counts.put(row.getString("mapping"), row.getLong("number"))).list();
            return counts;
        });
    }

    /**
     * Couplings in the order of their ids, for a sweep over all of them: the order is that of this database alone, so that no
     * two databases have to agree on how keys are sorted. Reserved ones are left out: their record may be about to be created.
     *
     * @param after null: from the first
     */
    public List<Swept> sweep(String mapping, UUID after, int limit) {
        return state.withHandle(handle -> {
            Query query = handle.createQuery("select id, erp_id, crm_id, state from coupling where mapping = :mapping "
                    + "and state <> 'uncoupled' and (reservation is null or reservation not in (select id from reservation))"
                    + (after == null ? "" : " and id > :after")
                    + " order by id fetch first " + limit + " rows only").bind("mapping", mapping);
            return (after == null ? query : query.bind("after", after)).map((row, context) -> new Swept(
                    row.getObject("id", UUID.class), row.getString("erp_id"), row.getObject("crm_id", UUID.class),
                    "broken".equals(row.getString("state")))).list();
        });
    }

    /** Those of the CRM records that are coupled. One query; no records, none. */
    public Set<UUID> coupledAmong(String mapping, Collection<UUID> crmIds) {
        return crmIds.isEmpty() ? Set.of() : Set.copyOf(state.withHandle(handle -> handle.createQuery(
                        "select crm_id from coupling where mapping = :mapping and state = 'coupled' and crm_id in (<ids>)")
                .bind("mapping", mapping).bindList("ids", List.copyOf(crmIds)).mapTo(UUID.class).list()));
    }

    /**
     * ERP ids of couplings that still owe the CRM something, in their order.
     *
     * @param all   also those that would find again what they found before: the record referred to is not coupled yet, or
     *              theirs is parked and waits for what cures it
     * @param after null: from the first
     */
    public List<String> owing(String mapping, boolean all, String after, int limit) {
        return state.withHandle(handle -> handle.createQuery("select erp_id from owing_coupling where mapping = :mapping "
                        + "and erp_id > :after " + (all ? "" : "and " + OwingCouplings.DUE)
                        + " order by erp_id fetch first " + limit + " rows only")
                .bind("mapping", mapping).bind("after", after == null ? "" : after).mapTo(String.class).list());
    }

    private static Stored stored(ResultSet row) throws SQLException {
        boolean isReserved = row.getObject("reserved") != null;
        OffsetDateTime last = isReserved ? null : row.getObject("last_synchronized_at", OffsetDateTime.class);
        Coupling coupling = new Coupling(row.getString("mapping"), row.getString("erp_id"), row.getString("erp_key"),
                row.getObject("crm_id", UUID.class),
                Couplings.state(row.getString("state"), isReserved), row.getInt("generation"),
                AgreedValuesJson.read(row.getString("agreed")), Couplings.debts(row.getString("debts")));
        return new Stored(row.getObject("id", UUID.class), coupling, last == null ? null : last.toInstant(),
                isReserved ? null : row.getString("last_outcome"));
    }
}
