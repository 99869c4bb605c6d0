package io.kytkin.erp;

import java.sql.SQLException;

/** The ERP's database can't be reached now; nothing is wrong with the records, and a later try may do. */
public class ErpUnavailable extends ErpFailure {

    ErpUnavailable(String message, SQLException cause) {
        super(message, cause);
    }
}
