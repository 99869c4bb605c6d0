package io.kytkin.sync;

import io.kytkin.coupling.Couplings;
import io.kytkin.coupling.DerivedKey;
import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.RecordKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What a page leaves behind in the couplings: each record by how it ended, all of a kind in one batch. */
final class PageCouplings {
    private final Page page;
    private final String mapping;
    private final List<PageRecord> confirmed = new ArrayList<>();
    private final List<PageRecord> changed = new ArrayList<>();
    private final List<PageRecord> met = new ArrayList<>();
    private final List<PageRecord> refused = new ArrayList<>();

    PageCouplings(Page page, List<PageRecord> records) {
        this.page = page;
        this.mapping = page.mapping().name();
        records.forEach(this::sort);
    }

    private void sort(PageRecord record) {
        switch (record.outcome()) {
            case CREATED -> (record.isReservedAsDecided() ? confirmed : changed).add(record);
            case UPDATED, UNCHANGED, MERGED, COUPLED -> {
                if (record.coupling() == null) {
                    met.add(record);
                } else if (record.outcome() != Outcome.UNCHANGED || isChanged(record)) {
                    changed.add(record);
                }
            }
            case PARKED -> {
                if (wasRefused(record)) {
                    refused.add(record);
                }
            }
            default -> { }
        }
    }

    private static boolean isChanged(PageRecord record) {
        Coupling coupling = record.coupling();
        Decision decision = record.decision();
        return decision.agreed() != coupling.agreed() && !decision.agreed().equals(coupling.agreed())
                || !decision.debts().equals(coupling.debts())
                || record.erpKey() != null && !record.erpKey().equals(coupling.erpKey());
    }

    /** A create that the CRM certainly did not run. After a failure that passes by itself, it may have run. */
    private static boolean wasRefused(PageRecord record) {
        return record.decision() != null && record.decision().action() == Decision.Action.CREATE
                && record.parking().parkingClass() != ParkingClass.TRANSIENT;
    }

    void write(Connection connection) throws SQLException {
        confirm(connection);
        change(connection);
        meet(connection);
        takeBack(connection);
    }

    /** The values were written when the record was reserved; only the state changes. */
    private void confirm(Connection connection) throws SQLException {
        Batch.run(connection, "update coupling set state = 'coupled', last_outcome = 'created', "
                + "last_synchronized_at = current_timestamp where erp_id = ? and mapping = ?", confirmed,
                (update, record) -> {
                    update.setString(1, record.erpId());
                    update.setString(2, mapping);
                });
    }

    private void change(Connection connection) throws SQLException {
        Batch.run(connection, "update coupling set state = 'coupled', agreed = ?, debts = ?, erp_key = ?, erp_code = ?, "
                + "last_outcome = ?, last_synchronized_at = current_timestamp where erp_id = ? and mapping = ?", changed,
                (update, record) -> {
                    update.setString(1, AgreedValuesJson.write(record.decision().agreed()));
                    update.setString(2, debts(record));
                    update.setString(3, record.erpKey());
                    update.setString(4, RecordKey.code(record.erpKey()));
                    update.setString(5, outcome(record));
                    update.setString(6, record.erpId());
                    update.setString(7, mapping);
                });
    }

    private void meet(Connection connection) throws SQLException {
        Batch.run(connection, "insert into coupling (erp_id, mapping, id, erp_key, erp_code, crm_id, state, generation, "
                + "agreed, debts, last_outcome, last_synchronized_at) values (?, ?, ?, ?, ?, ?, 'coupled', 0, ?, ?, ?, "
                + "current_timestamp)", met, (insert, record) -> {
                    insert.setString(1, record.erpId());
                    insert.setString(2, mapping);
                    insert.setObject(3, DerivedKey.ofCoupling(mapping, record.erpId()));
                    insert.setString(4, record.erpKey());
                    insert.setString(5, RecordKey.code(record.erpKey()));
                    insert.setObject(6, record.crmId());
                    insert.setString(7, AgreedValuesJson.write(record.decision().agreed()));
                    insert.setString(8, debts(record));
                    insert.setString(9, outcome(record));
                });
    }

    private void takeBack(Connection connection) throws SQLException {
        Batch.run(connection, "delete from coupling where erp_id = ? and mapping = ? and state = 'reserved'", refused,
                (delete, record) -> {
                    delete.setString(1, record.erpId());
                    delete.setString(2, mapping);
                });
    }

    /** A pass to the ERP knows nothing of what the pass to the CRM still owes. */
    private String debts(PageRecord record) {
        Collection<String> debts = page.direction() == Direction.TO_CRM ? record.decision().debts()
                : record.coupling() == null ? List.of() : record.coupling().debts();
        return Couplings.debts(debts);
    }

    private static String outcome(PageRecord record) {
        return record.outcome().name().toLowerCase(Locale.ROOT);
    }
}
