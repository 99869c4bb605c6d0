package io.kytkin;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The ERP's customers, as who works in the ERP reads and edits them. */
public final class ErpCustomers {
    private final DataSource erp;

    ErpCustomers(DataSource erp) {
        this.erp = erp;
    }

    /** What a column holds; null also when there is no such customer. */
    public String value(String no, String column) {
        try (Connection connection = erp.getConnection(); PreparedStatement query = connection.prepareStatement(
                "select " + column + " from customer where no = ?")) {
            query.setString(1, no);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void edit(String no, String column, Object value) {
        try (Connection connection = erp.getConnection(); PreparedStatement update = connection.prepareStatement(
                "update customer set " + column + " = ?, system_modified_at = current_timestamp where no = ?")) {
            update.setObject(1, value);
            update.setString(2, no);
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
