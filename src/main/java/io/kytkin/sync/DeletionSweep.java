package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.coupling.CouplingStore.Swept;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.RecordReader;
import java.util.List;
import java.util.UUID;

/**
 * Finds couplings whose record is gone on the side that is read, where nothing tells of deletes: goes through the couplings
 * in the order of their ids and asks the side, a page at a time, which of the records exist. So memory is bounded, and no two
 * databases have to sort keys alike.
 */
final class DeletionSweep {
    private final CouplingStore couplings;
    private final RecordReader reader;
    private final Direction direction;
    private final int pageSize;
    private UUID after;
    private boolean isOver;
    private boolean anyAsked;
    private boolean anyThere;

    DeletionSweep(CouplingStore couplings, RecordReader reader, Direction direction, int pageSize) {
        this.couplings = couplings;
        this.reader = reader;
        this.direction = direction;
        this.pageSize = pageSize;
    }

    boolean isOver() {
        return isOver;
    }

    /** Whether records were asked for and all of them are gone. */
    boolean foundNothing() {
        return anyAsked && !anyThere;
    }

    /** Those of the next page of couplings whose record is gone; they have a null source. */
    List<PageRecord> next(MappingDefinition mapping) {
        List<Swept> page = couplings.sweep(mapping.name(), after, pageSize);
        if (page.isEmpty()) {
            isOver = true;
            return List.of();
        }
        // That the CRM record of a broken coupling is gone is known already; its ERP record may be gone too by now.
        List<String> ids = page.stream().filter(coupling -> direction == Direction.TO_CRM || !coupling.isBroken())
                .map(coupling -> direction == Direction.TO_CRM ? coupling.erpId() : coupling.crmId().toString()).toList();
        List<PageRecord> gone = ids.isEmpty() ? List.of() : reader.absent(mapping, ids);
        after = page.get(page.size() - 1).id();
        anyAsked |= !ids.isEmpty();
        anyThere |= gone.size() < ids.size();
        return gone;
    }
}
