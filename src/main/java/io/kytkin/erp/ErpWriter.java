package io.kytkin.erp;

import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import java.util.ArrayList;
import java.util.List;

/** Writes pages into the ERP's tables; how one page is written says {@link WrittenPage}. */
final class ErpWriter {
    private final ErpConnections connections;
    private final Bindings bindings;

    ErpWriter(ErpConnections connections, Bindings bindings) {
        this.connections = connections;
        this.bindings = bindings;
    }

    void write(Page page, ErpTable table) {
        if (table.target() == null) {
            page.toWrite().forEach(record -> record.park(Parking.data("The mapping reads an erpQuery, which can't be "
                    + "written; name the table to write as its erpTable.", null, null)));
            return;
        }
        connections.run(page.mapping(), "writing " + page.mapping().name(), connection -> {
            WrittenValues values = WrittenValues.of(connection, table, page.toWrite());
            List<PageRecord> records = new ArrayList<>();
            for (PageRecord record : page.toWrite()) {
                Parking problem = values.problem(record);
                if (problem == null) {
                    records.add(record);
                } else {
                    record.park(problem);
                }
            }
            new WrittenPage(connection, table, bindings.of(page.mapping()), values, records).write();
            return null;
        });
    }
}
