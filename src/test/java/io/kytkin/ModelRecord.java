package io.kytkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What people did to one pair of records since both sides last agreed, and what may have become of it. */
final class ModelRecord {

    /** Where somebody edits. */
    enum Side { ERP, CRM }

    private final String token;
    private final Map<String, String> agreed = new HashMap<>();
    private final Map<String, EnumMap<Side, String>> edits = new HashMap<>();
    private final Map<String, List<String>> history = new HashMap<>();
    private boolean restored;
    private final Set<Side> deleted = EnumSet.noneOf(Side.class);

    /** @param token marks the record on both sides and never changes */
    ModelRecord(String token) {
        this.token = token;
    }

    String token() {
        return token;
    }

    void edited(Side side, String field, String value) {
        history.computeIfAbsent(field, any -> new ArrayList<>()).add(value);
        edits.computeIfAbsent(field, any -> new EnumMap<>(Side.class)).put(side, value);
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

    /** Both sides have it again; what was edited where it was deleted may be gone with it. */
    void restored() {
        restored |= !deleted.isEmpty();
        deleted.clear();
    }

    /** Both hold one value: the only edit there was, one of two that met, or what was agreed. Then that is agreed. */
    void agree(String field, String erp, String crm) {
        assertThat(crm).as(token + ": " + field + " in the CRM, beside the ERP's '" + erp + "' after " + edits.get(field))
                .isEqualTo(erp);
        Map<Side, String> since = edits.getOrDefault(field, new EnumMap<>(Side.class));
        List<String> possible = new ArrayList<>(since.values());
        if (since.isEmpty()) {
            possible.add(agreed.get(field));
        }
        if (restored) {
            possible.addAll(history.get(field));
        }
        assertThat(possible.stream().filter(value -> Objects.equals(value, erp))).as(token + ": " + field + " is '" + erp
                + "' and must be one of " + possible).isNotEmpty();
        agreed.put(field, erp);
        edits.remove(field);
    }
}
