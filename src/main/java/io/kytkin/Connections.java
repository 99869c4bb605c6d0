package io.kytkin;

import io.kytkin.crm.CrmConnection;
import io.kytkin.crm.CrmFailure;
import io.kytkin.crm.CrmOrganization;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import io.kytkin.sync.Sides;
import io.kytkin.web.ConnectionReport;
import io.kytkin.web.SidesHealth;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What REST tells of the connections to both sides; asked anew only when a person wants a test. */
final class Connections implements ConnectionReport {
    private final Settings settings;
    private final CrmConnection crm;
    private final String crmUrl;
    private final DataSource erp;
    private final Mappings mappings;
    private final Sides sides;
    private volatile Connection known;

    /** @param organization what the CRM said at the start */
    Connections(Settings settings, CrmConnection crm, String crmUrl, CrmOrganization organization, DataSource erp,
                Mappings mappings, Sides sides) {
        this.sides = sides;
        this.settings = settings;
        this.crm = crm;
        this.crmUrl = crmUrl;
        this.erp = erp;
        this.mappings = mappings;
        this.known = new Connection(connected(organization), erp(null, State.unknown, null), List.of(), null);
    }

    @Override
    public Connection known() {
        Connection last = known;
        Optional<Instant> crmSilent = sides.silentSince(Direction.TO_ERP);
        Optional<Instant> erpSilent = sides.silentSince(Direction.TO_CRM);
        Crm crmNow = crmSilent.isEmpty() ? last.crm() : new Crm(crmUrl, settings.usesSandbox(), State.failed, null, null,
                null, null, SidesHealth.sentence("CRM", crmSilent.get()));
        Erp erpNow = erpSilent.isEmpty() ? last.erp()
                : erp(null, State.failed, SidesHealth.sentence("ERP", erpSilent.get()));
        return new Connection(crmNow, erpNow, last.missingPrivileges(), last.testedAt());
    }

    @Override
    public Connection test() {
        Crm crmNow;
        List<MissingPrivilege> missing = List.of();
        try {
            crmNow = connected(crm.connect());
            missing = missing();
        } catch (CrmFailure failure) {
            crmNow = new Crm(crmUrl, settings.usesSandbox(), State.failed, null, null, null, null, failure.getMessage());
        }
        known = new Connection(crmNow, testErp(), missing, Instant.now());
        return known;
    }

    private Crm connected(CrmOrganization organization) {
        return new Crm(crmUrl, settings.usesSandbox(), State.connected, organization.id().toString(),
                organization.version(), organization.user().toString(), organization.baseCurrencyCode(), null);
    }

    private List<MissingPrivilege> missing() {
        List<Mappings.Loaded> enabled = mappings.all().stream().filter(Mappings.Loaded::isEnabled).toList();
        Map<String, String> unreadable = crm.unreadable(enabled.stream()
                .map(loaded -> loaded.definition().crmTable()).distinct().toList());
        List<MissingPrivilege> missing = new ArrayList<>();
        for (Mappings.Loaded loaded : enabled) {
            String table = loaded.definition().crmTable();
            if (unreadable.containsKey(table)) {
                missing.add(new MissingPrivilege(loaded.name(), table, unreadable.get(table)));
            }
        }
        return missing;
    }

    private Erp testErp() {
        try (java.sql.Connection connection = erp.getConnection()) {
            DatabaseMetaData product = connection.getMetaData();
            return erp(product.getDatabaseProductName() + " " + product.getDatabaseProductVersion(), State.connected, null);
        } catch (SQLException e) {
            return erp(null, State.failed, "The ERP's database can't be reached: " + e.getMessage());
        }
    }

    private Erp erp(String database, State state, String problem) {
        return new Erp(database, settings.usesDemoCompany(), state, settings.text(Setting.ERP_COMPANY),
                settings.text(Setting.ERP_LOCAL_CURRENCY), problem);
    }
}
