package io.kytkin.coupling;

import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.DerivedKey;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Writes the reservation of the records that a page is about to create. */
final class PageReservation {
    private final String mapping;
    private final String company;
    private final List<PageRecord> creates;
    private final List<PageRecord> derived;
    private final Map<PageRecord, Integer> raised = new IdentityHashMap<>();

    PageReservation(String mapping, String company, List<PageRecord> creates) {
        this.mapping = mapping;
        this.company = company;
        this.creates = creates;
        // A record that is new in the ERP has its CRM key already, and its ERP id from translation.
        this.derived = creates.stream().filter(record -> record.coupling() == null ? record.crmId() == null
                : isRestored(record)).toList();
    }

    /** @return the id of the reservation */
    long write(Connection connection) throws SQLException {
        long reservation = begin(connection);
        derived.forEach(record -> record.takes(key(record, generation(record))));
        insert(connection, reservation, creates.stream().filter(record -> record.coupling() == null).toList());
        update(connection, reservation, creates.stream().filter(record -> record.coupling() != null).toList());
        OwingCouplings.write(connection, mapping, creates, record -> record.decision().debts());
        return reservation;
    }

    /**
     * After a reservation that was refused: gives those records another key whose own is another coupling's. A person who
     * coupled the CRM record that was made for one ERP record with another one leaves it so.
     *
     * @return whether there were any
     */
    boolean avoidTakenKeys(Connection connection) throws SQLException {
        boolean any = false;
        try (PreparedStatement others = connection.prepareStatement(
                "select 1 from coupling where crm_id = ? and mapping = ? and erp_id <> ?")) {
            for (PageRecord record : derived) {
                int generation = generation(record);
                while (isTaken(others, record, generation)) {
                    generation++;
                }
                any |= generation > generation(record);
                raised.put(record, generation);
            }
        }
        return any;
    }

    private boolean isTaken(PreparedStatement others, PageRecord record, int generation) throws SQLException {
        others.setObject(1, key(record, generation));
        others.setString(2, mapping);
        others.setString(3, record.erpId());
        try (ResultSet row = others.executeQuery()) {
            return row.next();
        }
    }

    private UUID key(PageRecord record, int generation) {
        return DerivedKey.of(company, mapping, record.erpId(), generation);
    }

    private long begin(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into reservation (mapping) values (?)",
                new String[] {"id"})) {
            insert.setString(1, mapping);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    /**
     * All in one statement of a few arrays: a batch of a thousand single values costs PostgreSQL's driver and server a fifth
     * more, and H2 as much.
     */
    private void insert(Connection connection, long reservation, List<PageRecord> records) throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into coupling (id, erp_id, mapping, erp_key, "
                + "erp_code, crm_id, state, reservation, generation, agreed, debts, last_outcome, last_synchronized_at) "
                + "select id, erp_id, ?, erp_key, erp_code, crm_id, 'coupled', ?, generation, agreed, debts, 'created', "
                + "current_timestamp from unnest(cast(? as uuid array), cast(? as varchar array), cast(? as varchar array), "
                + "cast(? as varchar array), cast(? as uuid array), cast(? as integer array), cast(? as varchar array), "
                + "cast(? as varchar array)) r (id, erp_id, erp_key, erp_code, crm_id, generation, agreed, debts)")) {
            insert.setString(1, mapping);
            insert.setLong(2, reservation);
            insert.setObject(3, each(records, UUID[]::new, record -> record.couplingId(mapping)));
            insert.setObject(4, each(records, String[]::new, PageRecord::erpId));
            insert.setObject(5, each(records, String[]::new, PageReservation::erpKey));
            insert.setObject(6, each(records, String[]::new, record -> RecordKey.code(erpKey(record))));
            insert.setObject(7, each(records, UUID[]::new, PageRecord::crmId));
            insert.setObject(8, each(records, Integer[]::new, this::generation));
            insert.setObject(9, each(records, String[]::new, record -> AgreedValuesJson.write(record.decision().agreed())));
            insert.setObject(10, each(records, String[]::new, record -> Couplings.debts(record.decision().debts())));
            insert.executeUpdate();
        }
    }

    private static <T> T[] each(List<PageRecord> records, IntFunction<T[]> array, Function<PageRecord, T> value) {
        return records.stream().map(value).toArray(array);
    }

    /** A record that is new in the ERP has no number before it is written. */
    private static String erpKey(PageRecord record) {
        return Objects.requireNonNullElse(record.erpKey(), "");
    }

    /** A partner that was deleted is created anew: under its old key the CRM may still know it as deleted. */
    private static boolean isRestored(PageRecord record) {
        return record.coupling() != null && record.coupling().state() == Coupling.State.BROKEN;
    }

    private int generation(PageRecord record) {
        int own = record.coupling() == null ? 0 : record.coupling().generation() + (isRestored(record) ? 1 : 0);
        return raised.getOrDefault(record, own);
    }

    /** Records that an earlier page reserved, or that are restored; the values are those that are sent now. */
    private void update(Connection connection, long reservation, List<PageRecord> records) throws SQLException {
        Batch.run(connection, "update coupling set state = 'coupled', reservation = ?, "
                + "agreed = ?, debts = ?, crm_id = ?, generation = ?, sent = null where id = ?", records,
                (update, record) -> {
                    update.setLong(1, reservation);
                    update.setString(2, AgreedValuesJson.write(record.decision().agreed()));
                    update.setString(3, Couplings.debts(record.decision().debts()));
                    update.setObject(4, record.crmId());
                    update.setInt(5, generation(record));
                    update.setObject(6, record.couplingId(mapping));
                });
    }
}
