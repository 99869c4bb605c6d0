package io.kytkin.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.Row;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.camel.Exchange;

/** {@code /api/parked-records}: what could not be written now, why, and what releases it. */
public final class ParkedRecordAnswers {
    private static final String WHAT = "parked record";

    private final MappingNames names;
    private final HeldRecords parked;

    /** A part of the list with the causes of all records that the filters leave. */
    private record PageWithCauses(List<ParkedRecordView> items, String nextCursor,
                                  List<ParkedRecordView.Cause> causes) { }

    /** Which records to try again; what is null lets all pass. */
    record Selection(String mapping, @JsonProperty("class") String parkingClass, String reason) { }

    /** How many records are tried again, in all and by mapping. */
    private record Retried(long records, Map<String, Long> byMapping) { }

    /**
     * Whose values count in a conflict.
     *
     * @param keep   {@code erp} or {@code crm} for all fields, or null
     * @param fields the same for each field, by CRM attribute or ERP column, or null
     */
    record Decision(String keep, Map<String, String> fields) { }

    public ParkedRecordAnswers(Mappings mappings, HeldRecords parked) {
        this.names = new MappingNames(mappings);
        this.parked = parked;
    }

    public void list(Exchange exchange) {
        Call.answer(exchange, request -> {
            request.takesOnly("mapping", "class", "limit", "cursor");
            int limit = request.limit();
            String mapping = request.query("mapping").map(name -> names.loaded(name).name()).orElse(null);
            ParkingClass parkingClass = request.query("class").map(ParkedRecordAnswers::classOf).orElse(null);
            PageOf<ParkedRecordView> page = PageOf.of(
                    parked.list(mapping, parkingClass, PageOf.idPosition(request), limit + 1), limit,
                    record -> record.id().toString(), record -> record);
            return Answer.ok(new PageWithCauses(page.items(), page.nextCursor(),
                    parked.causes(mapping, parkingClass)));
        });
    }

    public void one(Exchange exchange) {
        Call.answer(exchange, request -> Answer.ok(found(request.takesOnly().pathId("id", WHAT))));
    }

    public void retry(Exchange exchange) {
        Call.answer(exchange, request -> {
            ParkedRecordView record = found(request.takesOnly().pathId("id", WHAT));
            if (!parked.retry(record.id(), request.who())) {
                throw missing(record.id());
            }
            return accepted(record);
        });
    }

    public void retryMany(Exchange exchange) {
        Call.answer(exchange, request -> {
            Selection selection = request.takesOnly().body(Selection.class);
            String mapping = selection.mapping() == null ? null
                    : names.loaded(Request.checked("mapping", selection.mapping())).name();
            ParkingClass parkingClass = selection.parkingClass() == null ? null
                    : classOf(Request.checked("class", selection.parkingClass()));
            Map<String, Long> due = parked.retry(mapping, parkingClass, selection.reason(), request.who());
            return Answer.accepted(Address.of("parked-records"),
                    new Retried(due.values().stream().mapToLong(Long::longValue).sum(), due));
        });
    }

    public void resolve(Exchange exchange) {
        Call.answer(exchange, request -> {
            ParkedRecordView record = found(request.takesOnly().pathId("id", WHAT));
            if (record.conflicts().isEmpty()) {
                throw Problem.conflict("no-conflict", "Not a conflict", "The record is parked because "
                        + record.reason() + "; there are no two values to choose between. POST "
                        + Address.of("parked-records", record.id(), "retry") + " tries it again.", null);
            }
            Map<String, String> keep = understood(record, request.body(Decision.class));
            if (!parked.decide(record.id(), keep, request.who())) {
                throw missing(record.id());
            }
            return accepted(record);
        });
    }

    /** The side to keep for each field of the conflict. */
    private Map<String, String> understood(ParkedRecordView record, Decision decision) {
        if ((decision.keep() == null) == (decision.fields() == null)) {
            throw Problem.badRequest("Say either keep, 'erp' or 'crm' for the whole record, or fields, with the side to "
                    + "keep for each of " + fieldsOf(record) + ".");
        }
        Map<String, String> keep = new TreeMap<>();
        if (decision.keep() != null) {
            record.conflicts().forEach(conflict -> keep.put(conflict.field(), side("keep", decision.keep())));
            return keep;
        }
        Map<String, String> attributes = attributes(record);
        decision.fields().forEach((name, side) -> {
            String attribute = attributes.get(Row.nameOf(Request.checked("fields", name)));
            if (attribute == null) {
                throw Problem.badRequest("The conflict is not about '" + name + "', but about " + fieldsOf(record) + ".");
            }
            keep.put(attribute, side(name, side));
        });
        List<String> open = record.conflicts().stream().map(ParkedRecordView.Conflict::field)
                .filter(field -> !keep.containsKey(field)).toList();
        if (!open.isEmpty()) {
            throw Problem.badRequest("fields leaves " + String.join(", ", open)
                    + " open; the record is written when all of its conflicts are decided.");
        }
        return keep;
    }

    /** The attributes in conflict by their own name and by that of their ERP column. */
    private Map<String, String> attributes(ParkedRecordView record) {
        Map<String, String> attributes = new HashMap<>();
        for (FieldMapping field : names.usable(record.mapping()).fields()) {
            if (!field.constant() && record.conflicts().stream().anyMatch(one -> one.field().equals(field.crm()))) {
                attributes.putIfAbsent(Row.nameOf(field.erp()), field.crm());
            }
        }
        record.conflicts().forEach(conflict -> attributes.put(conflict.field(), conflict.field()));
        return attributes;
    }

    private static String fieldsOf(ParkedRecordView record) {
        return String.join(", ", record.conflicts().stream().map(ParkedRecordView.Conflict::field).toList());
    }

    private static String side(String name, String side) {
        if (!"erp".equals(side) && !"crm".equals(side)) {
            throw Problem.badRequest(name + " = " + (side == null ? "null" : "'" + Request.checked(name, side) + "'")
                    + " is neither 'erp' nor 'crm'.");
        }
        return side;
    }

    private ParkedRecordView found(UUID id) {
        return parked.find(id).orElseThrow(() -> missing(id));
    }

    private static Problem missing(UUID id) {
        return Problem.notFound("There is no " + WHAT + " '" + id + "'; it may have been released.");
    }

    /** The record as it is now, or as it was if it is released already. */
    private Answer accepted(ParkedRecordView record) {
        return Answer.accepted(Address.of("parked-records", record.id()), parked.find(record.id()).orElse(record));
    }

    private static ParkingClass classOf(String name) {
        try {
            return ParkingClass.of(name);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(e.getMessage() + ".");
        }
    }
}
