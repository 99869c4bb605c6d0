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
