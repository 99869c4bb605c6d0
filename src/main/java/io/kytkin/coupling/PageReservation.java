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
import java.util.List;
import java.util.Objects;

/** Writes the reservation of the records that a page is about to create. */
final class PageReservation {
    private final String mapping;
    private final String company;
    private final List<PageRecord> creates;

    PageReservation(String mapping, String company, List<PageRecord> creates) {
        this.mapping = mapping;
        this.company = company;
        this.creates = creates;
    }

    /** @return the id of the reservation */
    long write(Connection connection) throws SQLException {
        long reservation = begin(connection);
        List<PageRecord> unknown = creates.stream().filter(record -> record.coupling() == null).toList();
        // A record that is new in the ERP has its CRM key already, and its ERP id from translation.
        unknown.stream().filter(record -> record.crmId() == null)
                .forEach(record -> record.takes(DerivedKey.of(company, mapping, record.erpId(), 0)));
        insert(connection, reservation, unknown);
        List<PageRecord> known = creates.stream().filter(record -> record.coupling() != null).toList();
        known.stream().filter(PageReservation::isRestored).forEach(record -> record.takes(
                DerivedKey.of(company, mapping, record.erpId(), generation(record))));
        update(connection, reservation, known);
        OwingCouplings.write(connection, mapping, creates, record -> record.decision().debts());
        return reservation;
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

    private void insert(Connection connection, long reservation, List<PageRecord> records) throws SQLException {
        Batch.run(connection, "insert into coupling (id, erp_id, mapping, erp_key, erp_code, crm_id, state, reservation, "
                + "generation, agreed, debts, last_outcome, last_synchronized_at) "
                + "values (?, ?, ?, ?, ?, ?, 'coupled', ?, 0, ?, ?, 'created', current_timestamp)", records,
                (insert, record) -> {
                    insert.setObject(1, DerivedKey.ofCoupling(mapping, record.erpId()));
                    insert.setString(2, record.erpId());
                    insert.setString(3, mapping);
                    // A record that is new in the ERP has no number before it is written.
                    String erpKey = Objects.requireNonNullElse(record.erpKey(), "");
                    insert.setString(4, erpKey);
                    insert.setString(5, RecordKey.code(erpKey));
                    insert.setObject(6, record.crmId());
                    insert.setLong(7, reservation);
                    insert.setString(8, AgreedValuesJson.write(record.decision().agreed()));
                    insert.setString(9, Couplings.debts(record.decision().debts()));
                });
    }

    /** A partner that was deleted is created anew: under its old key the CRM may still know it as deleted. */
    private static boolean isRestored(PageRecord record) {
        return record.coupling().state() == Coupling.State.BROKEN;
    }

    private static int generation(PageRecord record) {
        return record.coupling().generation() + (isRestored(record) ? 1 : 0);
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
                    update.setObject(6, DerivedKey.ofCoupling(mapping, record.erpId()));
                });
    }
}
