package io.kytkin.erp;

import io.kytkin.mapping.Unreachable;
import java.sql.SQLException;

/** The ERP's database can't be reached now, or other work keeps it; nothing is wrong with the records, and a later try may do. */
public class ErpUnavailable extends ErpFailure implements Unreachable {

    ErpUnavailable(String message, SQLException cause) {
        super(message, cause);
    }
}
