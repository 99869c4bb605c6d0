package io.kytkin;

import java.sql.Connection;
import java.util.concurrent.TimeUnit;
import org.h2.api.Trigger;

/** An ERP that takes its time over each new row, so that a kill finds its transactions open; H2 wants it as a class. */
public final class SlowTrigger implements Trigger {
    private static final int MILLIS_A_ROW = 3;

    /** From now on, in an ERP on H2. */
    static void install(Installation installation, String table) {
        installation.inErp("create trigger slow_" + table + " before insert on " + table + " for each row call '"
                + SlowTrigger.class.getName() + "'");
    }

    @Override
    public void fire(Connection connection, Object[] before, Object[] row) {
        try {
            TimeUnit.MILLISECONDS.sleep(MILLIS_A_ROW);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
