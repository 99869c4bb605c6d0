package io.kytkin.sync;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * The records that refer to a CRM record which got another id: they are sent again. They are found by their agreed values,
 * which costs a walk over all couplings; a page does it once, and only when it restored something.
 */
final class Dependants {
    private Dependants() { }

    /** Makes those due whose agreed values name one of the records that are gone. */
    static void wake(Connection connection, String mapping, List<UUID> gone, UUID job) throws SQLException {
        if (gone.isEmpty()) {
            return;
        }
        String named = String.join(" or ", gone.stream().map(id -> "c.agreed like ?").toList());
        try (PreparedStatement insert = connection.prepareStatement("insert into parked_record (record_id, mapping, direction, "
                + "id, erp_id, erp_key, crm_id, class, reason, attempts, first_at, next_attempt_at, job) "
                + "select c.erp_id, c.mapping, 'toCrm', c.id, c.erp_id, c.erp_key, c.crm_id, 'transient', "
                + "'a record it refers to was created anew in the CRM; the next run sends the reference', 0, "
                + "current_timestamp, current_timestamp, cast(? as uuid) from coupling c where (" + named
                + ") and c.mapping <> ? and c.state = 'coupled' and not exists (select 1 from parked_record p "
                + "where p.record_id = c.erp_id and p.mapping = c.mapping and p.direction = 'toCrm')")) {
            insert.setString(1, job.toString());
            for (int at = 0; at < gone.size(); at++) {
                insert.setString(2 + at, "%" + gone.get(at) + "%");
            }
            insert.setString(2 + gone.size(), mapping);
            insert.executeUpdate();
        }
    }
}
