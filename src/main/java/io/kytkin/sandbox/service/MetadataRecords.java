package io.kytkin.sandbox.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kytkin.sandbox.rules.AlternateKeys;
import io.kytkin.sandbox.schema.AlternateKey;
import io.kytkin.sandbox.schema.CollectionNavigation;
import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.ColumnType;
import io.kytkin.sandbox.schema.Navigation;
import io.kytkin.sandbox.schema.OnDelete;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Describes tables as {@code EntityDefinitions} does: the table, its columns by kind, keys and relationships. */
final class MetadataRecords {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int ENGLISH = 1033;
    private static final int MEMO_LENGTH = 2000;
    private static final int DEFAULT_LENGTH = 4000;
    private static final Map<String, Integer> TYPE_CODES = Map.ofEntries(Map.entry("account", 1),
        Map.entry("contact", 2), Map.entry("opportunity", 3), Map.entry("systemuser", 8), Map.entry("team", 9),
        Map.entry("businessunit", 10), Map.entry("organization", 1019), Map.entry("pricelevel", 1022),
        Map.entry("product", 1024), Map.entry("productpricelevel", 1026), Map.entry("uom", 1055),
        Map.entry("uomschedule", 1056), Map.entry("quote", 1084), Map.entry("quotedetail", 1085),
        Map.entry("salesorder", 1088), Map.entry("salesorderdetail", 1089), Map.entry("invoice", 1090),
        Map.entry("invoicedetail", 1091), Map.entry("asyncoperation", 4700), Map.entry("sdkmessage", 4606),
        Map.entry("sdkmessagefilter", 4607), Map.entry("importjob", 9107), Map.entry("transactioncurrency", 9105));

    private final Schema schema;
    private final AlternateKeys keys;
    private final Conditions conditions;
    private final ChangeTracking tracking;

    MetadataRecords(Schema schema, AlternateKeys keys, Conditions conditions, ChangeTracking tracking) {
        this.schema = schema;
        this.keys = keys;
        this.conditions = conditions;
        this.tracking = tracking;
    }

    /** The table with everything its navigation properties lead to. */
    ObjectNode table(Table table) {
        ObjectNode entry = base(table.logicalName());
        String title = title(table.logicalName());
        entry.put("LogicalName", table.logicalName()).put("SchemaName", schemaName(table.logicalName()))
            .put("EntitySetName", table.entitySet()).put("CollectionSchemaName", schemaName(table.entitySet()))
            .put("LogicalCollectionName", table.entitySet()).put("PrimaryIdAttribute", table.primaryId().name())
            .put("PrimaryNameAttribute", table.primaryNameAttribute())
            .put("ObjectTypeCode", TYPE_CODES.getOrDefault(table.logicalName(), 0))
            .put("OwnershipType", switch (table.ownership()) {
                case "User/Team" -> "UserOwned";
                case "Organization" -> "OrganizationOwned";
                case "Business" -> "BusinessOwned";
                default -> "None";
            });
        entry.set("DisplayName", label(title));
        entry.set("DisplayCollectionName", label(title(table.entitySet())));
        entry.set("Description", label(null));
        entry.put("ChangeTrackingEnabled", tracking.isOffered(table))
            .put("IsOptimisticConcurrencyEnabled", conditions.isOffered(table)).put("IsCustomEntity", false)
            .put("IsManaged", true).put("IsActivity", false).put("IsIntersect", false).put("IsLogicalEntity", false)
            .put("IsPrivate", false).put("IsBusinessProcessEnabled", false).put("IsAvailableOffline", true)
            .put("IsValidForAdvancedFind", true);
        for (String name : List.of("IsCustomizable", "IsAuditEnabled", "IsDuplicateDetectionEnabled",
            "CanCreateAttributes", "CanEnableSyncToExternalSearchIndex")) {
            entry.set(name, managed(!table.isReadOnly(), name.toLowerCase(Locale.ROOT)));
        }
        entry.put("IntroducedVersion", "5.0.0.0").put("TableType", "Standard").putNull("DataProviderId");
        entry.set("Attributes", columns(table));
        entry.set("Keys", keys(table));
        entry.set("ManyToOneRelationships", manyToOne(table));
        entry.set("OneToManyRelationships", oneToMany(table));
        entry.set("ManyToManyRelationships", JSON.arrayNode());
        return entry;
    }

    private static ObjectNode base(String name) {
        return JSON.objectNode().put("MetadataId", id(name)).putNull("HasChanged");
    }

    private static String id(String name) {
        return UUID.nameUUIDFromBytes(("sandbox:" + name).getBytes(StandardCharsets.UTF_8))
            .toString();
    }

    private static String schemaName(String name) {
        return name.isEmpty() ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static String title(String name) {
        return schemaName(name.replace('_', ' '));
    }

    private static ObjectNode label(String text) {
        ObjectNode label = JSON.objectNode();
        ArrayNode localized = label.putArray("LocalizedLabels");
        if (text == null) {
            label.putNull("UserLocalizedLabel");
            return label;
        }
        ObjectNode own = JSON.objectNode().put("Label", text).put("LanguageCode", ENGLISH).put("IsManaged", true)
            .put("MetadataId", id("label:" + text)).putNull("HasChanged");
        localized.add(own);
        label.set("UserLocalizedLabel", own.deepCopy());
        return label;
    }

    private static ObjectNode managed(boolean value, String name) {
        return JSON.objectNode().put("Value", value).put("CanBeChanged", true).put("ManagedPropertyLogicalName", name);
    }

    private ArrayNode columns(Table table) {
        ArrayNode columns = JSON.arrayNode();
        for (Column column : table.columns()) {
            columns.add(column(table, column));
        }
        return columns;
    }

    private ObjectNode column(Table table, Column column) {
        String kind = kind(column);
        String name = column.attribute();
        ObjectNode entry = JSON.objectNode().put("@odata.type", "#Microsoft.Dynamics.CRM."
            + (kind.equals("Uniqueidentifier") ? "" : kind) + "AttributeMetadata");
        entry.setAll(base(table + "." + name));
        String code = typeCode(column, kind);
        boolean server = column.computed();
        boolean onCreateOnly = column.name().equals("baseuomname") || column.name().equals("overriddencreatedon")
            || column.equals(table.primaryId());
        entry.put("LogicalName", name).put("SchemaName", schemaName(name))
            .put("EntityLogicalName", table.logicalName()).putNull("AttributeOf").put("AttributeType", code);
        entry.set("AttributeTypeName", JSON.objectNode().put("Value", code + "Type"));
        entry.put("ColumnNumber", column.ordinal() + 1);
        entry.set("DisplayName", label(title(name)));
        entry.set("Description", label(null));
        entry.set("RequiredLevel", JSON.objectNode().put("Value", column.required().wireName())
            .put("CanBeChanged", false).put("ManagedPropertyLogicalName", "canmodifyrequirementlevelsettings"));
        entry.put("IsValidForCreate", !server && !table.isReadOnly()).put("IsValidForRead", true)
            .put("IsValidForUpdate", !server && !onCreateOnly && !table.isReadOnly())
            .put("IsPrimaryId", column.equals(table.primaryId())).put("IsPrimaryName",
                column.equals(table.primaryName())).put("IsSecured", false).put("IsCustomAttribute", false)
            .put("IsManaged", true).put("IsLogical", column.name().matches("(address[12]|billto|shipto)_.*"))
            .put("IsFilterable", true).put("IsSearchable", false).put("IsRetrievable", true)
            .put("CanBeSecuredForCreate", false).put("CanBeSecuredForRead", false).put("CanBeSecuredForUpdate", false);
        entry.set("IsAuditEnabled", managed(false, "canmodifyauditsettings"));
        entry.set("IsValidForAdvancedFind", managed(true, "canmodifysearchsettings"));
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

    private void addDetails(ObjectNode entry, Table table, Column column, String kind) {
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
        option.set("Label", label(text));
        option.set("Description", label(null));
        option.putNull("Color").put("IsManaged", true).putNull("ExternalValue").putArray("ParentValues");
        return option.putNull("MetadataId").putNull("HasChanged");
    }

    private static ObjectNode optionSet(Table table, Column column, String type) {
        ObjectNode set = base(table + "." + column.name() + ".options");
        set.put("Name", table + "_" + column.name()).put("IsCustomOptionSet", false).put("IsGlobal", false)
            .put("IsManaged", true).put("OptionSetType", type);
        set.set("DisplayName", label(title(column.name())));
        set.set("Description", label(null));
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

    private ArrayNode keys(Table table) {
        ArrayNode entries = JSON.arrayNode();
        for (AlternateKey key : keys.of(table)) {
            ObjectNode entry = base(table + ".key." + key.name());
            entry.put("LogicalName", key.name().toLowerCase(Locale.ROOT)).put("SchemaName", key.name())
                .put("EntityLogicalName", table.logicalName()).put("EntityKeyIndexStatus", "Active")
                .put("IsManaged", false).set("DisplayName", label(key.name()));
            ArrayNode columns = entry.putArray("KeyAttributes");
            key.columns().forEach(name -> columns.add(table.column(name).attribute()));
            entries.add(entry);
        }
        return entries;
    }

    private ArrayNode manyToOne(Table table) {
        ArrayNode entries = JSON.arrayNode();
        for (Navigation navigation : table.navigations()) {
            entries.add(relationship(table, navigation));
        }
        return entries;
    }

    private ArrayNode oneToMany(Table table) {
        ArrayNode entries = JSON.arrayNode();
        for (CollectionNavigation collection : table.collections()) {
            Table other = schema.table(collection.table());
            entries.add(relationship(other, other.navigation(collection.partner())));
        }
        return entries;
    }

    private ObjectNode relationship(Table table, Navigation navigation) {
        boolean toOwner = navigation.target().equals(Schema.PRINCIPAL);
        String target = toOwner ? "owner" : navigation.target();
        String name = navigation.partner() == null ? target + "_" + table + "_" + navigation.name()
            : navigation.partner();
        ObjectNode entry = JSON.objectNode()
            .put("@odata.type", "#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata");
        entry.setAll(base("relationship." + name));
        entry.put("SchemaName", name).put("RelationshipType", "OneToManyRelationship")
            .put("IsCustomRelationship", false).put("IsManaged", true).put("IsValidForAdvancedFind", true)
            .put("ReferencedAttribute", toOwner ? "ownerid" : schema.table(target).primaryId().name())
            .put("ReferencedEntity", target).put("ReferencedEntityNavigationPropertyName", name)
            .put("ReferencingAttribute", table.column(navigation.column()).attribute())
            .put("ReferencingEntity", table.logicalName())
            .put("ReferencingEntityNavigationPropertyName", navigation.name()).put("IsHierarchical", false);
        ObjectNode cascade = entry.putObject("CascadeConfiguration");
        Set.of("Assign", "Archive", "Merge", "Reparent", "Share", "Unshare", "RollupView")
            .forEach(each -> cascade.put(each, "NoCascade"));
        cascade.put("Delete", navigation.onDelete() == OnDelete.RESTRICT ? "Restrict"
            : navigation.onDelete() == OnDelete.CASCADE ? "Cascade" : "RemoveLink");
        return entry;
    }
}
