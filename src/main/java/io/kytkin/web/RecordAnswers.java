package io.kytkin.web;

import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/records/{mapping}/{erpKey}}: everything about one record. It asks both sides, each once; a side that does
 * not answer is said to have been silent, and the rest is still told.
 */
public final class RecordAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(RecordAnswers.class);

    private final MappingNames names;
    private final KnownCouplings couplings;
    private final CouplingAnswers couplingAnswers;
    private final HeldRecords parked;
    private final ErpRecords erp;
    private final RecordReader crm;

    public RecordAnswers(Mappings mappings, KnownCouplings couplings, CrmAddresses addresses, HeldRecords parked,
                         ErpRecords erp, RecordReader crm) {
        this.names = new MappingNames(mappings);
        this.couplings = couplings;
        this.couplingAnswers = new CouplingAnswers(mappings, couplings, addresses);
        this.parked = parked;
        this.erp = erp;
        this.crm = crm;
    }

    public void one(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly();
            MappingDefinition mapping = names.usable(request.path("mapping"));
            return Answer.ok(about(mapping, request.path("erpKey")));
        });
    }

    /** What one side said: nothing when it could not be asked, or had nothing to be asked for. */
    private record Told(boolean asked, PageRecord record) {
        Boolean exists() {
            return asked ? Boolean.valueOf(record != null && record.source() != null) : null;
        }

        Boolean inFilter() {
            return record != null && record.source() != null ? Boolean.valueOf(record.inScope()) : null;
        }

        String value(String column, boolean constant) {
            if (constant) {
                return column;
            }
            Row row = record == null ? null : record.source();
            return row == null ? null : text(row.valueOf(Row.nameOf(column)));
        }
    }

    private interface Question {
        List<PageRecord> ask();
    }

    private RecordView about(MappingDefinition mapping, String erpKey) {
        List<String> problems = new ArrayList<>();
        Told inErp = told("ERP", () -> erp.byKeys(mapping, List.of(erpKey)), problems);
        KnownCouplings.Known known = couplingOf(mapping, erpKey, inErp.record());
        Coupling coupling = known == null ? null : known.coupling();
        Told inCrm = coupling == null ? new Told(false, null) : told("CRM",
                () -> crm.readByIds(mapping, List.of(coupling.crmId().toString())), problems);
        List<ParkedRecordView> held = parked.ofErpKey(mapping.name(), erpKey);
        if (inErp.asked() && inErp.record() == null && coupling == null && held.isEmpty()) {
            throw Problem.notFound("The ERP has no " + mapping.name() + " '" + erpKey + "', and none was coupled.");
        }
        String key = inErp.record() != null ? inErp.record().erpKey() : coupling == null ? erpKey : coupling.erpKey();
        String explanation = new RecordExplanation(mapping, key, inErp.record(), inErp.asked(), coupling,
                inCrm.record(), held.isEmpty() ? null : held.get(0)).text();
        UUID crmId = coupling == null ? null : coupling.crmId();
        String erpId = inErp.record() != null ? inErp.record().erpId() : coupling == null ? null : coupling.erpId();
        return new RecordView(mapping.name(), key, erpId, crmId, explanation, inErp.exists(), inErp.inFilter(),
                inCrm.exists(), inCrm.inFilter(), known == null ? null : couplingAnswers.view(known), held,
                mapping.fields().stream().map(field -> field(field, inErp, inCrm, coupling)).toList(), problems);
    }

    /** By the key that never changes if the ERP still has the record, because a renamed one is coupled by it. */
    private KnownCouplings.Known couplingOf(MappingDefinition mapping, String erpKey, PageRecord inErp) {
        if (inErp != null) {
            return couplings.ofErpId(mapping.name(), inErp.erpId()).orElse(null);
        }
        return couplings.list(mapping.name(), erpKey, null, null, 1).stream().findFirst().orElse(null);
    }

    private static Told told(String side, Question question, List<String> problems) {
        try {
            return new Told(true, question.ask().stream().findFirst().orElse(null));
        } catch (RuntimeException failure) {
            LOG.warn("The {} could not be asked for a record: {}", side, failure.getMessage());
            problems.add("The " + side + " could not be asked just now; GET /api/connection and the log say more.");
            return new Told(false, null);
        }
    }

    private static RecordView.Field field(FieldMapping field, Told inErp, Told inCrm, Coupling coupling) {
        return new RecordView.Field(field.erp(), field.crm(), field.arrow().text(),
                inErp.value(field.erp(), field.constant()), inCrm.value(field.crm(), false),
                coupling == null ? null : coupling.agreed().of(field.crm()));
    }

    private static String text(Object value) {
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        return value == null ? null : value.toString();
    }
}
