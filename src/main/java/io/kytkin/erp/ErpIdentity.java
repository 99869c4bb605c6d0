package io.kytkin.erp;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * What tells the ERP from another one. The database is known by what it says of itself, not by its address: another name of
 * its host, another port or password, or a move to a new machine leave it the same; another database beside it does not.
 */
public final class ErpIdentity {
    private ErpIdentity() { }

    /**
     * Company, kind and name of the database, as a person would say it.
     *
     * @throws ErpFailure when the database does not answer
     */
    public static String of(DataSource erp, String company) {
        try (Connection connection = erp.getConnection()) {
            return company + " in the " + connection.getMetaData().getDatabaseProductName() + " database "
                    + connection.getCatalog();
        } catch (SQLException failure) {
            throw ErpFailure.of("asking for the name of its database", failure);
        }
    }
}
