package io.kytkin.crm;

import com.fasterxml.jackson.databind.JsonNode;
import io.kytkin.mapping.Column;
import io.kytkin.mapping.Kind;
import io.kytkin.mapping.Row;
import io.kytkin.mapping.Table;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Turns the CRM's JSON into rows: some attributes of one table, always with its key. A lookup that may refer to several
 * tables can be read for one of them, by the name under which a reference to that is written
 * ({@code parentcustomerid_account}): it is blank where it refers to another. Safe for several threads.
 */
final class RowReader {
    /** How the CRM says which table a lookup refers to, where a request asks for it. */
    static final String LOOKUP_TABLE = "Microsoft.Dynamics.CRM.lookuplogicalname";

    private final Table table;
    private final Row.Header header;
    private final String[] properties;
    private final Kind[] kinds;
    /** For a lookup that is read for one table: that table. */
    private final String[] targets;
    private final String select;

    /** @param attributes logical names; those that the table does not have, or may not be read, are left out */
    RowReader(Table table, Collection<String> attributes) {
        this.table = table;
        List<String> names = new ArrayList<>();
        List<String> wire = new ArrayList<>();
        List<Kind> held = new ArrayList<>();
        List<String> referred = new ArrayList<>();
        Set<String> wanted = new LinkedHashSet<>();
        wanted.add(table.key());
        attributes.forEach(attribute -> wanted.add(Row.nameOf(attribute)));
        for (String name : wanted) {
            Column lookup = table.column(name).isPresent() ? null : table.lookupOf(name).orElse(null);
            Column column = lookup != null ? lookup : table.column(name).orElse(null);
            if (column != null && column.kind() != Kind.OTHER
                    && (column.can(Column.Ability.READ) || name.equals(table.key()))) {
                names.add(lookup != null ? name : column.name());
                referred.add(lookup != null ? lookup.targetOf(name).orElseThrow() : null);
                wire.add(property(column));
                held.add(name.equals(table.key()) ? Kind.GUID : column.kind());
            }
        }
        this.header = new Row.Header(names);
        this.properties = wire.toArray(String[]::new);
        this.kinds = held.toArray(Kind[]::new);
        this.targets = referred.toArray(String[]::new);
        this.select = String.join(",", new LinkedHashSet<>(wire));
    }

    /** The name under which a query or an answer holds the attribute: a lookup's differs from its logical name. */
    static String property(Column column) {
        return column.kind() == Kind.LOOKUP ? "_" + column.name() + "_value" : column.name();
    }

    Table table() {
        return table;
    }

    /** Whether the rows have the attribute. */
    boolean has(String attribute) {
        return header.names().contains(attribute);
    }

    /** Whether a request has to ask which tables lookups refer to; without an answer any table counts as the one. */
    boolean asksForTables() {
        return Arrays.stream(targets).anyMatch(Objects::nonNull);
    }

    /** For {@code $select}. */
    String select() {
        return select;
    }

    /**
     * The row, with its etag as the version.
     *
     * @throws CrmAnswerUnknown when a value is not of the kind that the CRM itself declares
     */
    Row row(JsonNode record) {
        Object[] values = new Object[properties.length];
        for (int column = 0; column < properties.length; column++) {
            JsonNode value = record.get(properties[column]);
            if (value != null && !value.isNull() && isWanted(record, column)) {
                values[column] = value(column, value);
            }
        }
        JsonNode etag = record.get("@odata.etag");
        return new Row(header, values, etag == null ? null : etag.asText());
    }

    private boolean isWanted(JsonNode record, int column) {
        JsonNode referred = targets[column] == null ? null : record.get(properties[column] + "@" + LOOKUP_TABLE);
        return referred == null || referred.asText().equals(targets[column]);
    }

    /** The key of a record in the CRM's JSON. */
    UUID key(JsonNode record) {
        return UUID.fromString(record.path(table.key()).asText());
    }

    private Object value(int column, JsonNode value) {
        try {
            return switch (kinds[column]) {
                case TEXT -> value.asText().isEmpty() ? null : value.asText();
                case INTEGER, OPTION -> value.longValue();
                case DECIMAL, MONEY -> value.decimalValue();
                case BOOLEAN -> value.booleanValue();
                case DATE -> LocalDate.parse(value.asText().substring(0, 10));
                case DATE_TIME -> Instant.parse(value.asText());
                case GUID, LOOKUP -> UUID.fromString(value.asText());
                case OTHER -> null;
            };
        } catch (RuntimeException other) {
            throw new CrmAnswerUnknown("The CRM's value of " + table.name() + "." + header.names().get(column) + " is '"
                    + value.asText() + "', which is no " + kinds[column], other);
        }
    }
}
