package io.kytkin.coupling;

import io.kytkin.mapping.PageRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Keeps the list of couplings that owe something: fields of a second pass that could not be written yet. */
public final class OwingCouplings {
    /** A condition on those that may pay now. */
    static final String DUE = "(waits_key is null or exists (select 1 from coupling parent where parent.erp_code = waits_key "
            + "and parent.mapping = waits_mapping and parent.state = 'coupled')) and not exists (select 1 from parked_record "
            + "where parked_record.record_id = owing_coupling.erp_id and parked_record.mapping = owing_coupling.mapping "
            + "and parked_record.direction = 'toCrm')";

    private OwingCouplings() { }

    /**
     * Adds those that owe something now, and takes away those that owed before and do no more.
     *
     * @param debts what a record owes now
     */
    public static void write(Connection connection, String mapping, List<PageRecord> records,
                             Function<PageRecord, Collection<String>> debts) throws SQLException {
        List<PageRecord> indebted = records.stream().filter(record -> before(record).isEmpty()
                && !debts.apply(record).isEmpty()).toList();
        List<PageRecord> free = records.stream().filter(record -> !before(record).isEmpty()
                && debts.apply(record).isEmpty()).toList();
        Batch.run(connection, "insert into owing_coupling (erp_id, mapping) select ?, ? where not exists "
                + "(select 1 from owing_coupling where erp_id = ? and mapping = ?)", indebted, (insert, record) -> {
                    insert.setString(1, record.erpId());
                    insert.setString(2, mapping);
                    insert.setString(3, record.erpId());
                    insert.setString(4, mapping);
                });
        forget(connection, mapping, free);
    }

    /**
     * Notes of records that went to the CRM and still owe it one reference which record that waits for, so that they are
     * looked at again when it is coupled and not before. Those that owe more are looked at by every run.
     */
    public static void await(Connection connection, String mapping, List<PageRecord> records) throws SQLException {
        Batch.run(connection, "update owing_coupling set waits_mapping = ?, waits_key = ? where erp_id = ? and mapping = ? "
                + "and (waits_key is null or waits_key <> ?)", records, (update, record) -> {
                    boolean isOne = record.decision().debts().size() == 1;
                    PageRecord.OwedReference owed = isOne ? record.owed().get(0) : null;
                    update.setString(1, isOne ? owed.mapping() : null);
                    update.setString(2, isOne ? owed.key() : null);
                    update.setString(3, record.erpId());
                    update.setString(4, mapping);
                    update.setString(5, isOne ? owed.key() : "");
                });
    }

    /** For couplings that are taken away. */
    public static void forget(Connection connection, String mapping, List<PageRecord> records) throws SQLException {
        Batch.run(connection, "delete from owing_coupling where erp_id = ? and mapping = ?", records, (delete, record) -> {
            delete.setString(1, record.erpId());
            delete.setString(2, mapping);
        });
    }

    private static Set<String> before(PageRecord record) {
        return record.coupling() == null ? Set.of() : record.coupling().debts();
    }
}
