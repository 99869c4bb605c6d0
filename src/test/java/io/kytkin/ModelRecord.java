package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What people did to one pair of records since both sides last agreed, and what may have become of it. */
final class ModelRecord {

    /** Where somebody edits. */
    enum Side { ERP, CRM }

    /** When nobody can say what a job saw: one was running. */
    static final int WHILE_A_JOB_RUNS = -1;

    /** @param moment edits of one moment have no job between them */
    private record Edit(String value, int moment) { }

    private final String token;
    private final Side wins;
    private final Map<String, String> agreed = new HashMap<>();
    private final Map<String, EnumMap<Side, Edit>> edits = new HashMap<>();
    private final Map<String, List<String>> history = new HashMap<>();
    private final Set<Side> deleted = EnumSet.noneOf(Side.class);
    private boolean restored;
    private boolean wasRestored;

    /**
     * @param token marks the record on both sides and never changes
     * @param wins  whose value counts when both sides edit a field at one moment; null: either may
     */
    ModelRecord(String token, Side wins) {
        this.token = token;
        this.wins = wins;
    }

    String token() {
        return token;
    }

    void edited(Side side, String field, String value, int moment) {
        history.computeIfAbsent(field, any -> new ArrayList<>()).add(value);
        edits.computeIfAbsent(field, any -> new EnumMap<>(Side.class)).put(side, new Edit(value, moment));
    }

    /** What the field may refer to has another name. */
    void renamed(String field, String from, String to) {
        agreed.computeIfPresent(field, (any, value) -> value.equals(from) ? to : value);
        history.computeIfPresent(field, (any, values) -> {
            values.replaceAll(value -> value.equals(from) ? to : value);
            return values;
        });
        edits.computeIfPresent(field, (any, sides) -> {
            sides.replaceAll((side, edit) -> edit.value().equals(from) ? new Edit(to, edit.moment()) : edit);
            return sides;
        });
    }

    void deleted(Side side) {
        deleted.add(side);
    }

    boolean isDeleted() {
        return !deleted.isEmpty();
    }

    Set<Side> deletedOn() {
        return deleted;
    }

    /** Both sides have it; if one of them has it again, what was edited where it was deleted may be gone with it. */
    void isOnBothSides() {
        restored = !deleted.isEmpty();
        wasRestored |= restored;
        deleted.clear();
    }

    /** Whether one side has a blank where only that side knew a value, and it was deleted there and made anew. */
    boolean wasLostWithIt(String value) {
        return wasRestored && value.isEmpty();
    }

    /** Both hold one value: the only edit there was, one of two that met, or what was agreed. Then that is agreed. */
    void agree(String field, String erp, String crm) {
        assertThat(crm).as(token + ": " + field + " in the CRM, beside the ERP's '" + erp + "' after " + edits.get(field))
                .isEqualTo(erp);
        assertThat(possible(field)).as(token + ": " + field + " after " + edits.get(field)).contains(erp);
        agreed.put(field, erp);
        edits.remove(field);
    }

    private Collection<String> possible(String field) {
        Map<Side, Edit> since = edits.getOrDefault(field, new EnumMap<>(Side.class));
        List<String> values = new ArrayList<>();
        if (restored) {
            values.addAll(history.get(field));
        }
        if (since.isEmpty()) {
            values.add(agreed.get(field));
        } else if (isConflict(field, since)) {
            values.add(since.get(wins).value());
        } else {
            since.values().forEach(edit -> values.add(edit.value()));
        }
        return values;
    }

    /** Whether both sides certainly gave the field a new value since a job saw it last, and the mapping says whose counts. */
    private boolean isConflict(String field, Map<Side, Edit> since) {
        Edit erp = since.get(Side.ERP);
        Edit crm = since.get(Side.CRM);
        return wins != null && erp != null && crm != null && erp.moment() == crm.moment() && erp.moment() != WHILE_A_JOB_RUNS
                && Collections.frequency(history.get(field), erp.value()) == 1
                && Collections.frequency(history.get(field), crm.value()) == 1;
    }
}
