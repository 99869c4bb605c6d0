package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.Table;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Describes the columns of a table by their kinds, as {@code Attributes} of {@code EntityDefinitions} does. */
final class ColumnRecords {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MEMO_LENGTH = 2000;
    private static final int DEFAULT_LENGTH = 4000;

    /** A table's columns never change, and every client asks for them. */
    private static final Map<Table, ArrayNode> DESCRIBED = new ConcurrentHashMap<>();

    private ColumnRecords() { }

    /** The columns of a table; nobody may change what comes back. */
    static ArrayNode of(Table table) {
        return DESCRIBED.computeIfAbsent(table, ColumnRecords::describe);
    }

    private static ArrayNode describe(Table table) {
        ArrayNode columns = JSON.arrayNode();
        for (Column column : table.columns()) {
            columns.add(column(table, column));
        }
        return columns;
    }

    private static ObjectNode column(Table table, Column column) {
        String kind = kind(column);
        String name = column.attribute();
        ObjectNode entry = JSON.objectNode().put("@odata.type", "#Microsoft.Dynamics.CRM."
            + (kind.equals("Uniqueidentifier") ? "" : kind) + "AttributeMetadata");
        entry.setAll(MetadataParts.base(table + "." + name));
        String code = typeCode(column, kind);
        boolean server = column.computed();
        boolean onCreateOnly = column.name().equals("baseuomname") || column.name().equals("overriddencreatedon")
            || column.equals(table.primaryId());
        entry.put("LogicalName", name).put("SchemaName", MetadataParts.schemaName(name))
            .put("EntityLogicalName", table.logicalName()).putNull("AttributeOf").put("AttributeType", code);
        entry.set("AttributeTypeName", JSON.objectNode().put("Value", code + "Type"));
        entry.put("ColumnNumber", column.ordinal() + 1);
        entry.set("DisplayName", MetadataParts.label(MetadataParts.title(name)));
        entry.set("Description", MetadataParts.label(null));
        entry.set("RequiredLevel", JSON.objectNode().put("Value", column.required().wireName())
            .put("CanBeChanged", false).put("ManagedPropertyLogicalName", "canmodifyrequirementlevelsettings"));
        entry.put("IsValidForCreate", !server && !table.isReadOnly()).put("IsValidForRead", true)
            .put("IsValidForUpdate", !server && !onCreateOnly && !table.isReadOnly())
            .put("IsPrimaryId", column.equals(table.primaryId())).put("IsPrimaryName",
                column.equals(table.primaryName())).put("IsSecured", false).put("IsCustomAttribute", false)
            .put("IsManaged", true).put("IsLogical", column.name().matches("(address[12]|billto|shipto)_.*"))
            .put("IsFilterable", true).put("IsSearchable", false).put("IsRetrievable", true)
            .put("CanBeSecuredForCreate", false).put("CanBeSecuredForRead", false).put("CanBeSecuredForUpdate", false);
        entry.set("IsAuditEnabled", MetadataParts.managed(false, "canmodifyauditsettings"));
        entry.set("IsValidForAdvancedFind", MetadataParts.managed(true, "canmodifysearchsettings"));
        entry.put("IntroducedVersion", "5.0.0.0").put("SourceType", 0);
        addDetails(entry, table, column, kind);
        return entry;
    }

    private static String kind(Column column) {
        return switch (column.type()) {
            case TEXT -> column.maxLength() != null && column.maxLength() >= MEMO_LENGTH ? "Memo" : "String";
            case WHOLE_NUMBER -> column.options().isEmpty() ? "Integer" : switch (column.name()) {
                case "statecode" -> "State";
                case "statuscode" -> "Status";
                default -> "Picklist";
            };
            case BIG_NUMBER -> "BigInt";
            case DECIMAL -> column.money() ? "Money" : "Decimal";
            case DOUBLE -> "Double";
            case BOOLEAN -> "Boolean";
            case DATE, DATE_TIME -> "DateTime";
            case IDENTIFIER -> column.name().startsWith("_") ? "Lookup" : "Uniqueidentifier";
            case LOOKUP -> "Lookup";
        };
    }

    private static String typeCode(Column column, String kind) {
        if (column.name().equals("_ownerid_value")) {
            return "Owner";
        }
        boolean isCustomer = column.targets().equals(List.of("account", "contact"));
        return isCustomer ? "Customer" : kind;
    }

    private static void addDetails(ObjectNode entry, Table table, Column column, String kind) {
        switch (kind) {
            case "String" -> entry.put("MaxLength", length(column)).put("DatabaseLength", 2 * length(column))
                .put("Format", format(column)).putNull("YomiOf");
            case "Memo" -> entry.put("MaxLength", length(column)).put("Format", "TextArea");
            case "Integer" -> entry.put("MinValue", bound(column, true).intValue())
                .put("MaxValue", bound(column, false).intValue()).put("Format", "None");
            case "BigInt" -> entry.put("MinValue", Long.MIN_VALUE).put("MaxValue", Long.MAX_VALUE);
            case "Decimal" -> entry.put("MinValue", bound(column, true)).put("MaxValue", bound(column, false))
                .put("Precision", column.scale() == null ? 10 : column.scale());
            case "Double" -> entry.put("MinValue", bound(column, true).doubleValue())
                .put("MaxValue", bound(column, false).doubleValue()).put("Precision", 5);
            case "Money" -> entry.put("MinValue", bound(column, true).doubleValue())
                .put("MaxValue", bound(column, false).doubleValue()).put("Precision", column.scale())
                .put("PrecisionSource", column.baseOf() == null ? 2 : 1).put("CalculationOf", column.baseOf())
                .put("IsBaseCurrency", column.baseOf() != null);
            case "DateTime" -> addDateDetails(entry, column);
            case "Lookup" -> addTargets(entry, column);
            case "Boolean" -> addBooleanOptions(entry, table, column);
            case "Picklist", "State", "Status" -> addOptions(entry, table, column, kind);
            default -> { }
        }
    }

    private static int length(Column column) {
        return column.maxLength() == null ? DEFAULT_LENGTH : column.maxLength();
    }

    private static String format(Column column) {
        String name = column.name();
        return name.startsWith("emailaddress") || name.equals("internalemailaddress") ? "Email"
            : name.contains("telephone") || name.equals("fax") || name.endsWith("phone") ? "Phone"
            : name.endsWith("url") ? "Url" : "Text";
    }

    private static BigDecimal bound(Column column, boolean least) {
        BigDecimal set = least ? column.minimum() : column.maximum();
        if (set != null) {
            return set;
        }
        BigDecimal most = column.type() == ColumnType.WHOLE_NUMBER
            ? BigDecimal.valueOf(Integer.MAX_VALUE) : new BigDecimal("100000000000");
        return least ? most.negate() : most;
    }

    private static void addDateDetails(ObjectNode entry, Column column) {
        boolean dateOnly = column.type() == ColumnType.DATE;
        entry.put("Format", dateOnly ? "DateOnly" : "DateAndTime").set("DateTimeBehavior",
            JSON.objectNode().put("Value", dateOnly ? "DateOnly" : "UserLocal"));
        entry.put("MinSupportedValue", "1753-01-01T00:00:00Z").put("MaxSupportedValue", "9999-12-30T23:59:59Z");
    }

    private static void addTargets(ObjectNode entry, Column column) {
        ArrayNode targets = entry.putArray("Targets");
        column.targets().forEach(targets::add);
        entry.put("Format", "None");
    }

    private static ObjectNode option(int value, String text) {
        ObjectNode option = JSON.objectNode().put("Value", value);
        option.set("Label", MetadataParts.label(text));
        option.set("Description", MetadataParts.label(null));
        option.putNull("Color").put("IsManaged", true).putNull("ExternalValue").putArray("ParentValues");
        return option.putNull("MetadataId").putNull("HasChanged");
    }

    private static ObjectNode optionSet(Table table, Column column, String type) {
        ObjectNode set = MetadataParts.base(table + "." + column.name() + ".options");
        set.put("Name", table + "_" + column.name()).put("IsCustomOptionSet", false).put("IsGlobal", false)
            .put("IsManaged", true).put("OptionSetType", type);
        set.set("DisplayName", MetadataParts.label(MetadataParts.title(column.name())));
        set.set("Description", MetadataParts.label(null));
        return set;
    }

    private static void addBooleanOptions(ObjectNode entry, Table table, Column column) {
        ObjectNode set = optionSet(table, column, "Boolean");
        set.set("TrueOption", option(1, "Yes"));
        set.set("FalseOption", option(0, "No"));
        entry.put("DefaultValue", false).set("OptionSet", set);
        entry.putNull("GlobalOptionSet");
    }

    private static void addOptions(ObjectNode entry, Table table, Column column, String kind) {
        ObjectNode set = optionSet(table, column, kind);
        ArrayNode options = set.putArray("Options");
        column.options().forEach((value, text) -> {
            ObjectNode option = option(value, text);
            if (kind.equals("State") && table.states().containsKey(value)) {
                option.put("@odata.type", "#Microsoft.Dynamics.CRM.StateOptionMetadata")
                    .put("DefaultStatus", table.states().get(value).get(0)).put("InvariantName", text);
            } else if (kind.equals("Status")) {
                option.put("@odata.type", "#Microsoft.Dynamics.CRM.StatusOptionMetadata")
                    .put("State", stateOf(table, value)).putNull("TransitionData");
            }
            options.add(option);
        });
        set.putNull("ParentOptionSetName");
        entry.put("DefaultFormValue", -1).set("OptionSet", set);
        entry.putNull("GlobalOptionSet");
    }

    private static Integer stateOf(Table table, int status) {
        return table.states().entrySet().stream().filter(state -> state.getValue().contains(status))
            .map(Map.Entry::getKey).findFirst().orElse(null);
    }
}
