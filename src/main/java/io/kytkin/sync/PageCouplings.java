package io.kytkin.sync;

import io.kytkin.coupling.Batch;
import io.kytkin.coupling.Couplings;
import io.kytkin.coupling.OwingCouplings;
import io.kytkin.mapping.AgreedValuesJson;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/**
 * What a page leaves behind in the couplings: each record by how it ended, all of a kind in one batch. New couplings were
 * written when they were reserved; they are confirmed by taking the page's reservation away.
 */
final class PageCouplings {
    private final Page page;
    private final String mapping;
    private final boolean isWholePage;
    private final List<PageRecord> confirmed = new ArrayList<>();
    private final List<PageRecord> changed = new ArrayList<>();
    private final List<PageRecord> met = new ArrayList<>();
    private final List<PageRecord> refused = new ArrayList<>();
    private final List<PageRecord> doubtful = new ArrayList<>();
    private final List<PageRecord> broken = new ArrayList<>();
    private final List<PageRecord> removed = new ArrayList<>();
    private final List<PageRecord> moved = new ArrayList<>();
    private final List<PageRecord> awaiting;
    private boolean anyStaysReserved;

    /** @param records of the page, all or some */
    PageCouplings(Page page, List<PageRecord> records) {
        this.page = page;
        this.mapping = page.mapping().name();
        this.isWholePage = records.size() == page.records().size();
        this.awaiting = page.direction() == Direction.TO_ERP ? List.of()
                : records.stream().filter(record -> record.outcome() != Outcome.PARKED && !record.owed().isEmpty()).toList();
        records.forEach(this::sort);
    }

    private void sort(PageRecord record) {
        if (record.outcome() != Outcome.PARKED && record.fate() != null) {
            switch (record.fate()) {
                case BROKEN -> broken.add(record);
                case REMOVED -> removed.add(record);
                case MOVED -> moved.add(record);
            }
            return;
        }
        switch (record.outcome()) {
            // In the ERP it got its number only when it was written.
            case CREATED -> (record.isReservedAsDecided() && page.direction() == Direction.TO_CRM ? confirmed : changed)
                    .add(record);
            case UPDATED, UNCHANGED, MERGED, COUPLED -> {
                if (record.coupling() == null) {
                    met.add(record);
                } else if (record.outcome() != Outcome.UNCHANGED || isChanged(record)) {
                    changed.add(record);
                }
            }
            case PARKED -> {
                if (PartnerLost.isIn(page, record)) {
                    broken.add(record);
                } else if (wasRefused(record)) {
                    refused.add(record);
                } else if (mayHaveRun(record)) {
                    doubtful.add(record);
                } else if (record.isReserved()) {
                    anyStaysReserved = true;
                }
            }
            default -> { }
        }
    }

    private static boolean isChanged(PageRecord record) {
        Coupling coupling = record.coupling();
        Decision decision = record.decision();
        return !coupling.isCoupled() || decision.agreed() != coupling.agreed() && !decision.agreed().equals(coupling.agreed())
                || !decision.debts().equals(coupling.debts())
                || record.erpKey() != null && !record.erpKey().equals(coupling.erpKey());
    }

    /** A create that the other side certainly did not run. */
    private static boolean wasRefused(PageRecord record) {
        return record.decision() != null && record.decision().action() == Decision.Action.CREATE
                && !record.parking().isFailure() && !record.isHandedOver();
    }

    /** An update whose end is not known. */
    private boolean mayHaveRun(PageRecord record) {
        return page.direction() == Direction.TO_CRM && record.decision() != null && record.coupling() != null
                && record.decision().action() == Decision.Action.UPDATE && record.parking().isFailure()
                && !record.isReserved();
    }

    void write(Connection connection) throws SQLException {
        change(connection);
        meet(connection);
        takeBack(connection);
        breakUp(connection);
        // The CRM may show our user as the last who wrote, over a person's edit of a field that was sent before that.
        Batch.run(connection, "update coupling set sent = '' where id = ?", doubtful,
                (update, record) -> update.setObject(1, id(record)));
        OwingCouplings.write(connection, mapping, changed, this::owed);
        OwingCouplings.write(connection, mapping, met, this::owed);
        OwingCouplings.await(connection, mapping, awaiting);
        OwingCouplings.forget(connection, mapping, refused.stream()
                .filter(record -> !record.decision().debts().isEmpty()).toList());
        confirm(connection);
    }

    /** All at once, or one by one when some of the page's records may still become something else. */
    private void confirm(Connection connection) throws SQLException {
        if (page.reservation() == null) {
            return;
        }
        if (isWholePage && !anyStaysReserved) {
            Batch.run(connection, "delete from reservation where id = ?", List.of(page.reservation()),
                    (delete, reservation) -> delete.setLong(1, reservation));
        } else {
            Batch.run(connection, "update coupling set reservation = null where id = ?", confirmed,
                    (update, record) -> update.setObject(1, id(record)));
        }
    }

    private UUID id(PageRecord record) {
        return record.couplingId(mapping);
    }

    private void change(Connection connection) throws SQLException {
        Batch.run(connection, "update coupling set state = 'coupled', reservation = null, agreed = ?, debts = ?, erp_key = ?, "
                + "erp_code = ?, last_outcome = ?, sent = coalesce(?, sent), turns = coalesce(?, turns), last_synchronized_at = current_timestamp where id = ?", changed,
                (update, record) -> {
                    update.setString(1, AgreedValuesJson.write(record.decision().agreed()));
                    update.setString(2, Couplings.debts(owed(record)));
                    update.setString(3, record.erpKey());
                    update.setString(4, RecordKey.code(record.erpKey()));
                    update.setString(5, outcome(record));
                    update.setString(6, sent(record));
                    update.setString(7, record.turns() == null ? null : record.turns().text());
                    update.setObject(8, id(record));
                });
    }

    private void meet(Connection connection) throws SQLException {
        Batch.run(connection, "insert into coupling (erp_id, mapping, id, erp_key, erp_code, crm_id, state, generation, "
                + "agreed, debts, last_outcome, sent, last_synchronized_at) values (?, ?, ?, ?, ?, ?, 'coupled', 0, ?, ?, "
                + "?, ?, current_timestamp)", met, (insert, record) -> {
                    insert.setString(1, record.erpId());
                    insert.setString(2, mapping);
                    insert.setObject(3, id(record));
                    insert.setString(4, record.erpKey());
                    insert.setString(5, RecordKey.code(record.erpKey()));
                    insert.setObject(6, record.crmId());
                    insert.setString(7, AgreedValuesJson.write(record.decision().agreed()));
                    insert.setString(8, Couplings.debts(owed(record)));
                    insert.setString(9, outcome(record));
                    insert.setString(10, Objects.requireNonNullElse(sent(record), ""));
                });
    }

    private void takeBack(Connection connection) throws SQLException {
        Batch.run(connection, "update coupling set state = 'broken', reservation = null where id = ? and generation > 0 "
                + "and reservation is not null", refused, (update, record) -> update.setObject(1, id(record)));
        Batch.run(connection, "delete from coupling where id = ? and reservation is not null", refused,
                (delete, record) -> delete.setObject(1, id(record)));
    }

    private void breakUp(Connection connection) throws SQLException {
        Batch.run(connection, "update coupling set state = 'broken', reservation = null where id = ?", broken,
                (update, record) -> update.setObject(1, id(record)));
        Batch.run(connection, "delete from coupling where id = ?", removed,
                (delete, record) -> delete.setObject(1, id(record)));
        OwingCouplings.forget(connection, mapping, removed);
        Batch.run(connection, "delete from coupling where crm_id = ? and mapping = ? and state = 'broken'", moved,
                (delete, record) -> {
                    delete.setObject(1, record.successor());
                    delete.setString(2, mapping);
                });
        // A person took the winner from another ERP record: that stays apart, and the winner is somebody else's from now on.
        Batch.run(connection, "update coupling set crm_id = ?, generation = generation + 1 where crm_id = ? and mapping = ? "
                + "and state = 'uncoupled'", moved, (update, record) -> {
                    update.setObject(1, UUID.randomUUID());
                    update.setObject(2, record.successor());
                    update.setString(3, mapping);
                });
        Batch.run(connection, "update coupling set crm_id = ?, state = 'coupled', agreed = null, sent = '' where id = ?", moved,
                (update, record) -> {
                    update.setObject(1, record.successor());
                    update.setObject(2, id(record));
                });
    }

    /** A pass to the ERP knows nothing of what the pass to the CRM still owes. */
    private Collection<String> owed(PageRecord record) {
        return page.direction() == Direction.TO_CRM ? record.decision().debts()
                : record.coupling() == null ? List.of() : record.coupling().debts();
    }

    /**
     * The attributes just sent to the CRM: if it gives them a form of its own, that is no edit. Empty once their echo was
     * heard, and where nothing was sent; null: as before.
     */
    private String sent(PageRecord record) {
        boolean written = record.outcome() == Outcome.UPDATED || record.outcome() == Outcome.MERGED
                || record.outcome() == Outcome.COUPLED;
        if (page.direction() == Direction.TO_CRM && written && !record.decision().values().isEmpty()) {
            return String.join(",", record.decision().values().keySet());
        }
        boolean madeInErp = page.direction() == Direction.TO_ERP && record.outcome() == Outcome.CREATED;
        return record.isAdopted() || madeInErp ? "" : null;
    }

    private static String outcome(PageRecord record) {
        return record.outcome().name().toLowerCase(Locale.ROOT);
    }
}
