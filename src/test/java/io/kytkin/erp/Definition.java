package io.kytkin.erp;

import io.kytkin.mapping.AlsoChangedBy;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.FieldMapping.Arrow;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingDefinition.Create;
import io.kytkin.mapping.MappingDefinition.Policy;
import io.kytkin.mapping.NewErpRecords;
import io.kytkin.mapping.WrittenAs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes the definitions that tests need, with a mapping file's words. */
final class Definition {
    private String table;
    private String query;
    private List<WrittenAs> writtenAs = List.of();
    private String modified;
    private String filter;
    private List<AlsoChangedBy> also = List.of();
    private List<String> id = List.of("system_id");
    private List<String> key = List.of("no");
    private List<List<String>> match = List.of();
    private final List<FieldMapping> fields = new ArrayList<>();

    static Definition ofTable(String table) {
        Definition definition = new Definition();
        definition.table = table;
        return definition;
    }

    static Definition ofQuery(String query) {
        Definition definition = new Definition();
        definition.query = query;
        return definition;
    }

    /** @param as how columns are written that only the query has */
    Definition writing(String erpTable, String... as) {
        table = erpTable;
        writtenAs = as.length == 0 ? List.of() : WrittenAs.parse(String.join("\n", as));
        return this;
    }

    Definition erpId(String... columns) {
        id = List.of(columns);
        return this;
    }

    Definition erpKey(String... columns) {
        key = List.of(columns);
        return this;
    }

    Definition erpModified(String column) {
        modified = column;
        return this;
    }

    /** As a mapping file writes it. */
    Definition alsoChangedBy(String tables) {
        also = AlsoChangedBy.parse(tables);
        return this;
    }

    Definition erpFilter(String condition) {
        filter = condition;
        return this;
    }

    Definition match(List<List<String>> groups) {
        match = groups;
        return this;
    }

    Definition field(String erp, Arrow arrow, String crm) {
        fields.add(new FieldMapping(erp + " " + arrow.text() + " " + crm, fields.size() + 1, erp, false, crm, arrow,
                null, false, false, false, false, Map.of(), null, null));
        return this;
    }

    MappingDefinition named(String name) {
        return new MappingDefinition(name, table, query, writtenAs, id, key, modified, also, filter, null, "account", null,
                Create.ALWAYS, new NewErpRecords(Create.NEVER, null, List.of()), match, null, Policy.ASK, Policy.ASK, null, null, MappingDefinition.Leave.KEEP, Duration.ofSeconds(60),
                fields);
    }
}
