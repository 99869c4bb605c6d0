package io.kytkin.sync;

import io.kytkin.coupling.Batch;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Outcome;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Keeps what ERP records still have to be given: fields of a second pass whose CRM record is not coupled yet. The records
 * are due again when it is ({@link ParkedRecords#due}); a person need not look at them, so they are not parked.
 */
final class OwedReferences {
    private record Row(PageRecord record, PageRecord.OwedReference owed) { }

    private OwedReferences() { }

    /** Writes down what the page's records owe now, in place of what they owed. */
    static void write(Connection connection, Page page, List<PageRecord> records) throws SQLException {
        if (page.direction() != Direction.TO_ERP || !mayOwe(page.mapping())) {
            return;
        }
        List<PageRecord> written = records.stream().filter(record -> record.outcome() != Outcome.PARKED).toList();
        Batch.run(connection, "delete from owed_reference where record_id = ? and mapping = ?", written, (delete, record) -> {
            delete.setString(1, record.crmId().toString());
            delete.setString(2, page.mapping().name());
        });
        List<Row> rows = written.stream().flatMap(record -> record.owed().stream().map(owed -> new Row(record, owed))).toList();
        Batch.run(connection, "insert into owed_reference (record_id, mapping, attribute, waits_mapping, waits_key) "
                + "values (?, ?, ?, ?, ?)", rows, (insert, row) -> {
                    insert.setString(1, row.record.crmId().toString());
                    insert.setString(2, page.mapping().name());
                    insert.setString(3, row.owed.attribute());
                    insert.setString(4, row.owed.mapping());
                    insert.setString(5, row.owed.key());
                });
    }

    private static boolean mayOwe(MappingDefinition mapping) {
        return mapping.fields().stream().anyMatch(field -> field.secondPass() && field.arrow() == FieldMapping.Arrow.BOTH
                && field.coupled() != null);
    }
}
