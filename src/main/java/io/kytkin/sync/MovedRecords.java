package io.kytkin.sync;

import io.kytkin.coupling.CouplingStore;
import io.kytkin.mapping.AgreedValues;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.Mappings;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.RecordReader;
import io.kytkin.mapping.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Holds records that the CRM moved to another parent because two parents were merged, while both of these are coupled: a
 * person decides first which ERP record is to be left (design, invariant 12). A page without moved records costs nothing, any
 * other one query and one request for each parent mapping.
 */
public final class MovedRecords {
    private final RecordReader crm;
    private final Mappings mappings;
    private final CouplingStore couplings;

    /** @param crm reads the CRM's records */
    public MovedRecords(RecordReader crm, Mappings mappings, CouplingStore couplings) {
        this.crm = crm;
        this.mappings = mappings;
        this.couplings = couplings;
    }

    /** A record that has another parent than both sides agreed on. */
    private record Move(PageRecord record, String attribute, UUID from, UUID to) { }

    public void hold(Page page) {
        Map<String, List<Move>> moves = new HashMap<>();
        for (FieldMapping field : page.mapping().fields()) {
            if (field.coupled() != null && field.arrow().includes(Direction.TO_ERP)) {
                for (PageRecord record : page.records()) {
                    Move move = move(record, field);
                    if (move != null) {
                        moves.computeIfAbsent(field.coupled(), any -> new ArrayList<>()).add(move);
                    }
                }
            }
        }
        moves.forEach((parent, moved) -> mappings.definition(parent).ifPresent(definition -> hold(definition, moved)));
    }

    private static Move move(PageRecord record, FieldMapping field) {
        if (record.outcome() != null || record.source() == null || record.coupling() == null || !record.coupling().isCoupled()) {
            return null;
        }
        AgreedValues.Pair agreed = record.coupling().agreed().of(field.crm());
        Object now = record.source().valueOf(Row.nameOf(field.crm()));
        if (agreed == null || agreed.crm() == null || !(now instanceof UUID to) || to.toString().equals(agreed.crm())) {
            return null;
        }
        try {
            return new Move(record, field.crm(), UUID.fromString(agreed.crm()), to);
        } catch (IllegalArgumentException notAgreed) {
            // A person who couples records says that one side's value counts; then no value of the CRM's was agreed on.
            return null;
        }
    }

    private void hold(MappingDefinition parent, List<Move> moves) {
        Set<UUID> parents = new HashSet<>();
        moves.forEach(move -> parents.addAll(List.of(move.from, move.to)));
        Set<UUID> coupled = couplings.coupledAmong(parent.name(), parents);
        List<Move> doubtful = moves.stream().filter(move -> coupled.contains(move.from) && coupled.contains(move.to)).toList();
        if (doubtful.isEmpty()) {
            return;
        }
        Map<UUID, UUID> winners = new HashMap<>();
        crm.readByIds(parent, doubtful.stream().map(move -> move.from.toString()).distinct().toList())
                .forEach(record -> winners.put(record.crmId(), record.mergedInto()));
        doubtful.stream().filter(move -> move.to.equals(winners.get(move.from))).forEach(move -> move.record.park(
                Parking.waitingForOthers("The CRM moved it to another " + parent.name() + " because two were merged "
                        + "there that are both coupled; it goes on when a person has decided which of them is left.",
                        move.attribute, null, move.to.toString(), parent.name(), move.from.toString())));
    }
}
