package io.kytkin.web;

import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/records/{mapping}/{erpKey}}: everything about one record. It asks both sides, each once; a side that does
 * not answer is said to have been silent, and the rest is still told.
 */
public final class RecordAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(RecordAnswers.class);

    /** Longer chains of references are no help to a person. */
    private static final int MOST_PARENTS = 5;

    private final Mappings mappings;
    private final MappingNames names;
    private final KnownCouplings couplings;
    private final CouplingAnswers couplingAnswers;
    private final HeldRecords parked;
    private final ErpRecords erp;
    private final RecordReader crm;
    private final StartedJobs jobs;

    public RecordAnswers(Mappings mappings, KnownCouplings couplings, CrmAddresses addresses, HeldRecords parked,
                         ErpRecords erp, RecordReader crm, StartedJobs jobs) {
        this.jobs = jobs;
        this.mappings = mappings;
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
                inCrm.record(), held.isEmpty() ? null : held.get(0)).text() + paused(mapping);
        UUID crmId = coupling == null ? null : coupling.crmId();
        String erpId = inErp.record() != null ? inErp.record().erpId() : coupling == null ? null : coupling.erpId();
        return new RecordView(mapping.name(), key, erpId, crmId, explanation, inErp.exists(), inErp.inFilter(),
                inCrm.exists(), inCrm.inFilter(), known == null ? null : couplingAnswers.view(known), held,
                parents(held), mapping.fields().stream().map(field -> field(field, inErp, inCrm, coupling)).toList(),
                lastJobs(mapping), problems);
    }

    private List<JobView> lastJobs(MappingDefinition mapping) {
        return Stream.of(Direction.values()).flatMap(way -> jobs.latest(mapping.name(), way).stream()).toList();
    }

    /** Whom the record waits for, and whom that one waits for in turn, with one query to the ERP for each. */
    private List<RecordView.Parent> parents(List<ParkedRecordView> held) {
        List<RecordView.Parent> parents = new ArrayList<>();
        ParkedRecordView.WaitsFor next = waitsFor(held);
        while (next != null && parents.size() < MOST_PARENTS) {
            MappingDefinition mapping = mappings.definition(next.mapping()).orElse(null);
            if (mapping == null) {
                parents.add(new RecordView.Parent(next.mapping(), next.erpKey(), "There is no mapping '" + next.mapping()
                        + "', or its file is not valid; GET /api/mappings says what is wrong."));
                return parents;
            }
            List<ParkedRecordView> parked = this.parked.ofErpKey(mapping.name(), next.erpKey());
            parents.add(new RecordView.Parent(mapping.name(), next.erpKey(), explanation(mapping, next.erpKey(), parked)));
            next = waitsFor(parked);
        }
        return parents;
    }

    /** Only a record on its way to the CRM waits for one that the ERP knows by a key. */
    private static ParkedRecordView.WaitsFor waitsFor(List<ParkedRecordView> held) {
        return held.stream().filter(record -> record.direction().equals(Direction.TO_CRM.jsonName()))
                .map(ParkedRecordView::waitsFor).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private String paused(MappingDefinition mapping) {
        return jobs.isPaused(mapping.name()) ? " Its mapping is paused: nothing of it travels until POST "
                + Address.of("mappings", mapping.name()) + "/resume." : "";
    }

    private String explanation(MappingDefinition mapping, String erpKey, List<ParkedRecordView> held) {
        Told inErp = told("ERP", () -> erp.byKeys(mapping, List.of(erpKey)), new ArrayList<>());
        if (inErp.asked() && inErp.record() == null) {
            return "The ERP has no " + mapping.name() + " '" + erpKey + "'; correct the code, or enter the record.";
        }
        KnownCouplings.Known known = couplingOf(mapping, erpKey, inErp.record());
        return new RecordExplanation(mapping, erpKey, inErp.record(), inErp.asked(),
                known == null ? null : known.coupling(), null, held.isEmpty() ? null : held.get(0)).text();
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
