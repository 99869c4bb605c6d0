package io.kytkin.crm;

import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.ErpEdit;
import io.kytkin.mapping.Matching;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What one page asks of the CRM before it is translated, and how the answer is handed out. */
final class PageRead {
    private final Page page;
    private final MappedTable table;
    private final CrmClient client;
    private final MatchQuestion question;
    /**
     * Records whose CRM key is known: reserved and broken ones, coupled ones of a two-way mapping that the ERP changed, and
     * partners of those that were deleted or have to be.
     */
    private final List<PageRecord> known = new ArrayList<>();
    private final Map<PageRecord, List<Map<String, Object>>> matching = new LinkedHashMap<>();

    PageRead(Page page, MappedTable table, CrmClient client) {
        this.page = page;
        this.table = table;
        this.client = client;
        this.question = new MatchQuestion(table);
        for (PageRecord record : page.records()) {
            if (record.outcome() == null) {
                collect(record);
            }
        }
    }

    private void collect(PageRecord record) {
        if (page.direction() == Direction.TO_ERP) {
            if (record.coupling() == null && !record.candidates().isEmpty()) {
                groupsOf(record.source()).forEach(group -> match(record, group));
            }
        } else if (record.coupling() != null && (record.coupling().state() == Coupling.State.RESERVED
                || record.coupling().state() == Coupling.State.BROKEN || page.loses(record) && page.actsOnDeletes()
                || page.mapping().isTwoWay() && ErpEdit.isIn(table.bound(), page, record))) {
            known.add(record);
            question.askAnywhere(Map.of(table.table().key(), record.coupling().crmId()));
        } else if (record.coupling() == null && record.source() != null && record.inScope() && !page.mapping().match().isEmpty()) {
            Matching.valuesToCrm(table.bound(), page, record).forEach(group -> match(record, group));
        }
    }

    private void match(PageRecord record, Map<String, Object> group) {
        matching.computeIfAbsent(record, first -> new ArrayList<>()).add(group);
        question.ask(group);
    }

    /**
     * The values of a CRM record that a rival would share, by attribute, for each group of {@code match} that is
     * filled.
     */
    private List<Map<String, Object>> groupsOf(Row row) {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (List<String> names : page.mapping().match()) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (String name : names) {
                String attribute = Matching.fieldOf(page.mapping(), name).crm();
                values.put(attribute, row.valueOf(Row.nameOf(attribute)));
            }
            if (MatchQuestion.comparable(table.table(), values.keySet(), row) != null) {
                groups.add(values);
            }
        }
        return groups;
    }

    CrmPages.Call call() {
        return question.call(client.address());
    }

    Page page() {
        return page;
    }

    void answered(Object answer) {
        List<Row> rows = question.rows(answer, client);
        Map<UUID, Row> byKey = new HashMap<>();
        rows.forEach(row -> byKey.put(table.keyOf(row), row));
        for (PageRecord record : known) {
            Row found = byKey.get(record.coupling().crmId());
            if (found != null) {
                record.meets(found);
            }
        }
        if (rows.isEmpty()) {
            // As it is for every page of a first synchronization: nothing to compare with.
            matching.keySet().forEach(record -> hand(record, Set.of()));
            return;
        }
        Map<Set<String>, Map<List<String>, List<Row>>> indexes = new HashMap<>();
        matching.forEach((record, groups) -> {
            Set<Row> found = new LinkedHashSet<>();
            for (Map<String, Object> group : groups) {
                Map<List<String>, List<Row>> index = indexes.computeIfAbsent(group.keySet(), attributes ->
                        byKey.values().stream()
                                .filter(row -> MatchQuestion.comparable(table.table(), attributes, row) != null)
                                .collect(Collectors.groupingBy(row ->
                                        MatchQuestion.comparable(table.table(), attributes, row))));
                found.addAll(index.getOrDefault(group.values().stream().map(MatchQuestion::comparable).toList(),
                        List.of()));
            }
            hand(record, found);
        });
    }

    private void hand(PageRecord record, Set<Row> found) {
        if (page.direction() == Direction.TO_CRM) {
            record.matches(List.copyOf(found));
            return;
        }
        List<String> rivals = new ArrayList<>();
        for (Row row : found) {
            UUID key = table.keyOf(row);
            if (!key.equals(record.crmId())) {
                rivals.add(key.toString());
            }
        }
        record.contestedBy(rivals);
    }
}
