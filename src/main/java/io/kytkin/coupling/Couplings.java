package io.kytkin.coupling;

import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.DerivedKey;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.References;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.TranslationSettings;
import io.kytkin.mapping.Turns;
import io.kytkin.mapping.Values;
import io.kytkin.mapping.WantedReferences;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jdbi.v3.core.Jdbi;

/**
 * The couplings as the steps of a page use them: looked up with one query, reserved before anything is sent. They are
 * confirmed by the save stage, together with everything else a page leaves behind.
 */
public final class Couplings {
    /** The class of SQL states of violated constraints. */
    private static final String INTEGRITY_VIOLATION = "23";
    /** Exchange property: what {@link #wanted} asked for, until {@link #attach} has the answer. */
    private static final String WANTED = "kytkinWantedReferences";

    private final DataSource state;
    private final Bindings bindings;
    private final TranslationSettings settings;

    public Couplings(DataSource state, Bindings bindings, TranslationSettings settings) {
        this.state = state;
        this.bindings = bindings;
        this.settings = settings;
    }

    /**
     * Asks for the couplings of a page's records and of all they refer to: sets the headers {@code ownMapping},
     * {@code ownKeys}, {@code mappings} and {@code keys} of the one query in {@code look-up-couplings}. Keys are ERP ids and
     * codes on the way to the CRM, CRM ids on the way to the ERP.
     */
    public void wanted(Exchange exchange) {
        Page page = exchange.getMessage().getBody(Page.class);
        boolean toCrm = page.direction() == Direction.TO_CRM;
        UUID[] own = page.records().stream().map(record -> toCrm ? record.couplingId(page.mapping().name()) : record.crmId())
                .toArray(UUID[]::new);
        WantedReferences wanted = WantedReferences.of(bindings.of(page.mapping()), page);
        List<String> mappings = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        wanted.codes().forEach(code -> {
            mappings.add(code.mapping());
            keys.add(code.code());
        });
        wanted.crmIds().forEach(crmId -> {
            mappings.add(crmId.mapping());
            keys.add(crmId.crmId().toString());
        });
        Message message = exchange.getMessage();
        exchange.setProperty(WANTED, wanted);
        message.setHeader("ownMapping", page.mapping().name());
        message.setHeader("ownKeys", own);
        message.setHeader("mappings", mappings.toArray(new String[0]));
        message.setHeader("keys", keys.toArray(new String[0]));
    }

    /** Hands the rows of the query, in the variable {@code couplings}, to the page. */
    public void attach(Exchange exchange) {
        Page page = exchange.getMessage().getBody(Page.class);
        Message message = exchange.getMessage();
        message.removeHeaders("own*");
        message.removeHeader("mappings");
        message.removeHeader("keys");
        boolean toCrm = page.direction() == Direction.TO_CRM;
        Map<String, Coupling> own = new HashMap<>();
        References references = new References();
        for (Object row : (List<?>) exchange.removeVariable("couplings")) {
            Coupling coupling = coupling((Map<?, ?>) row);
            references.add(coupling);
            if (coupling.mapping().equals(page.mapping().name())) {
                own.put(toCrm ? coupling.erpId() : coupling.crmId().toString(), coupling);
            }
        }
        for (PageRecord record : page.records()) {
            Coupling coupling = own.get(toCrm ? record.erpId() : String.valueOf(record.crmId()));
            if (coupling != null) {
                record.coupledBy(coupling);
            }
        }
        page.refersTo(references);
        WantedReferences wanted = (WantedReferences) exchange.removeProperty(WANTED);
        if (toCrm) {
            wanted.codes().stream().filter(code -> references.ofCode(code.mapping(), code.code()).isEmpty())
                    .forEach(code -> page.unknownCodes().put(code, null));
        }
    }

    /**
     * Gives the page the couplings of records that were renamed since they were coupled, and the couplings their new keys.
     * One query for the page, and one update for each rename.
     */
    public void follow(Page page) {
        Map<UUID, WantedReferences.Code> renamed = new HashMap<>();
        page.unknownCodes().forEach((code, erpId) -> {
            if (erpId != null) {
                renamed.put(DerivedKey.ofCoupling(code.mapping(), erpId), code);
            }
        });
        if (!renamed.isEmpty()) {
            Jdbi.create(state).useTransaction(handle -> handle.createQuery("select c.*, r.id as reserved from coupling c "
                            + "left join reservation r on r.id = c.reservation where c.id in (<ids>)")
                    .bindList("ids", List.copyOf(renamed.keySet())).mapToMap().list().forEach(row -> {
                        WantedReferences.Code code = renamed.get((UUID) row.get("id"));
                        row.put("erp_key", code.code());
                        row.put("reservation", row.get("reserved"));
                        page.references().add(coupling(row));
                        handle.createUpdate("update coupling set erp_key = :key, erp_code = :key where id = :id")
                                .bind("key", code.code()).bind("id", row.get("id")).execute();
                    }));
        }
        page.unknownCodes().clear();
    }

    /** Databases differ in the case of the names they return. */
    private static Coupling coupling(Map<?, ?> row) {
        Map<String, Object> values = new HashMap<>();
        row.forEach((name, value) -> values.put(name.toString().toLowerCase(Locale.ROOT), value));
        return new Coupling((String) values.get("mapping"), (String) values.get("erp_id"),
                (String) values.get("erp_key"), (UUID) values.get("crm_id"),
                state((String) values.get("state"), values.get("reservation") != null),
                ((Number) values.get("generation")).intValue(), agreed(values.get("agreed")),
                debts((String) values.get("debts")), sent((String) values.get("sent"),
                        values.get("last_synchronized_at")), Turns.read((String) values.get("turns")));
    }

    /** Null attributes: nothing was sent since the create, which sent everything. */
    private static Coupling.Sent sent(String attributes, Object at) {
        Instant time = at instanceof OffsetDateTime local ? local.toInstant()
                : at instanceof Timestamp stamp ? stamp.toInstant() : null;
        return time == null ? null : new Coupling.Sent(time, attributes == null ? null : debts(attributes));
    }

    /** A coupling is reserved for as long as its reservation exists, whatever else it is. */
    static Coupling.State state(String text, boolean isReserved) {
        return isReserved ? Coupling.State.RESERVED : Coupling.State.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static AgreedValues agreed(Object text) {
        return AgreedValuesJson.read((String) text);
    }

    static Set<String> debts(String text) {
        return text == null ? Set.of() : Set.of(text.split(","));
    }

    /** Debts as the state database keeps them: null when there are none, so that an index finds the few that have some. */
    public static String debts(Collection<String> attributes) {
        return attributes.isEmpty() ? null : String.join(",", attributes);
    }

    /**
     * Reserves every record that is about to be created: one transaction writes the derived key and the values to be
     * sent, before anything is sent (invariant 1). The couplings count as reserved until the page's reservation is gone.
     *
     * @throws LeaseLost when another runtime took the mapping over
     */
    public void reserve(Page page) throws SQLException {
        List<PageRecord> creates = page.toWrite().stream()
                .filter(record -> record.decision().action() == Decision.Action.CREATE).toList();
        if (creates.isEmpty()) {
            return;
        }
        try (Connection connection = state.getConnection()) {
            connection.setAutoCommit(false);
            try {
                page.reservedUnder(reserve(connection, new PageReservation(page.mapping().name(), settings.company(), creates)));
                Leases.hold(connection, page.mapping().name(), page.origin().token());
                connection.commit();
                creates.forEach(PageRecord::reserve);
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static long reserve(Connection connection, PageReservation reservation) throws SQLException {
        try {
            return reservation.write(connection);
        } catch (SQLException e) {
            connection.rollback();
            boolean isViolation = e.getSQLState() != null && e.getSQLState().startsWith(INTEGRITY_VIOLATION);
            if (!isViolation || !reservation.avoidTakenKeys(connection)) {
                throw e;
            }
            return reservation.write(connection);
        }
    }

    /**
     * Takes away what pages that were never confirmed leave behind once each of their records became something else. Looks
     * at every coupling for each of them, so it is for the end of a job over all records.
     */
    public static void forgetEmptyReservations(Connection connection, String mapping) throws SQLException {
        Batch.run(connection, "delete from reservation where mapping = ? and not exists "
                + "(select 1 from coupling where coupling.reservation = reservation.id)", List.of(mapping),
                (delete, name) -> delete.setString(1, name));
    }

    /**
     * Drops candidates and rivals that are coupled already in this mapping: they are somebody else's partner, so they
     * make no match and no doubt. One query, and only for a page that has candidates.
     */
    public void settleMatches(Page page) {
        List<PageRecord> met = page.records().stream().filter(record -> !record.candidates().isEmpty()).toList();
        if (met.isEmpty()) {
            return;
        }
        boolean toCrm = page.direction() == Direction.TO_CRM;
        Set<String> erpIds = new HashSet<>();
        Set<UUID> crmIds = new HashSet<>();
        for (PageRecord record : met) {
            for (Row candidate : record.candidates()) {
                if (toCrm) {
                    crmIds.add((UUID) candidate.get(keyOf(page)));
                } else {
                    erpIds.add(erpIdOf(page, candidate));
                }
            }
            for (String rival : record.rivals()) {
                if (toCrm) {
                    erpIds.add(rival);
                } else {
                    crmIds.add(UUID.fromString(rival));
                }
            }
        }
        Set<String> taken = coupled(page.mapping().name(), erpIds, crmIds);
        for (PageRecord record : met) {
            record.matches(record.candidates().stream().filter(candidate -> !taken.contains(
                    toCrm ? candidate.get(keyOf(page)).toString() : erpIdOf(page, candidate))).toList());
            record.contestedBy(record.rivals().stream().filter(rival -> !taken.contains(rival)).toList());
        }
    }

    private String keyOf(Page page) {
        return bindings.of(page.mapping()).crm().key();
    }

    private static String erpIdOf(Page page, Row row) {
        return Values.key(row, page.mapping().erpId());
    }

    private Set<String> coupled(String mapping, Set<String> erpIds, Set<UUID> crmIds) {
        return Jdbi.create(state).withHandle(handle -> {
            Set<String> taken = new HashSet<>();
            if (!erpIds.isEmpty()) {
                taken.addAll(handle.createQuery("select erp_id from coupling where mapping = :mapping "
                                + "and erp_id in (<ids>)").bind("mapping", mapping).bindList("ids", erpIds)
                        .mapTo(String.class).list());
            }
            if (!crmIds.isEmpty()) {
                taken.addAll(handle.createQuery("select cast(crm_id as varchar(36)) from coupling "
                                + "where mapping = :mapping and crm_id in (<ids>)").bind("mapping", mapping)
                        .bindList("ids", crmIds).mapTo(String.class).list());
            }
            return taken;
        });
    }
}
