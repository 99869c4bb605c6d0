package io.kytkin.web;

import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.ParkingClass;
import java.util.List;
import org.apache.camel.Exchange;

/** {@code /api/parked-records}: what could not be written now, why, and what releases it. */
public final class ParkedRecordAnswers {
    private final MappingNames names;
    private final HeldRecords parked;

    /** A part of the list with the causes of all records that the filters leave. */
    private record PageWithCauses(List<ParkedRecordView> items, String nextCursor,
                                  List<ParkedRecordView.Cause> causes) { }

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

    private static ParkingClass classOf(String name) {
        try {
            return ParkingClass.of(name);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(e.getMessage() + ".");
        }
    }
}
