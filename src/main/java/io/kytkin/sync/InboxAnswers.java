package io.kytkin.sync;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.Mappings;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Has the records synchronized again whose entries the ERP's inbox has answered: a timer asks, one query for all mappings
 * that fill the inbox, none while there is no such mapping.
 */
public final class InboxAnswers {
    private static final int MOST = 1_000;

    private final IntFunction<Map<String, List<UUID>>> answered;
    private final Mappings mappings;
    private final Hints hints;

    /** @param answered CRM ids by mapping, at most so many, whose entries the ERP has answered and no job has read back */
    public InboxAnswers(IntFunction<Map<String, List<UUID>>> answered, Mappings mappings, Hints hints) {
        this.answered = answered;
        this.mappings = mappings;
        this.hints = hints;
    }

    /** Fails when the ERP does not answer; the timer asks again. */
    public void tell() {
        if (mappings.all().stream().noneMatch(loaded -> loaded.isEnabled() && loaded.toInbox())) {
            return;
        }
        answered.apply(MOST).forEach((mapping, crmIds) -> {
            if (mappings.find(mapping).filter(Mappings.Loaded::isEnabled).isPresent()) {
                hints.changed(mapping, Direction.TO_ERP, crmIds.stream().map(UUID::toString).toList(), null);
            }
        });
    }
}
