package io.kytkin.web;

import io.kytkin.coupling.PersonsCouplings;
import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.InitialValues;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader;
import io.kytkin.sync.AlreadyRunning;
import io.kytkin.sync.CouplingChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.camel.Exchange;

/** The calls of {@code /api/couplings} by which a person couples records and takes them apart. */
public final class PersonsCouplingAnswers {
    private static final int MOST_KEYS = 1000;

    private final MappingNames names;
    private final KnownCouplings known;
    private final CouplingAnswers views;
    private final CouplingChanges changes;
    private final ErpRecords erp;
    private final RecordReader crm;

    /**
     * Two records to couple.
     *
     * @param crmId   null: a new one is created
     * @param initial whose values count first: {@code toCrm}, {@code toErp} or {@code none}; null: toCrm
     */
    record Pair(String mapping, String erpKey, UUID crmId, String initial) { }

    /**
     * Couplings to end.
     *
     * @param ids     of couplings, or null
     * @param erpKeys readable keys, or null
     * @param all     every coupling of the mapping; null: no
     */
    record Selection(String mapping, List<UUID> ids, List<String> erpKeys, Boolean all) { }

    /** How many couplings ended. */
    private record Uncoupled(long uncoupled) { }

    public PersonsCouplingAnswers(Mappings mappings, KnownCouplings known, CrmAddresses addresses, CouplingChanges changes,
                                  ErpRecords erp, RecordReader crm) {
        this.names = new MappingNames(mappings);
        this.known = known;
        this.views = new CouplingAnswers(mappings, known, addresses);
        this.changes = changes;
        this.erp = erp;
        this.crm = crm;
    }

    /** Works also where the mapping or both records are gone: no coupling is there for ever. */
    public void uncouple(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly("forget");
            UUID id = request.pathId("id", "coupling");
            boolean forget = request.query("forget").map(PersonsCouplingAnswers::truth).orElse(false);
            KnownCouplings.Known before = found(id);
            String mapping = before.coupling().mapping();
            change(mapping, couplings -> forget ? Long.valueOf(couplings.forget(mapping, id) ? 1 : 0)
                    : Long.valueOf(couplings.uncouple(mapping, List.of(id))));
            return Answer.ok(views.view(known.find(id).orElse(before)));
        });
    }

    public void uncoupleMany(Exchange exchange) {
        Call.answer(exchange, request -> {
            Selection selection = request.takesOnly().body(Selection.class);
            String mapping = Request.checked("mapping", selection.mapping());
            boolean all = Boolean.TRUE.equals(selection.all());
            if (all == (selection.ids() != null || selection.erpKeys() != null)) {
                throw Problem.badRequest("Say either all: true, or name couplings by ids or erpKeys.");
            }
            if (all) {
                return Answer.ok(new Uncoupled(change(mapping, couplings -> couplings.uncoupleAll(mapping))));
            }
            List<UUID> ids = idsOf(mapping, selection);
            return Answer.ok(new Uncoupled(change(mapping, couplings -> couplings.uncouple(mapping, ids))));
        });
    }

    private List<UUID> idsOf(String mapping, Selection selection) {
        List<UUID> ids = new ArrayList<>(selection.ids() == null ? List.of() : selection.ids());
        List<String> keys = selection.erpKeys() == null ? List.of() : selection.erpKeys();
        if (ids.size() + keys.size() > MOST_KEYS) {
            throw Problem.badRequest("A call takes " + MOST_KEYS + " couplings at most, not " + (ids.size() + keys.size())
                    + ".");
        }
        for (UUID id : ids) {
            if (id == null || !found(id).coupling().mapping().equals(mapping)) {
                throw Problem.badRequest("The coupling '" + id + "' is none of the mapping '" + mapping + "'.");
            }
        }
        for (String key : keys) {
            List<KnownCouplings.Known> couplings = known.list(mapping, Request.checked("erpKeys", key), null, null, 1);
            if (couplings.isEmpty()) {
                throw Problem.notFound("There is no coupled " + mapping + " '" + key + "'.");
            }
            ids.add(couplings.get(0).id());
        }
        return ids;
    }

    public void couple(Exchange exchange) {
        Call.answer(exchange, request -> {
            Pair pair = request.takesOnly().body(Pair.class);
            Mappings.Loaded loaded = names.loaded(Request.checked("mapping", pair.mapping()));
            MappingDefinition mapping = names.usable(loaded.name());
            PageRecord inErp = inErp(mapping, Request.checked("erpKey", pair.erpKey()));
            Direction first = firstOf(loaded, pair);
            free(known.ofErpId(mapping.name(), inErp.erpId()).orElse(null), "The " + mapping.name() + " '" + inErp.erpKey()
                    + "'");
            UUID id;
            if (pair.crmId() == null) {
                if (!inErp.inScope()) {
                    throw Problem.conflict("out-of-scope", "The record is out of scope", "No CRM record is created for "
                            + mapping.name() + " '" + inErp.erpKey() + "', because the mapping's erpFilter leaves it out: "
                            + mapping.erpFilter() + ".", null);
                }
                id = change(mapping.name(), couplings -> couplings.coupleWithNew(mapping.name(), inErp.erpId(),
                        inErp.erpKey()));
            } else {
                free(known.list(mapping.name(), null, pair.crmId(), null, 1).stream().findFirst().orElse(null),
                        "The CRM record '" + pair.crmId() + "'");
                AgreedValues agreed = first == null ? AgreedValues.none()
                        : InitialValues.of(mapping, inErp.source(), inCrm(mapping, pair.crmId()).source(), first);
                id = change(mapping.name(), couplings -> couplings.couple(mapping.name(), inErp.erpId(), inErp.erpKey(),
                        pair.crmId(), agreed, first));
            }
            changes.follow(mapping.name(), request.who());
            return Answer.created(Address.of("couplings", id), views.view(found(id)));
        });
    }

    private PageRecord inErp(MappingDefinition mapping, String erpKey) {
        List<PageRecord> records = erp.byKeys(mapping, List.of(erpKey));
        if (records.isEmpty()) {
            throw Problem.notFound("The ERP has no " + mapping.name() + " '" + erpKey + "'.");
        }
        if (records.size() > 1) {
            throw Problem.conflict("key-not-unique", "The key is not unique", "The ERP has " + records.size() + " records of "
                    + mapping.name() + " with the key '" + erpKey + "'.", null);
        }
        return records.get(0);
    }

    private PageRecord inCrm(MappingDefinition mapping, UUID crmId) {
        PageRecord record = crm.readByIds(mapping, List.of(crmId.toString())).get(0);
        if (record.source() == null) {
            throw Problem.notFound("The CRM has no " + mapping.crmTable() + " '" + crmId + "'.");
        }
        return record;
    }

    /** Null: nothing is carried until a side changes. */
    private static Direction firstOf(Mappings.Loaded mapping, Pair pair) {
        if ("none".equals(pair.initial())) {
            if (pair.crmId() == null) {
                throw Problem.badRequest("Without a crmId a CRM record is created, so initial can only be toCrm.");
            }
            return null;
        }
        Direction direction;
        try {
            direction = pair.initial() == null ? Direction.TO_CRM
                    : Direction.of(Request.checked("initial", pair.initial()));
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("initial = '" + pair.initial() + "' is none of toCrm, toErp, none.");
        }
        if (!mapping.routes().contains(direction) || pair.crmId() == null && direction == Direction.TO_ERP) {
            throw Problem.badRequest("initial can't be " + direction.jsonName() + ": " + (mapping.routes().contains(direction)
                    ? "without a crmId a CRM record is created."
                    : "the mapping '" + mapping.name() + "' has no route '" + direction.routeOf(mapping.name()) + "'."));
        }
        return direction;
    }

    private static void free(KnownCouplings.Known other, String what) {
        if (other != null && (other.coupling().state() == Coupling.State.COUPLED
                || other.coupling().state() == Coupling.State.RESERVED)) {
            throw Problem.conflict("coupled-already", "Coupled already", what + " is coupled already: "
                    + other.coupling().mapping() + " '" + other.coupling().erpKey() + "' with CRM record '"
                    + other.coupling().crmId() + "'. Take the two apart first.", Address.of("couplings", other.id()));
        }
    }

    private KnownCouplings.Known found(UUID id) {
        return known.find(id).orElseThrow(() -> Problem.notFound("There is no coupling '" + id + "'."));
    }

    private <T> T change(String mapping, Function<PersonsCouplings, T> change) {
        try {
            return changes.change(mapping, change);
        } catch (AlreadyRunning e) {
            throw Problem.conflict("job-is-running", "A job is running", e.getMessage() + " Couplings are changed between "
                    + "two jobs; try again.", e.running() == null ? null : Address.of("jobs", e.running()));
        }
    }

    private static boolean truth(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw Problem.badRequest("forget = '" + text + "' is neither true nor false.");
        }
        return text.equals("true");
    }
}
