package io.kytkin;

import io.kytkin.crm.CrmOlingoComponent;
import io.kytkin.crm.CrmPages;
import io.kytkin.crm.CrmReader;
import io.kytkin.erp.ErpCatalogue;
import io.kytkin.erp.ErpInbox;
import io.kytkin.erp.ErpPages;
import io.kytkin.erp.ErpReader;
import io.kytkin.erp.RenamedRecords;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.TranslationSettings;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.main.Main;

/** The beans with which routes read, write and describe the two sides. */
final class SideBeans {
    private final DataSource erp;
    private final ConnectedCrm crm;
    private final TranslationSettings translation;
    private final Mappings mappings;
    private final ErpCatalogue erpCatalogue;
    private final Bindings bindings;
    private final ErpInbox erpInbox;
    private final ErpReader erpReader;
    private final CrmReader crmReader;

    SideBeans(Settings settings, DataSource erp, ConnectedCrm crm, TranslationSettings translation, Mappings mappings) {
        this.erp = erp;
        this.crm = crm;
        this.translation = translation;
        this.mappings = mappings;
        erpCatalogue = new ErpCatalogue(erp, translation.clock(),
                settings.seconds(Setting.ERP_LONGEST_PAUSE_SECONDS, 1, 3600));
        bindings = new Bindings(erpCatalogue, crm.catalogue(), translation);
        erpInbox = new ErpInbox(erp, erpCatalogue, bindings, settings.text(Setting.ERP_INBOX));
        erpReader = new ErpReader(erp, erpCatalogue, translation.clocks());
        crmReader = new CrmReader(crm.client(), bindings, crm.catalogue(), mappings);
    }

    /** Under the names that route files use; before Camel is initialized, which wants the component {@code olingo4} then. */
    void bind(Main main) {
        main.bind("bindings", bindings);
        main.bind("translationSettings", translation);
        main.bind("erp", erp);
        main.bind("erpCatalogue", erpCatalogue);
        main.bind("erpReader", erpReader);
        main.bind("erpPages", new ErpPages(erp, erpCatalogue, bindings));
        main.bind("erpInbox", erpInbox);
        main.bind("renamedRecords", new RenamedRecords(erpReader, mappings));
        main.bind("olingo4", new CrmOlingoComponent(crm.client()));
        main.bind("crmCatalogue", crm.catalogue());
        main.bind("crmReader", crmReader);
        main.bind("crmPages", new CrmPages(crm.client(), bindings, crm.catalogue()));
    }

    /** What a mapping must be to be in force here. */
    MappingFiles.Check check() {
        return new LoadedMappingCheck(new SidesCheck(bindings, erpCatalogue, crm.catalogue(), translation), erpInbox, mappings);
    }

    TranslationSettings translation() {
        return translation;
    }

    Bindings bindings() {
        return bindings;
    }

    /** Of the side that is read, by direction. */
    Map<Direction, RecordReader> readers() {
        return Map.of(Direction.TO_CRM, erpReader, Direction.TO_ERP, crmReader);
    }

    ErpReader erpReader() {
        return erpReader;
    }

    CrmReader crmReader() {
        return crmReader;
    }

    ErpInbox erpInbox() {
        return erpInbox;
    }
}
