package io.kytkin.mapping;

import io.kytkin.mapping.MappingDefinition.Policy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stops two-way fields of one record that go to and fro: the third alternation in a row is not written. The field waits
 * for a person with both its values, and the rest of the record goes on (invariant 4).
 */
final class Alternation {
    private static final int MOST = 3;

    /** What becomes of a value that is about to be written. */
    enum Verdict {
        WRITE,
        /** The field waits. */
        HOLD,
        /** A person wants the other side's value. */
        GIVE_WAY
    }

    private final PageRecord record;
    private final Direction to;
    private final Instant now;
    private final Turns before;
    private Turns after;
    private final Map<String, AgreedValues.Pair> held = new LinkedHashMap<>(0);

    Alternation(BoundMapping bound, PageRecord record, Direction to) {
        this.record = record;
        this.to = to;
        this.now = bound.settings().clock().instant();
        this.before = record.coupling() == null ? Turns.none() : record.coupling().turns();
        this.after = before;
    }

    /**
     * Notes a write, or that it has to wait.
     *
     * @param agreed  what both sides agreed on before
     * @param written what they will agree on after the write
     * @param present what they hold now
     */
    Verdict judge(FieldMapping field, AgreedValues.Pair agreed, AgreedValues.Pair written, AgreedValues.Pair present) {
        if (field.arrow() != FieldMapping.Arrow.BOTH || agreed == null) {
            return Verdict.WRITE;
        }
        int alternations = before.alternations(field.crm(), to, written, now);
        if (alternations >= MOST) {
            Policy decided = record.resolution() == null ? null : record.resolution().of(field.crm(), present);
            if (decided == null) {
                held.put(field.crm(), present);
                return Verdict.HOLD;
            }
            if (decided != (to == Direction.TO_CRM ? Policy.ERP : Policy.CRM)) {
                record.carryBack();
                return Verdict.GIVE_WAY;
            }
            alternations = 0;
        }
        after = after.with(field.crm(), to, agreed, alternations, now);
        return Verdict.WRITE;
    }

    /** Hands what was found to the record. */
    void end() {
        if (after != before) {
            record.takes(after);
        }
        if (!held.isEmpty()) {
            record.withhold(Parking.conflict("the ERP and the CRM undo each other's value of "
                    + String.join(", ", held.keySet()) + " again and again, so it stays as it is on either side; change the "
                    + "rule of the side that rewrites it, or let the field travel one way; to decide for a side tries it "
                    + "once more", new AgreedValues(held)));
        }
    }
}
