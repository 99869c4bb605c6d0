package io.kytkin.erp;

import io.kytkin.mapping.BoundMapping;
import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.Matching;
import io.kytkin.mapping.Page;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * The steps of a page that concern the ERP, as routes call them: the bean {@code erpPages}. Each costs one or two
 * statements a page, however many records it has. Safe for several threads.
 */
public final class ErpPages {
    private final ErpConnections connections;
    private final ErpCatalogue catalogue;
    private final Bindings bindings;
    private final ErpWriter writer;

    public ErpPages(DataSource erp, ErpCatalogue catalogue, Bindings bindings) {
        this.connections = new ErpConnections(erp, catalogue);
        this.catalogue = catalogue;
        this.bindings = bindings;
        this.writer = new ErpWriter(connections, bindings);
    }

    /**
     * On the way to the ERP: gives coupled records the ERP's present row, and uncoupled ones the rows that match them.
     * A coupled record whose ERP record is gone is left without a target.
     *
     * @throws ErpFailure when the database refuses or can't be reached
     */
    public void read(Page page) {
        ErpTable table = catalogue.erpTable(page.mapping());
        Selection selection = Selection.of(table, Direction.TO_ERP);
        List<PageRecord> open = page.records().stream().filter(record -> record.outcome() == null).toList();
        List<PageRecord> coupled = open.stream().filter(record -> record.coupling() != null).toList();
        if (!coupled.isEmpty()) {
            Map<String, PageRecord> present = connections.run(page.mapping(),
                    "reading records of " + page.mapping().name(), connection -> RowsById.read(connection, table,
                            selection, coupled.stream().map(PageRecord::erpId).toList()));
            for (PageRecord record : coupled) {
                PageRecord row = present.get(record.erpId());
                meet(record, row);
            }
        }
        // A record deleted in the CRM has no values to match by.
        List<PageRecord> unknown = open.stream().filter(record -> record.coupling() == null && record.source() != null)
                .toList();
        if (page.mapping().newErpRecords().areCreated() && !unknown.isEmpty()) {
            findCreated(page, table, selection, unknown);
        }
        if (!page.mapping().match().isEmpty()) {
            readCandidates(page, table, selection, unknown.stream()
                    .filter(record -> record.inScope() && record.target() == null).toList());
        }
    }

    /** The ERP key may be new: the record was renamed, or got its number just before its coupling was lost. */
    private static void meet(PageRecord record, PageRecord row) {
        record.meets(row == null ? null : row.source());
        if (row != null) {
            record.takes(record.erpId(), row.erpKey());
        }
    }

    /** Records that this mapping created for CRM records whose coupling was lost bear the derived id. */
    private void findCreated(Page page, ErpTable table, Selection selection, List<PageRecord> unknown) {
        BoundMapping mapping = bindings.of(page.mapping());
        Map<String, PageRecord> byId = new HashMap<>();
        unknown.forEach(record -> byId.put(mapping.newErpId(record.crmId()), record));
        connections.run(page.mapping(), "reading records of " + page.mapping().name(), connection -> RowsById.read(
                connection, table, selection, byId.keySet())).forEach((id, row) -> {
                    PageRecord record = byId.get(id);
                    record.takes(id, row.erpKey());
                    record.meets(row.source());
                });
    }

    private void readCandidates(Page page, ErpTable table, Selection selection, List<PageRecord> uncoupled) {
        BoundMapping mapping = bindings.of(page.mapping());
        ErpMatches matches = new ErpMatches(table, selection);
        Map<PageRecord, List<MatchKey>> asked = new HashMap<>();
        for (PageRecord record : uncoupled) {
            for (Map<String, Object> group : Matching.valuesToErp(mapping, page, record)) {
                ask(matches, asked, record, columns(table, group.keySet()), new ArrayList<>(group.values()));
            }
        }
        if (asked.isEmpty()) {
            return;
        }
        Map<MatchKey, Map<String, Row>> found = find(page, matches);
        asked.forEach((record, keys) -> {
            Set<Row> candidates = new LinkedHashSet<>();
            keys.forEach(key -> candidates.addAll(found.getOrDefault(key, Map.of()).values()));
            record.matches(List.copyOf(candidates));
        });
    }

    /**
     * On the way to the CRM: finds for each record with candidates the other ERP records inside the filter whose match
     * values are the same. The group that counts is the one by which the candidates were found.
     *
     * @throws ErpFailure when the database refuses or can't be reached
     */
    public void rivals(Page page) {
        List<PageRecord> matched = page.records().stream()
                .filter(record -> record.outcome() == null && !record.candidates().isEmpty()).toList();
        if (matched.isEmpty()) {
            return;
        }
        ErpTable table = catalogue.erpTable(page.mapping());
        ErpMatches matches = new ErpMatches(table, Selection.of(table, Direction.TO_CRM));
        Map<PageRecord, List<MatchKey>> asked = new HashMap<>();
        for (PageRecord record : matched) {
            for (List<ErpColumn> columns : matchedBy(page, table, record)) {
                ask(matches, asked, record, columns, values(columns, record.source()));
            }
        }
        Map<MatchKey, Map<String, Row>> found = find(page, matches);
        asked.forEach((record, keys) -> {
            Set<String> others = new LinkedHashSet<>();
            keys.forEach(key -> others.addAll(found.getOrDefault(key, Map.of()).keySet()));
            others.remove(record.erpId());
            record.contestedBy(List.copyOf(others));
        });
    }

    /** The columns of the first group that agrees with a candidate; of all groups when none can be told. */
    private List<List<ErpColumn>> matchedBy(Page page, ErpTable table, PageRecord record) {
        List<List<ErpColumn>> groups = new ArrayList<>();
        for (Map<String, Object> group : Matching.valuesToCrm(bindings.of(page.mapping()), page, record)) {
            List<ErpColumn> columns = columns(table, erpColumns(page.mapping().fields(), group.keySet()));
            if (record.candidates().stream().anyMatch(candidate -> agrees(group, candidate))) {
                return List.of(columns);
            }
            groups.add(columns);
        }
        return groups;
    }

    private static boolean agrees(Map<String, Object> group, Row candidate) {
        return group.entrySet().stream().allMatch(wanted -> {
            String held = Values.comparable(candidate.valueOf(wanted.getKey()));
            return held != null && held.equals(Values.comparable(wanted.getValue()));
        });
    }

    private static Set<String> erpColumns(List<FieldMapping> fields, Set<String> attributes) {
        Set<String> columns = new LinkedHashSet<>();
        for (String attribute : attributes) {
            fields.stream().filter(field -> !field.constant() && field.crm().equals(attribute))
                    .findFirst().ifPresent(field -> columns.add(field.erp()));
        }
        return columns;
    }

    /**
     * Writes what translation decided, in one transaction, or in one a record when the database refuses any of them. Each
     * record ends as written or parked.
     *
     * @throws ErpFailure when the database can't be reached; then no record ends, though some or all may be written, and
     *                    the next try finds out
     */
    public void write(Page page) {
        if (page.hasWrites()) {
            writer.write(page, catalogue.erpTable(page.mapping()));
        }
    }

    private static void ask(ErpMatches matches, Map<PageRecord, List<MatchKey>> asked, PageRecord record,
                            List<ErpColumn> columns, List<Object> values) {
        MatchKey key = matches.ask(columns, values);
        if (key != null) {
            asked.computeIfAbsent(record, any -> new ArrayList<>()).add(key);
        }
    }

    private Map<MatchKey, Map<String, Row>> find(Page page, ErpMatches matches) {
        return connections.run(page.mapping(), "looking for matches of " + page.mapping().name(), matches::find);
    }

    private static List<ErpColumn> columns(ErpTable table, Set<String> names) {
        return names.stream().map(name -> table.column("match", name)).toList();
    }

    private static List<Object> values(List<ErpColumn> columns, Row row) {
        List<Object> values = new ArrayList<>();
        columns.forEach(column -> values.add(row.get(column.name())));
        return values;
    }
}
