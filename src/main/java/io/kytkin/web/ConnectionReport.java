package io.kytkin.web;

import java.time.Instant;
import java.util.List;

/** What is known of the connections to both sides. The start-up answers it; this package knows neither side. */
public interface ConnectionReport {

    /** Whether a side can be used. */
    enum State {
        /** The last call succeeded. */
        connected,
        /** The last call failed; the problem says why. */
        failed,
        /** Nothing was asked yet. */
        unknown
    }

    /**
     * The CRM as it last showed itself. Members are null until it was asked.
     *
     * @param url            the environment's address, without any credential
     * @param sandbox        whether it is the embedded one
     * @param user           id of the user that Kytkin is in the CRM
     * @param baseCurrency   ISO code of the organization's base currency
     * @param problem        a plain sentence with the way out; null while connected
     */
    record Crm(String url, boolean sandbox, State state, String organizationId, String version, String user,
               String baseCurrency, String problem) { }

    /**
     * The ERP's database as it last showed itself.
     *
     * @param database product and version, as its driver names them; null until it was asked
     * @param demo     whether it is the embedded demo company
     */
    record Erp(String database, boolean demo, State state, String company, String localCurrency, String problem) { }

    /** A table of the CRM that Kytkin's user may not use as a mapping needs it. */
    record MissingPrivilege(String mapping, String crmTable, String problem) { }

    /** @param testedAt when both sides were last asked; null: never */
    record Connection(Crm crm, Erp erp, List<MissingPrivilege> missingPrivileges, Instant testedAt) {
        public Connection {
            missingPrivileges = List.copyOf(missingPrivileges);
        }
    }

    /** What is known without asking either side. */
    Connection known();

    /** Asks both sides now. A side that does not answer is reported as failed, never thrown. */
    Connection test();
}
